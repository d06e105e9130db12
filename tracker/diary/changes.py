"""Every change to a diary goes through here: one short transaction, one column, one line in the log.

An answer counts as saved when the transaction has ended, never before. Rows (servings, doses, events) carry ids
made on the device, so adding and taking away can be sent twice and in any order.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Protocol

from django.db import IntegrityError, transaction

from tracker.accounts.models import User
from tracker.diary import fields, held, reading
from tracker.diary.breaks import Break
from tracker.diary.merge import Change, Register, Value, Verdict, take
from tracker.diary.models import CheckIn, Dose, Event, Night, Outcome, Row, SavedAnswer, Serving
from tracker.diary.moments import Moment
from tracker.diary.reading import Kept, LogLine
from tracker.diary.results import LabValue, Total
from tracker.web import writing

ROWS: dict[str, type[Row]] = {
    "serving": Serving, "dose": Dose, "event": Event, "total": Total, "lab_value": LabValue, "moment": Moment,
    "break": Break,
}  # fmt: skip
KEPT = timedelta(days=30)  # for so long what was taken out can be brought back; then trash.py forgets it
IMPORTS = "import-"  # how the log's lines of imports begin: what they emptied, the person did not


class Saved(NamedTuple):
    """What became of one change: the field as it stands now, and what stood there before."""

    field: str
    verdict: Verdict
    register: Register
    before: Value

    @property
    def replaced(self) -> bool:
        """Something other than a blank was there, so undo has something to bring back."""
        return self.verdict is Verdict.APPLIED and self.before is not None and self.before != self.register.value


class Tap(NamedTuple):
    """Who did what when: the key makes a retry harmless, the batch joins what one tap did."""

    user: User
    key: str
    now: datetime


class KeyTaken(Exception):  # noqa: N818
    """A device gave a change the key of another change of the same person."""


def answer(tap: Tap, day: date, field: str, change: Change) -> Saved:
    """Put one value into one field of a day.

    Raises:
        KeyTaken: when the key belongs to a change of another field or day; nothing is saved then.
    """
    try:
        with transaction.atomic():
            return _answer(tap, day, field, change)
    except IntegrityError as error:
        raise KeyTaken(change.key) from error


def _answer(tap: Tap, day: date, field: str, change: Change) -> Saved:
    place = fields.place(tap.user, field)
    row = held.locked(tap.user, place, day)
    log = held.log_of(tap.user, day, field, change.key)
    before = fields.kept(field, getattr(row, place.column))
    register, verdict = take(standing(before, log), change)
    if change.key not in {line.key for line in log}:
        if verdict is Verdict.APPLIED:
            _write(tap, row, place.column, fields.column(field, register.value))
        _note(tap, day, field, change, before, verdict, register, log)
        tap.user.diary_changed()
    return Saved(field, verdict, register, before)


class Line(Protocol):
    """What is needed of a line of the log."""

    @property
    def key(self) -> str: ...
    @property
    def value(self) -> Value: ...
    @property
    def alias(self) -> str: ...
    @property
    def outcome(self) -> str: ...


UNANSWERED = Register()  # as most fields of a day are


def standing(value: Value, log: Sequence[Line]) -> Register:
    """A field as it stands: its value, and what the lines of the log about it say, oldest first."""
    if not log:
        return Register(value) if value is not None else UNANSWERED
    verdicts = {
        line.key: Verdict.CONFLICT if line.outcome == Outcome.SETTLED else Verdict(line.outcome) for line in log
    }
    return Register(
        value=value,
        key=next((line.key for line in reversed(log) if line.outcome == Outcome.APPLIED), ""),
        waiting={line.key: line.value for line in log if line.outcome == Outcome.CONFLICT},
        alias={line.key: line.alias for line in log if line.alias},
        seen=verdicts,
    )


def _write(tap: Tap, row: Any, column: str, value: Any) -> None:
    wanted = {column: value}
    if isinstance(row, Night) and not row.zone:
        wanted["zone"] = tap.user.time_zone
    writing.update(type(row), {"owner_id": tap.user.pk, "id": row.pk}, **wanted)


def _note(
    tap: Tap, day: date, field: str, change: Change, before: Value, verdict: Verdict, register: Register,
    log: Sequence[SavedAnswer],
) -> None:  # fmt: skip
    for line in log:
        alias = register.alias.get(line.key, "")
        closed = line.outcome == Outcome.CONFLICT and line.key not in register.waiting
        if closed or alias != line.alias:
            SavedAnswer.objects.filter(owner=tap.user, pk=line.id).update(
                alias=alias, outcome=Outcome.SETTLED if closed else line.outcome
            )
    writing.insert(
        SavedAnswer, owner_id=tap.user.pk, key=change.key, batch=tap.key, day=day, field=field, value=change.value,
        before=before, base=change.base, alias=register.alias.get(change.key, ""), outcome=verdict.value, at=tap.now,
    )  # fmt: skip


def registers(user: User, day: date) -> dict[str, Register]:
    """Every field of a day as it stands: what the page shows and what it must send as base; one query."""
    return registers_of(Kept.of(reading.of_fields(user, day)))


def registers_of(kept: Kept) -> dict[str, Register]:
    """The same, of rows that were read already."""
    logs: dict[str, list[LogLine]] = {}
    for line in kept.log:
        logs.setdefault(line.field, []).append(line)
    rows = {CheckIn: kept.check_in, Night: kept.night}
    values = {field: getattr(rows[table], field) for field, table in fields.REGISTERS.items()}
    values |= {f"{fields.OWN}{row.slug}": said for row, said in kept.own}
    return {field: standing(fields.kept(field, value), logs.get(field, [])) for field, value in values.items()}


def add(tap: Tap, rows: Iterable[Row]) -> list[Row]:
    """Put rows into the diary; one that is there already is left alone, one taken away earlier comes back."""
    rows = list(rows)
    with transaction.atomic():
        if not rows or held.is_done(tap.user, tap.key):
            return []
        table = type(rows[0])
        wanted = {row.uid: row for row in rows}
        there = dict(table._default_manager.filter(owner=tap.user, uid__in=wanted).values_list("uid", "removed"))
        fresh = [row for uid, row in wanted.items() if uid not in there]
        _put(fresh)
        back = [uid for uid, removed in there.items() if removed is not None]
        table._default_manager.filter(owner=tap.user, uid__in=back).update(removed=None)
        changed = [*fresh, *(wanted[uid] for uid in back)]
        _note_rows(tap, changed, there=True)
    return changed


def remove(tap: Tap, rows: Iterable[Row]) -> list[Row]:
    """Take rows out of the diary; they are kept aside, so undo brings back exactly what was there."""
    rows = list(rows)
    with transaction.atomic():
        if not rows or held.is_done(tap.user, tap.key):
            return []
        taken = [row for row in rows if _taken_out(tap, row)]
        _note_rows(tap, taken, there=False)
    return taken


def change_row(tap: Tap, row: Row, **values: Any) -> bool:
    """Set columns of one row; what stood there is kept for undo."""
    before = {name: _plain(getattr(row, name)) for name in values}
    after = {name: _plain(value) for name, value in values.items()}
    with transaction.atomic():
        if before == after or held.is_done(tap.user, tap.key):
            return False
        type(row)._default_manager.filter(owner=tap.user, uid=row.uid).update(**values)
        _note_rows(tap, [row], before=before, value=after)
    return True


def _put(rows: Sequence[Any]) -> None:
    """New rows: the one of a tap by a ready statement, many together."""
    if len(rows) == 1:
        writing.insert_row(rows[0])
    elif rows:
        type(rows[0])._default_manager.bulk_create(rows)


def _taken_out(tap: Tap, row: Row) -> bool:
    """Whether the row was there until now."""
    there = {"owner_id": tap.user.pk, "uid": row.uid, "removed": None}
    return writing.update(type(row), there, removed=tap.now) > 0


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _note_rows(tap: Tap, rows: Sequence[Row], *, there: bool = True, before: Any = None, value: Any = None) -> None:
    kind = next((name for name, table in ROWS.items() if rows and isinstance(rows[0], table)), "")
    lines = [
        SavedAnswer(
            owner=tap.user, key=tap.key if i == 0 else f"{tap.key}.{i}", batch=tap.key, day=row.day,
            field=f"{kind}:{row.uid}", value=there if value is None else value,
            before=(not there) if before is None else before, outcome=Outcome.APPLIED, at=tap.now,
        )
        for i, row in enumerate(rows)
    ]  # fmt: skip
    _put(lines)
    if rows:
        tap.user.diary_changed()


def undo(tap: Tap, batch: str) -> list[Saved]:
    """Bring back exactly what stood before the tap `batch`; fields changed since are left as they are.

    Returns the fields it looked at; a conflict among them means somebody changed that field in between.
    """
    with transaction.atomic():
        # What stood before an older change is forgotten, so undoing it would only empty the field.
        done = SavedAnswer.objects.filter(
            owner=tap.user, batch=batch, outcome=Outcome.APPLIED, at__gt=tap.now - KEPT
        ).order_by("-id")
        saved = []
        for number, line in enumerate(done):
            if not fields.is_field(line.field):
                _undo_row(tap, line, number)
            elif register := registers(tap.user, line.day).get(line.field):
                saved.append(_undo_answer(tap, line, register))
        tap.user.diary_changed()
    return saved


def _undo_answer(tap: Tap, line: SavedAnswer, register: Register) -> Saved:
    if register.resolve(line.key) != register.key and f"{tap.key}-{line.field}" not in register.seen:
        return Saved(line.field, Verdict.CONFLICT, register, register.value)
    change = Change(f"{tap.key}-{line.field}", line.before, register.key)
    return _answer(tap, line.day, line.field, change)


def _undo_row(tap: Tap, line: SavedAnswer, number: int) -> None:
    kind, _, uid = line.field.partition(":")
    row = ROWS[kind]._default_manager.filter(owner=tap.user, uid=uuid.UUID(uid))
    key = tap.key if number == 0 else f"{tap.key}.{number}"
    if SavedAnswer.objects.filter(owner=tap.user, key=key).exists():
        return
    if isinstance(line.before, dict):
        row.update(**line.before)
    else:
        row.update(removed=None if line.before else tap.now)
    SavedAnswer.objects.create(
        owner=tap.user, key=key, batch=tap.key, day=line.day, field=line.field, value=line.before,
        before=line.value, outcome=Outcome.APPLIED, at=tap.now,
    )  # fmt: skip
