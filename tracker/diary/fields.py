"""The fields of a day that hold one value each: where each is kept and what it may hold."""

from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _

from tracker.diary.merge import Value
from tracker.diary.models import NOTE_LENGTH, CheckIn, FoodDay, Night
from tracker.metrics import BY_KEY, Kind, Metric, Source, those

NIGHT_FIELDS = ("bed_time", "wake_time")
WORDS = ("note", "food_day")
REGISTERS: dict[str, type[CheckIn] | type[Night]] = {
    **{metric.key: CheckIn for metric in those(source=Source.CHECK_IN)},
    **dict.fromkeys(WORDS, CheckIn),
    **dict.fromkeys(NIGHT_FIELDS, Night),
}


def read(field: str, raw: str) -> Value:
    """What a form or a device sent, as the value to keep; empty clears the field.

    Raises:
        ValidationError: with a sentence for the person.
    """
    raw = raw.replace("\x00", "")
    if field == "note":
        return _note(raw)
    raw = raw.strip()
    if not raw:
        return None
    if field == "food_day":
        if raw not in FoodDay.values:
            raise ValidationError(_("This answer is not one of the choices."))
        return raw
    if field in NIGHT_FIELDS:
        return _clock(raw)
    metric = BY_KEY[field]
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
        value = float(raw.replace(",", "."))
    except ValueError:
        raise ValidationError(_("Write a number, such as 20 or 2,5.")) from None
    if not metric.low <= value <= metric.high:
        raise _out_of_bounds(metric)
    return value


def _out_of_bounds(metric: Metric) -> ValidationError:
    return ValidationError(
        _("%(field)s must be between %(low)s and %(high)s.")
        % {"field": _(metric.label), "low": int(metric.low), "high": int(metric.high)}
    )


def kept(field: str, value: Any) -> Value:
    """A column's value in the form that the log of changes keeps."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return None if value == "" else value


def column(field: str, value: Value) -> Any:
    """A kept value in the form of its column."""
    if field in WORDS:
        return value or ""
    if field in NIGHT_FIELDS and value is not None:
        return time.fromisoformat(str(value))
    return value


def row_of(field: str) -> type[models.Model]:
    """The table a field's column stands in."""
    return REGISTERS[field]
