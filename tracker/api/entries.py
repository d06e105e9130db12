"""Servings, doses, events and moments: each said, added and changed by the same forms and changes as on the pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import Http404

from tracker.accounts.models import User
from tracker.api.days import FIRST_DAY, written
from tracker.api.requests import invalid
from tracker.diary import changes
from tracker.diary.changes import Tap
from tracker.diary.forms import EventForm, PortionForm, ServingForm
from tracker.diary.models import Dose, Event, Row, Serving, Supplement
from tracker.diary.moment_forms import MomentForm
from tracker.diary.moments import Moment
from tracker.web import keys

Sent = dict[str, Any]
Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sort:
    """One kind of entry: its rows, how one is told, and the columns that a new or a changed one has."""

    table: type[Row]
    tell: Callable[[Any, User, str], Sent]
    new: Callable[[Tap, Sent, date], Columns]
    changed: Callable[[Tap, Any, Sent, date], Columns] | None
    beside: tuple[str, ...] = ()
    may_come: bool = False  # its day may still lie ahead


def rows(sort: Sort, user: User) -> QuerySet[Any]:
    """What is there, without what was taken out."""
    return sort.table._default_manager.filter(owner=user, removed=None).select_related(*sort.beside)


def found(sort: Sort, user: User, uid: UUID) -> Any:
    row = rows(sort, user).filter(uid=uid).first()
    if row is None:
        raise Http404
    return row


def add(sort: Sort, tap: Tap, sent: Sent, today: date) -> Any:
    """A new entry; sent again with the same key it is the same one."""
    if not FIRST_DAY <= sent["day"] <= (date.max if sort.may_come else today):
        raise invalid(day="This day has not come yet, or lies before there were diaries.")
    uid = keys.row_id(tap.key)
    changes.add(tap, [sort.table(owner=tap.user, uid=uid, created=tap.now, **sort.new(tap, sent, today))])
    return found(sort, tap.user, uid)


def change(sort: Sort, tap: Tap, row: Any, sent: Sent, today: date) -> Any:
    assert sort.changed is not None
    changes.change_row(tap, row, **sort.changed(tap, row, sent, today))
    return found(sort, tap.user, row.uid)


def checked(form: forms.BaseForm, names: Mapping[str, str] | None = None) -> Columns:
    """What a form makes of it.

    Raises:
        Problem: with the form's own sentences.
    """
    if form.is_valid():
        return dict(form.cleaned_data)
    raise invalid(**{(names or {}).get(name, name): " ".join(map(str, said)) for name, said in form.errors.items()})


def as_typed(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Values of JSON as a form receives them."""
    return {
        name: "" if value is None else written(value) if isinstance(value, int | float) else value
        for name, value in sent.items()
    }


def _tell_serving(row: Serving, user: User, language: str) -> Sent:
    return {
        "id": row.uid, "day": row.day, "food_id": row.food_id, "food": row.food.name(language), "grams": row.grams,
        "meal": row.meal,
    }  # fmt: skip


def _new_serving(tap: Tap, sent: Sent, today: date) -> Columns:
    form = ServingForm(as_typed({**sent, "food": sent["food_id"]}), user=tap.user)
    return {"day": sent["day"], **checked(form, {"food": "food_id"})}


def _changed_serving(tap: Tap, row: Serving, sent: Sent, today: date) -> Columns:
    kept = {"grams": row.grams, "meal": row.meal}
    return checked(PortionForm(as_typed(kept | {name: value for name, value in sent.items() if value is not None})))


def _tell_dose(row: Dose, user: User, language: str) -> Sent:
    return {"id": row.uid, "day": row.day, "supplement": row.supplement.slug, "name": row.supplement.name}


def _new_dose(tap: Tap, sent: Sent, today: date) -> Columns:
    supplement = Supplement.objects.filter(owner=tap.user, slug=sent["supplement"]).first()
    if supplement is None:
        raise invalid(supplement="There is no such supplement on your list.")
    return {"day": sent["day"], "supplement": supplement}


EVENT = ("kind", "day", "until", "what", "who", "text")


def _tell_event(row: Event, user: User, language: str) -> Sent:
    return {"id": row.uid, **{name: getattr(row, name) for name in EVENT}}


def _event(sent: Mapping[str, Any], today: date) -> Columns:
    form = EventForm(as_typed(sent), today=today, kind=sent["kind"])
    checked(form)
    return form.values()


def _new_event(tap: Tap, sent: Sent, today: date) -> Columns:
    return _event(sent, today)


def _changed_event(tap: Tap, row: Event, sent: Sent, today: date) -> Columns:
    kept = {name: getattr(row, name) for name in EVENT}
    if sent.get("kind") not in (None, row.kind):
        kept["what"] = kept["who"] = ""
    # An end may be taken away again; nothing else of an event may be missing.
    given = {name: value for name, value in sent.items() if value is not None or name == "until"}
    found = _event(kept | given, today)
    if found["day"] < FIRST_DAY:
        raise invalid(day="This day lies before there were diaries.")
    return found


def _tell_moment(row: Moment, user: User, language: str) -> Sent:
    names = ("day", "at", "pleasant", "energy", "words", "note")
    return {"id": row.uid, "time": _clock(row.at, user), **{name: getattr(row, name) for name in names}}


def _clock(at: datetime, user: User) -> str:
    return f"{at.astimezone(user.zone):%H:%M}"


def _moment(tap: Tap, day: date, sent: Mapping[str, Any], row: Moment | None = None) -> Columns:
    typed = as_typed({**sent, "clock": sent["time"]})
    form = MomentForm(typed, user=tap.user, day=day, now=tap.now, row=row)
    checked(form, {"clock": "time"})
    return form.values()


def _new_moment(tap: Tap, sent: Sent, today: date) -> Columns:
    return {"day": sent["day"], **_moment(tap, sent["day"], sent)}


def _changed_moment(tap: Tap, row: Moment, sent: Sent, today: date) -> Columns:
    kept = {name: getattr(row, name) for name in ("pleasant", "energy", "words", "note")}
    given = {name: value for name, value in sent.items() if value is not None}
    return _moment(tap, row.day, {"time": _clock(row.at, tap.user), **kept, **given}, row)


SERVINGS = Sort(Serving, _tell_serving, _new_serving, _changed_serving, ("food",))
DOSES = Sort(Dose, _tell_dose, _new_dose, None, ("supplement",))
EVENTS = Sort(Event, _tell_event, _new_event, _changed_event)
MOMENTS = Sort(Moment, _tell_moment, _new_moment, _changed_moment)
