"""The fields of a day that hold one value each: where each is kept and what it may hold."""

from collections.abc import Mapping
from datetime import time
from types import MappingProxyType
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, TextChoices
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _

from tracker.accounts.models import User
from tracker.diary.merge import Value
from tracker.diary.models import NOTE_LENGTH, CheckIn, FlareType, FoodDay, Night, OwnTracker, OwnValue
from tracker.metrics import BY_KEY, Kind, Metric, Source, those
from tracker.web import naming, numbers

NIGHT_FIELDS = ("bed_time", "wake_time")
CHOSEN: dict[str, type[TextChoices]] = {"food_day": FoodDay, "flare_type": FlareType}
WORDS = ("note", *CHOSEN)
REGISTERS: dict[str, type[CheckIn] | type[Night]] = {
    **{metric.key: CheckIn for metric in those(source=Source.CHECK_IN)},
    **dict.fromkeys(WORDS, CheckIn),
    **dict.fromkeys(NIGHT_FIELDS, Night),
}
OWN = "own_"  # how the field of an own tracker begins; its slug follows
IN_LOG = ~Q(field__contains=":")  # the others are rows: "serving:" and its id
NO_TRACKERS: Mapping[str, Metric] = MappingProxyType({})
DECIMALS = 6


class Place(NamedTuple):
    """Where a field's value stands: the table, the column, and what besides owner and day tells the row."""

    table: type[models.Model]
    column: str
    besides: Mapping[str, int]


def is_field(name: str) -> bool:
    """Whether a name in the log is a field's, not a row's."""
    return name in REGISTERS or name.startswith(OWN)


def place(user: User, name: str) -> Place:
    """Where a field is kept.

    Raises:
        OwnTracker.DoesNotExist: when the person has no such tracker.
    """
    if name in REGISTERS:
        return Place(REGISTERS[name], name, {})
    tracker = OwnTracker.objects.only("pk").get(owner=user, slug=name.removeprefix(OWN))
    return Place(OwnValue, "value", {"tracker_id": tracker.pk})


def own(user: User) -> dict[str, Metric]:
    """The person's own trackers by field, those put away too: a device may not know yet that they are."""
    metrics = (row.metric for row in OwnTracker.objects.filter(owner=user))
    return {metric.key: metric for metric in metrics}


def read(field: str, raw: str, trackers: Mapping[str, Metric] = NO_TRACKERS) -> Value:
    """What a form or a device sent, as the value to keep; empty clears the field. `trackers` are the person's own.

    Raises:
        ValidationError: with a sentence for the person.
    """
    raw = raw.replace("\x00", "")
    if field == "note":
        return _note(raw)
    raw = raw.strip()
    if not raw:
        return None
    if field in CHOSEN:
        if raw not in CHOSEN[field].values:
            raise ValidationError(_("This answer is not one of the choices."))
        return raw
    if field in NIGHT_FIELDS:
        return _clock(raw)
    metric = BY_KEY[field] if field in BY_KEY else trackers[field]
    return _amount(metric, raw) if metric.kind is Kind.AMOUNT else _rating(metric, raw)


def _note(raw: str) -> Value:
    text = raw.replace("\r\n", "\n").strip()
    if len(text) > NOTE_LENGTH:
        raise ValidationError(
            _("This note is %(length)s characters long; %(most)s fit on a day.")
            % {"length": len(text), "most": NOTE_LENGTH}
        )
    return text or None


def _clock(raw: str) -> str:
    try:
        value = parse_time(raw.replace(".", ":"))
    except ValueError:
        value = None
    if value is None:
        raise ValidationError(_("Write a time such as 23:15."))
    return f"{value:%H:%M}"


def _rating(metric: Metric, raw: str) -> int:
    value = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else -1
    if not (metric.low <= value <= metric.high or (metric.none and value == 0)):
        raise _out_of_bounds(metric)
    return value


def _amount(metric: Metric, raw: str) -> float:
    try:
        value = numbers.read(raw)
    except numbers.UnclearError as error:
        raise numbers.unclear(error) from None
    except ValueError:
        raise ValidationError(_("Write a number, such as 20 or 2,5.")) from None
    if not metric.low <= value <= metric.high:
        raise _out_of_bounds(metric)
    return round(value, DECIMALS)


def _out_of_bounds(metric: Metric) -> ValidationError:
    return ValidationError(
        _("%(field)s must be between %(low)s and %(high)s.")
        % {"field": naming.label(metric), "low": int(metric.low), "high": int(metric.high)}
    )


def kept(field: str, value: Any) -> Value:
    """A column's value in the form that the log of changes keeps."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if value == "" else value


def column(field: str, value: Value) -> Any:
    """A kept value in the form of its column."""
    if field in WORDS:
        return value or ""
    if field in NIGHT_FIELDS and value is not None:
        return time.fromisoformat(str(value))
    return value
