"""Reads the answers in a form: one field from a script, or a whole card from a plain form."""

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from tracker.diary import changes, fields
from tracker.diary.changes import Saved, Tap
from tracker.diary.merge import Change, Value
from tracker.metrics import Metric


class Asked(NamedTuple):
    """One field that the person changed."""

    field: str
    change: Change


class Sent(NamedTuple):
    """What a form sent: the answers that changed, and what was typed into fields that could not be read."""

    asked: tuple[Asked, ...]
    refused: Mapping[str, str]
    reasons: tuple[str, ...]


def read(form: QueryDict, key: str, trackers: Mapping[str, Metric]) -> Sent:
    """The fields whose answer differs from what the page showed; one that cannot be read stops no other.

    `trackers` are the person's own, by field.
    """
    sent = dict.fromkeys(form.getlist("field"))
    wanted = [field for field in sent if field in fields.REGISTERS or field in trackers]
    usual = form.get("usual", "").split()
    given = dict(zip(fields.NIGHT_FIELDS, usual, strict=False)) if len(usual) == len(fields.NIGHT_FIELDS) else {}
    asked, refused, reasons = [], {}, []
    for field in wanted:
        value = _answer(form, field, given)
        if value is None:
            continue
        try:
            kept = fields.read(field, value, trackers)
            asked.append(_asked(form, key, field, kept, alone=len(wanted) == 1))
        except ValidationError as error:
            refused[field] = value
            reasons += error.messages
    return Sent(tuple(asked), refused, tuple(reasons))


def _answer(form: QueryDict, field: str, given: dict[str, str]) -> str | None:
    """What was sent for a field; None where nothing was, or where a plain form repeats what the page showed."""
    if form.get("clear") == field:
        return ""
    if field in given:
        return given[field]
    if f"choose-{field}" in form:
        return str(form[f"choose-{field}"])
    sent = form.get(field)
    shown = form.get(f"was-{field}")
    if sent is None or (shown is not None and sent.replace("\r\n", "\n") == shown.replace("\r\n", "\n")):
        return None
    return sent


def _asked(form: QueryDict, key: str, field: str, value: Value, *, alone: bool) -> Asked:
    settles = frozenset(form.get(f"settles-{field}", "").split(",")) - {""}
    if f"choose-{field}" not in form and not form.get("one"):
        settles = frozenset()
    change_key = key if alone else f"{key}-{field}"
    return Asked(field, Change(change_key, value, form.get(f"base-{field}", ""), settles))


def put(tap: Tap, day: date, asked: Iterable[Asked]) -> list[Saved]:
    """Save what came together in one transaction, field by field; a single one begins its own.

    Raises:
        KeyTaken: when a key belongs to another change; nothing at all is saved then.
    """
    together = tuple(asked)
    with transaction.atomic() if len(together) > 1 else nullcontext():
        return [changes.answer(tap, day, one.field, one.change) for one in together]
