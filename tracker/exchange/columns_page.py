"""The page that asks what the columns of a table are: what it shows, and what its form says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tracker.accounts.models import User
from tracker.exchange.formats.mapper import COMMA, POINT, Column, Look, Plan, needs_scale
from tracker.exchange.formats.places import OUT
from tracker.exchange.models import ImportJob
from tracker.exchange.offers import Choice, Offers
from tracker.exchange.pages import PLACE, SCALE


@dataclass(frozen=True, slots=True)
class Asked:
    """One column as the page shows it."""

    column: Column
    choice: Choice
    error: str = ""


def columns_page(
    user: User, upload: ImportJob, look: Look, plan: Plan, language: str, *, tried: bool
) -> dict[str, Any]:
    """Everything the page shows; errors stand beside their fields once a form was sent."""
    offers = Offers(user, language)
    dated = next((column for column in look.columns if column.name == plan.date), None)
    orders = {
        "ymd": _("year, month, day"), "dmy": _("day, month, year"), "mdy": _("month, day, year"),
    }  # fmt: skip
    decimals = {POINT: _("1,500.5 (a point)"), COMMA: _("1.500,5 (a comma)")}
    first = dated or (look.dates[0] if look.dates else None)
    return {
        "upload": upload,
        "plan": plan,
        "dates": look.dates,
        "date": first,
        "orders": [(order, orders[order]) for order in (first.orders if first else ())],
        "decimals": [(way, decimals[way]) for way in look.decimals],
        "columns": [_asked(offers, column, plan, tried) for column in look.columns
                    if not (first and column.name == first.name)],
        "errors": _errors(look, plan) if tried else {},
    }  # fmt: skip


def _asked(offers: Offers, column: Column, plan: Plan, tried: bool) -> Asked:
    choice = offers.column(column, plan.places.get(column.name, ""), plan.scales.get(column.name, ""))
    missing = tried and column.name in plan.open_scales
    return Asked(column, choice, _("Say from where to where these numbers run.") if missing else "")


def _errors(look: Look, plan: Plan) -> dict[str, str]:
    errors = {}
    if not plan.date:
        errors["date"] = _("Choose the column that holds the day.")
    elif not plan.order:
        errors["order"] = _("Say how these dates are written.")
    if not plan.decimal:
        errors["decimal"] = _("Say how decimals are written.")
    if not any(text != OUT for text in plan.places.values()):
        errors["columns"] = _("Choose a place for at least one column.")
    return errors


def said_in(form: Mapping[str, Any], look: Look) -> dict[str, Any]:
    """What the form says of the columns; a scale only where one is needed."""
    places = {column.name: str(form.get(PLACE + column.name, "")) for column in look.columns}
    scales = {name: str(form.get(SCALE + name, "")) for name, text in places.items() if needs_scale(text)}
    facts = {name: str(form.get(name, "")) for name in ("date", "time", "order", "decimal")}
    return {**facts, "places": {name: text for name, text in places.items() if text}, "scales": scales}
