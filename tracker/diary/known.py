"""What was read of a diary before: after a change only the days that it touched are read again.

Each entry holds the columns of one source over one span, the version of the diary they belong to and the last line
of the log by then; a longer span reads only the days that it adds. The version grows with every change; where the
lines of the log since then account for each step, they name all days that can differ. Where they do not (an import,
an edited food, another order of the lines), everything is read anew. So an entry is right on any database and
whoever wrote in between.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, ExpressionWrapper, F, Func, IntegerField, Max, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from numpy.typing import NDArray

from tracker.accounts.models import User
from tracker.diary import fields
from tracker.diary.changes import IMPORTS, ROWS
from tracker.diary.models import SavedAnswer
from tracker.table import Floats, Span

Columns = Mapping[str, NDArray[Any]]
Tables = tuple[type[models.Model], ...]
Read = Callable[[Span], Columns]
Name = tuple[object, ...]
FEW = 31  # days from the first that changed to the last, up to which reading them alone pays
EPOCH = date(1970, 1, 1).toordinal()


class Slot(Func):
    """The slot of a row's day, counted by the database: turning text into a date takes longer than reading it."""

    output_field = IntegerField()

    def __init__(self, span: Span) -> None:
        super().__init__(F("day"))
        self.first = span.start.toordinal() - EPOCH

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        days = f"CAST(julianday(%(expressions)s) - 2440587.5 AS INTEGER) - {self.first}"
        return super().as_sql(compiler, connection, template=days)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        days = f"(%(expressions)s - DATE '1970-01-01') - {self.first}"
        return super().as_sql(compiler, connection, template=days)


def numbers(rows: "QuerySet[Any, Any]", span: Span, *columns: str) -> tuple[NDArray[np.int64], Floats]:
    """The slots of some rows and their numbers, shapes (rows,) and (rows, columns), NaN for what is blank."""
    found = list(rows.order_by().values_list(Slot(span), *columns))
    table = np.array(found, dtype=float).reshape(len(found), 1 + len(columns))
    return table[:, 0].astype(np.int64), table[:, 1:]


@dataclass(frozen=True, slots=True)
class Entry:
    """Columns as they were at a version of the diary, when `line` was the last of its log."""

    version: int
    line: int
    span: Span
    columns: Columns

    @property
    def size(self) -> int:
        return sum(values.nbytes for values in self.columns.values())


class Known:
    """The entries asked for last, as many as fit; whoever is given columns leaves them as they are.

    Inside a transaction nothing is kept: it may yet be taken back.
    """

    def __init__(self, room: int) -> None:
        self.room, self.used = room, 0
        self._entries: OrderedDict[Name, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, user: User, span: Span, source: str, rests_on: Tables, read: Read) -> Columns:
        """The columns of a source over a span; a day's values rest on that day's rows of these tables alone."""
        if connection.in_atomic_block:
            return _still(read(span))
        name = user.pk, source, user.time_zone
        with self._lock:
            before = self._entries.get(name)
        entry = (
            before
            if before and before.version == user.diary_version
            else before and _renewed(user, before, rests_on, read)
        )
        if entry and not _holds(entry.span, span):
            if _apart(entry.span, span):
                return _still(read(span))
            entry = _widened(entry, span, read)
        entry = entry or _whole(user, span, read)
        if entry is not before:
            with self._lock:
                self._put(name, entry)
        first = entry.span.slot(span.start)
        return {key: values[first : first + len(span)] for key, values in entry.columns.items()}

    def _put(self, name: Name, entry: Entry) -> None:
        self._drop(name)
        self._entries[name] = entry
        self.used += entry.size
        while self.used > self.room:
            self._drop(next(iter(self._entries)))

    def _drop(self, name: Name) -> None:
        if entry := self._entries.pop(name, None):
            self.used -= entry.size

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self.used = 0
        LOGS.clear()


Line = tuple[int, date, str, str, object, int]


