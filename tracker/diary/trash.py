"""What was taken out of a diary in the last thirty days, with a way back; then it is forgotten.

Forgotten means: the row is deleted, and the log of changes lets go of what stood there. Its last line for that row
stays (which row, which day, taken away when, and nothing of what it said). That line is the tombstone by which
an import knows that a row was taken away and must stay away. A tombstone inside the row's own table could not be
empty, because a serving without a food or an event without a kind cannot be; and a row that lay there empty could be
brought back empty by a device that adds it once more.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from tracker.accounts.models import User
from tracker.diary import catalogue, changes, fields
from tracker.diary.changes import KEPT, Tap
from tracker.diary.merge import Change, Register, Value
from tracker.diary.models import FlareType, Outcome, Row, SavedAnswer
from tracker.diary.questions import Question
from tracker.diary.told import is_hidden, told
from tracker.metrics import Kind, Metric
from tracker.web import naming

NOTE_LENGTH = 140
LOOSE = {"food_day"}  # a tick about the day's food; nobody misses it
NAMED = {"note", "flare_type"}  # answers in words
PIECE = 500


class NotThere(Exception):  # noqa: N818
    """Nothing of that name lies in this person's trash."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that can be brought back; `what` names it in a form."""

    what: str
    day: date
    words: str
    removed: datetime


def lines(user: User, now: datetime, language: str) -> list[Line]:
    """Everything taken out since thirty days ago, the latest first; a fixed number of queries."""
    found = [
        Line(f"{kind}:{row.uid}", row.day, told(row, language), row.removed or now)
        for kind, table in changes.ROWS.items()
        for row in _rows(table, user, now)
        if not is_hidden(row, user)
    ]
    found += _answers(user, now)
    return sorted(found, key=lambda line: line.removed, reverse=True)


def _rows(table: type[Row], user: User, now: datetime) -> Iterable[Row]:
    rows = table._default_manager.filter(owner=user, removed__gt=now - KEPT)
    pointing = [field.name for field in table._meta.concrete_fields if field.is_relation and field.name != "owner"]
    return rows.select_related(*pointing) if pointing else rows


def _answers(user: User, now: datetime) -> list[Line]:
    """Answers and notes that were cleared and not given anew since, of what the person keeps today."""
    kept = {metric.key: metric for metric in catalogue.metrics_for(user, archived=True)}
    return [
        Line(f"{line.field}@{day}", day, _words(field, line.before, kept), line.at)
        for (day, field), line in _cleared(user, now).items()
        if field in NAMED or field in kept
    ]


def _words(field: str, value: Value, kept: dict[str, Metric]) -> str:
    if field == "note":
        return _("Note: %(words)s") % {"words": _cut(str(value))}
    if field == "flare_type":
        return _("Kind of flare-up: %(words)s") % {"words": FlareType(str(value)).label}
    if kept[field].kind is Kind.CLOCK:
        return f"{naming.label(kept[field])} {value}"
    return Question(kept[field], Register(value)).said


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= NOTE_LENGTH else line[: NOTE_LENGTH - 1].rstrip() + "…"


def _cleared(user: User, now: datetime) -> dict[tuple[date, str], SavedAnswer]:
    """The last word on each field, where it took away what stood there; what an import took back is no one's loss."""
    log = SavedAnswer.objects.filter(fields.IN_LOG, owner=user, outcome=Outcome.APPLIED, at__gt=now - KEPT)
    last = {(line.day, line.field): line for line in log.order_by("id")}
    return {
        name: line
        for name, line in last.items()
        if line.value in (None, "") and line.before not in (None, "")
        and name[1] not in LOOSE and not line.batch.startswith(changes.IMPORTS)
    }  # fmt: skip


def bring_back(tap: Tap, what: str, language: str) -> Line:
    """Put one thing back exactly as it was.

    Raises:
        NotThere: nothing is changed then.
    """
    line = next((line for line in lines(tap.user, tap.now, language) if line.what == what), None)
    if line is None:
        raise NotThere
    kind, _colon, uid = what.partition(":")
    if kind in changes.ROWS:
        changes.add(tap, changes.ROWS[kind]._default_manager.filter(owner=tap.user, uid=uuid.UUID(uid)))
    else:
        _answer_again(tap, line.day, what.partition("@")[0])
    return line


def _answer_again(tap: Tap, day: date, field: str) -> None:
    standing = changes.registers(tap.user, day)[field]
    if standing.value is not None:
        raise NotThere  # given anew by something that leaves no line in the log
    before = _cleared(tap.user, tap.now)[day, field].before
    changes.answer(tap, day, field, Change(tap.key, before, standing.key))


def purge(now: datetime) -> int:
    """Forget what was taken out more than thirty days ago, of everybody; says how many rows went."""
    return sum(_purge(user, now - KEPT) for user in User.objects.all())


def _purge(user: User, since: datetime) -> int:
    with transaction.atomic():
        gone: list[str] = []
        for kind, table in changes.ROWS.items():
            old = table._default_manager.filter(owner=user, removed__lt=since)
            gone += [f"{kind}:{uid}" for uid in old.values_list("uid", flat=True)]
            old.delete()
        for start in range(0, len(gone), PIECE):
            told_of = SavedAnswer.objects.filter(owner=user, field__in=gone[start : start + PIECE])
            told_of.exclude(value=False).update(value=None)
        _forget(user, since)
    return len(gone)


def _forget(user: User, since: datetime) -> None:
    """The log keeps the last word on each field; what it replaced, and when it was another, goes."""
    old = SavedAnswer.objects.filter(owner=user, at__lt=since).exclude(outcome=Outcome.CONFLICT)
    later = SavedAnswer.objects.filter(
        owner=user, day=OuterRef("day"), field=OuterRef("field"), id__gt=OuterRef("id"), outcome=Outcome.APPLIED
    )
    old.filter(before__isnull=False).update(before=None)
    old.filter(Exists(later), value__isnull=False).update(value=None)


def tombstones(user: User) -> set[tuple[str, str]]:
    """(kind, uid) of the rows on which the log's last word is that they were taken away; one query."""
    rows = SavedAnswer.objects.filter(owner=user, outcome=Outcome.APPLIED).exclude(fields.IN_LOG)
    ever = rows.filter(value=False).values("field")
    last = dict(rows.filter(field__in=ever).order_by("id").values_list("field", "value"))
    return {(kind, uid) for field, there in last.items() if there is False for kind, _, uid in [field.partition(":")]}
