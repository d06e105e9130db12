"""Days as programs read and write them: the fields that a person answers, and every number that comes of them."""

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from tracker.accounts.models import User
from tracker.api.requests import Problem, invalid
from tracker.diary import answering, catalogue, changes, days, fields, lowdays
from tracker.diary.answering import Asked
from tracker.diary.changes import Saved, Tap
from tracker.diary.merge import Change, Value
from tracker.diary.models import CheckIn, Night, OwnValue
from tracker.metrics import Metric
from tracker.table import Span

TODAY = "today"
FIRST_DAY = date(1900, 1, 1)
Day = dict[str, Any]


def opened(text: str, today: date) -> date:
    """The day in an address.

    Raises:
        Http404: where it is none, has not come, or lies before there were diaries.
    """
    try:
        day = today if text == TODAY else date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not FIRST_DAY <= day <= today or (text != TODAY and day.isoformat() != text):
        raise Http404
    return day


def noted(user: User, span: Span) -> list[date]:
    """The days with any record, in order; one query."""
    first, *others = [rows.values_list("day") for rows in days.records(user, day__range=(span.start, span.end))]
    return sorted(day for (day,) in first.union(*others))


def told(user: User, some: Iterable[date]) -> list[Day]:
    """Days as they stand; a fixed number of queries, however many."""
    wanted = sorted(some)
    if not wanted:
        return []
    span = Span(wanted[0], wanted[-1])
    metrics = catalogue.metrics_for(user)
    table = days.daily_table(user, span, metrics)
    answered = _fields(user, span)
    return [
        {
            "day": day, "fields": answered(day),
            "values": {m.key: number(float(table.columns[m.key][span.slot(day)])) for m in metrics},
        }
        for day in wanted
    ]  # fmt: skip


def one(user: User, day: date) -> Day:
    """One day, with what waits for a choice."""
    registers = changes.registers(user, day)
    waiting = {field: list(each.waiting.values()) for field, each in registers.items() if each.waiting}
    return {**told(user, [day])[0], "waiting": waiting}


def number(value: float) -> float | None:
    """A value of a table: whole ones whole, unknown ones none."""
    if math.isnan(value):
        return None
    return int(value) if value.is_integer() else round(value, fields.DECIMALS)


def _fields(user: User, span: Span) -> Any:
    """What was answered, by day."""
    where: dict[str, Any] = {"owner": user, "day__range": (span.start, span.end)}
    rows = {table: {row.day: row for row in table.objects.filter(**where)} for table in (CheckIn, Night)}
    blank = {CheckIn: CheckIn(), Night: Night()}
    owns = fields.own(user)
    own_rows = OwnValue.objects.filter(**where).values_list("day", "tracker__slug", "value")
    own = {(day, f"{fields.OWN}{slug}"): value for day, slug, value in own_rows}

    def of(day: date) -> dict[str, Value]:
        found = {
            field: fields.kept(field, getattr(rows[table].get(day, blank[table]), field))
            for field, table in fields.REGISTERS.items()
        }
        return found | {key: fields.kept(key, own.get((day, key))) for key in owns}

    return of


def put(tap: Tap, day: date, sent: Mapping[str, Value], today: date) -> list[Saved]:
    """Answer fields as a person would; what stands there already is not answered again.

    Raises:
        Problem: naming each field that cannot be kept; nothing is saved then.
    """
    trackers = fields.own(tap.user)
    values, wrong = {}, {}
    for field, value in sent.items():
        try:
            values[field] = _read(field, value, trackers)
        except ValidationError as error:
            wrong[field] = " ".join(error.messages)
    if wrong:
        raise invalid(**wrong)
    with transaction.atomic():
        done = _answered(tap, day, values)
    if any(saved.field == "mood" for saved in done):
        lowdays.offer(tap.user, today)
    return done


def _answered(tap: Tap, day: date, values: Mapping[str, Value]) -> list[Saved]:
    standing = changes.registers(tap.user, day)
    asked = [
        Asked(field, Change(tap.key if len(values) == 1 else f"{tap.key}-{field}", value, standing[field].key))
        for field, value in values.items()
        if standing[field].value != value
    ]
    try:
        return answering.put(tap, day, asked)
    except changes.KeyTaken:
        raise Problem(409, "This change carries the name of another one.", code="key_taken") from None


def _read(field: str, value: Any, trackers: Mapping[str, Metric]) -> Value:
    """A value of JSON on the way that typed ones take."""
    if field not in fields.REGISTERS and field not in trackers:
        raise ValidationError("There is no such field.")
    if value is None:
        return fields.read(field, "", trackers)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValidationError("Send a number, a text or null.")
    if isinstance(value, str) is not (field in (*fields.WORDS, *fields.NIGHT_FIELDS)):
        raise ValidationError("Send a number." if isinstance(value, str) else "Send a text.")
    return fields.read(field, written(value), trackers)


def written(value: str | float) -> str:
    """A number as it cannot be read in two ways: 1.234 could be a thousand and more where people type."""
    if isinstance(value, str) or (isinstance(value, int) or value.is_integer()):
        return str(int(value)) if isinstance(value, float) else str(value)
    return f"{value:.7f}"
