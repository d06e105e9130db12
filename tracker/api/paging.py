"""Lists by pages: rows in the order of their days, and a cursor that says where the next page begins."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from ninja import Query, Schema
from pydantic import Field

from tracker.api.requests import invalid
from tracker.table import Span

MOST, USUAL = 366, 100
FIRST_DAY = date(1900, 1, 1)


class Pages(Schema):
    """Which days, and how many of them at once."""

    start: date | None = Field(None, alias="from", description="first day; open at the beginning if absent")
    end: date | None = Field(None, alias="to", description="last day; today if absent")
    limit: int = Field(USUAL, ge=1, le=MOST)
    cursor: str = Field("", max_length=60, description="`next` of the page before")


Paged = Annotated[Pages, Query()]


def span_of(pages: Pages, today: date) -> Span:
    """The days asked for.

    Raises:
        Problem: if they end before they start.
    """
    start, end = max(pages.start or FIRST_DAY, FIRST_DAY), min(pages.end or today, today)
    if pages.start and pages.end and pages.end < pages.start:
        raise invalid(to="The last day lies before the first.")
    return Span(min(start, end), end) if start <= end else Span(FIRST_DAY, FIRST_DAY)


def page(rows: "QuerySet[Any]", pages: Pages, today: date) -> tuple[Sequence[Any], str | None]:
    """One page of rows that have a day and an id, and the cursor of the next."""
    span = span_of(pages, today)
    rows = rows.filter(day__range=(span.start, span.end)).filter(_after(pages.cursor)).order_by("day", "pk")
    found = list(rows[: pages.limit + 1])
    last = found[pages.limit - 1] if len(found) > pages.limit else None
    return found[: pages.limit], last and f"{last.day.isoformat()}.{last.pk}"


def _after(cursor: str) -> Q:
    if not cursor:
        return Q()
    day, _dot, pk = cursor.partition(".")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise invalid(cursor="This is no cursor of this list.")
    return Q(day__gt=day_in(day, "cursor")) | Q(day=day_in(day, "cursor"), pk__gt=int(pk))


def day_in(text: str, field: str) -> date:
    """A day in a cursor or an address.

    Raises:
        Problem: if it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise invalid(**{field: "Write a day as 2026-11-21."}) from None