class Logs:
    """The lines of the log asked for last, of a few people: a page asks for each of its sources, and means the same."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._asked: OrderedDict[tuple[int, int], list[Line]] = OrderedDict()
        self._lock = threading.Lock()

    def since(self, user: User, line: int) -> list[Line]:
        """The lines after one, oldest first, each with the version of the diary by now."""
        with self._lock:
            lines = self._asked.get((user.pk, line))
        if lines and lines[-1][-1] == user.diary_version:
            return lines
        rows = SavedAnswer.objects.alias(whose=WHOSE).filter(whose=user.pk, id__gt=line).order_by("id")
        lines = list(rows.values_list("id", "day", "field", "batch", "value", "owner__diary_version"))
        with self._lock:
            self._asked[user.pk, line] = lines
            self._asked.move_to_end((user.pk, line))
            while len(self._asked) > self.most:
                self._asked.popitem(last=False)
        return lines

    def clear(self) -> None:
        with self._lock:
            self._asked.clear()


# The person, written so that the database looks from the last line on rather than through all lines of the person.
WHOSE = ExpressionWrapper(F("owner_id") + 0, output_field=BigIntegerField())
KNOWN, LOGS = Known(room=8_000_000), Logs(most=32)


def _still(columns: Columns) -> Columns:
    for values in columns.values():
        values.flags.writeable = False
    return columns


def _holds(whole: Span, part: Span) -> bool:
    return part.start in whole and part.end in whole


def _apart(one: Span, other: Span) -> bool:
    """Whether much more would be read to join both spans than to read the other by itself."""
    joined = (max(one.end, other.end) - min(one.start, other.start)).days + 1
    return joined - len(one) > 2 * len(other)


def _whole(user: User, span: Span, read: Read) -> Entry:
    # The line is asked for first: one that is written meanwhile is read twice rather than never.
    # Anybody's will do: it only marks how far the log had come.
    line = SavedAnswer.objects.aggregate(last=Max("id"))["last"] or 0
    return Entry(user.diary_version, line, span, _still(read(span)))


def _widened(entry: Entry, span: Span, read: Read) -> Entry:
    """The entry with the days before and after it that the span adds."""
    parts, whole = [entry.columns], entry.span
    if span.start < whole.start:
        parts.insert(0, read(Span(span.start, whole.start - timedelta(days=1))))
    if span.end > whole.end:
        parts.append(read(Span(whole.end + timedelta(days=1), span.end)))
    joined = Span(min(span.start, whole.start), max(span.end, whole.end))
    columns = {key: np.concatenate([part[key] for part in parts]) for key in entry.columns}
    return Entry(entry.version, entry.line, joined, _still(columns))


def _renewed(user: User, before: Entry, rests_on: Tables, read: Read) -> Entry | None:
    """The entry with the days read again that changed since; None where nobody can tell which."""
    lines = LOGS.since(user, before.line)
    if not lines or _steps(lines) != lines[-1][-1] - before.version:
        return None
    touched = [day for _, day, field, *_ in lines if day in before.span and _table(field) in rests_on]
    columns = before.columns
    if touched:
        part = Span(min(touched), max(touched))
        if len(part) > FEW:
            return None
        columns = {key: values.copy() for key, values in columns.items()}
        first = before.span.slot(part.start)
        for key, values in read(part).items():
            columns[key][first : first + len(part)] = values
    return Entry(lines[-1][-1], lines[-1][0], before.span, _still(columns))


def _table(field: str) -> type[models.Model] | None:
    """Where a line of the log says something was changed; None for own trackers."""
    kind, mark, _ = field.partition(":")
    return ROWS.get(kind) if mark else fields.REGISTERS.get(field)


def _steps(lines: Iterable[Line]) -> int:
    """By how much the version grew with these lines: one for each answer, one for all rows of a tap.

    -1 where a line does not name all the days it changed.
    """
    answers, taps = 0, set()
    for _, _, field, batch, value, _ in lines:
        if batch.startswith(IMPORTS) or (isinstance(value, dict) and "day" in value):
            return -1
        if fields.is_field(field):
            answers += 1
        else:
            taps.add(batch)
    return answers + len(taps)
