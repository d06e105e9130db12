"""What was read of a diary before: after a change only the days that it touched are read again.

Each entry holds the columns of one source over one span, the version of the diary they belong to and the last line
of the log by then; a longer span reads only the days that it adds. The version grows with every change; where the
lines of the log since then account for each step, they name all days that can differ. Where they do not (an import,
an edited food, another order of the lines), everything is read anew. So an entry is right on any database and
whoever wrote in between. What does not fall into days, such as events that last, is kept whole for as long as no line
touches what it rests on.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar, cast

import numpy as np
from django.db import connection

from tracker.accounts.models import User
from tracker.diary.packed import Columns, Packed
from tracker.diary.since import Line, Tables, last_line, lines_since, rests, steps
from tracker.diary.slots import Numbers, Rows
from tracker.table import Span
from tracker.web.latest import Latest

T = TypeVar("T")
Read = Callable[[Rows, Span], Columns]
Name = tuple[object, ...]
FEW = 31  # days from the first that changed to the last, up to which reading them alone pays
FACTS = 512  # three or four of each person, most of them small


@dataclass(frozen=True, slots=True)
class Entry:
    """Columns as they were at a version of the diary, when `line` was the last of its log."""

    version: int
    line: int
    span: Span
    columns: Packed

    def over(self, span: Span) -> Columns:
        """Of some of its days."""
        return self.columns.part(self.span.slot(span.start), len(span))


@dataclass(frozen=True, slots=True)
class Fact:
    """A value as it was at a version of the diary, when `line` was the last of its log."""

    version: int
    line: int
    value: object


class Known:
    """The entries asked for last, as many as fit; whoever is given columns leaves them as they are.

    Inside a transaction nothing is kept: it may yet be taken back.
    """

    def __init__(self, room: int) -> None:
        self.room, self.used = room, 0
        self._entries: OrderedDict[Name, Entry] = OrderedDict()
        self._facts: Latest[Fact] = Latest(FACTS)
        self._lock = threading.Lock()

    def fact(
        self, user: User, name: str, rests_on: Tables, read: Callable[[], T], line: Callable[[], int] = last_line
    ) -> T:
        """What `read` gives of the whole diary, until a line of the log touches what it rests on."""
        if connection.in_atomic_block or not self.room:
            return read()
        before = self._facts.get((user.pk, name))
        if before and before.version == user.diary_version:
            return cast(T, before.value)
        lines = _since(user, before.version, before.line) if before else None
        if before and lines and not any(rests(field, rests_on) for _, _, field, *_ in lines):
            after = Fact(lines[-1][-1], lines[-1][0], before.value)
        else:
            last = line()
            after = Fact(user.diary_version, last, read())
        return cast(T, self._facts.put((user.pk, name), after).value)

    def has_fact(self, user: User, name: str) -> bool:
        """Whether one of the sort was read before, so that it may still hold."""
        return not connection.in_atomic_block and self._facts.get((user.pk, name)) is not None

    def lacks(self, user: User, span: Span, source: str) -> Span | None:
        """The days that will have to be read because they never were, where they follow each other."""
        entry = None if connection.in_atomic_block else self._entry((user.pk, source, user.time_zone))
        if entry is None or _apart(entry.span, span):
            return span
        missing = _missing(entry.span, span)
        return missing[0] if len(missing) == 1 else None

    def holds(self, user: User, span: Span, source: str) -> bool:
        """Whether a source was read over all these days and nothing was written since."""
        entry = None if connection.in_atomic_block else self._entry((user.pk, source, user.time_zone))
        return entry is not None and entry.version == user.diary_version and not _missing(entry.span, span)

    def get(
        self, rows: Rows, span: Span, source: str, rests_on: Tables, read: Read, numbers: Iterable[Numbers] = ()
    ) -> Columns:
        """The columns of a source over a span; a day's values rest on that day's rows of these tables alone, which
        `numbers` names where they are several.
        """
        if connection.in_atomic_block:
            return _still(read(rows, span))
        user = rows.user
        name = user.pk, source, user.time_zone
        before = self._entry(name)
        entry = (
            before
            if before and before.version == user.diary_version
            else before and _renewed(user, before, rests_on, read, numbers)
        )
        if entry and _apart(entry.span, span):
            return _still(read(rows, span))
        entry = _widened(entry, span, rows, read) if entry else _whole(rows, span, read)
        if entry is not before:
            with self._lock:
                self._put(name, entry)
        return entry.over(span)

    def _entry(self, name: Name) -> Entry | None:
        with self._lock:
            if entry := self._entries.get(name):
                self._entries.move_to_end(name)
            return entry

    def _put(self, name: Name, entry: Entry) -> None:
        self._drop(name)
        self._entries[name] = entry
        self.used += entry.columns.size
        while self.used > self.room:
            self._drop(next(iter(self._entries)))

    def _drop(self, name: Name) -> None:
        if entry := self._entries.pop(name, None):
            self.used -= entry.columns.size

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self.used = 0
        self._facts.clear()
        LOGS.clear()


# The lines of the log asked for last, of a few people: a page asks for each of its sources, and means the same.
LOGS: Latest[list[Line]] = Latest(32)
KNOWN = Known(room=8_000_000)


def _still(columns: Columns) -> Columns:
    for values in columns.values():
        values.flags.writeable = False
    return columns


def _missing(known: Span, span: Span) -> list[Span]:
    """The days before those known and after them that a span adds."""
    parts = []
    if span.start < known.start:
        parts.append(Span(span.start, known.start - timedelta(days=1)))
    if span.end > known.end:
        parts.append(Span(known.end + timedelta(days=1), span.end))
    return parts


def _apart(one: Span, other: Span) -> bool:
    """Whether much more would be read to join both spans than to read the other by itself."""
    joined = (max(one.end, other.end) - min(one.start, other.start)).days + 1
    return joined - len(one) > 2 * len(other)


def _whole(rows: Rows, span: Span, read: Read) -> Entry:
    # The line is asked for first: one that is written meanwhile is read twice rather than never.
    # Anybody's will do: it only marks how far the log had come.
    line = rows.line()
    return Entry(rows.user.diary_version, line, span, Packed.of(read(rows, span)))


def _widened(entry: Entry, span: Span, rows: Rows, read: Read) -> Entry:
    """The entry with the days before and after it that the span adds."""
    missing = _missing(entry.span, span)
    if not missing:
        return entry
    if rows.version not in (None, entry.version):  # something was written since they were read ahead
        rows = Rows(rows.user)
    parts = {part.start: read(rows, part) for part in missing} | {entry.span.start: entry.over(entry.span)}
    joined = Span(min(span.start, entry.span.start), max(span.end, entry.span.end))
    columns = {key: np.concatenate([parts[start][key] for start in sorted(parts)]) for key in entry.columns.names}
    return Entry(entry.version, entry.line, joined, Packed.of(columns))


def _renewed(user: User, before: Entry, rests_on: Tables, read: Read, numbers: Iterable[Numbers]) -> Entry | None:
    """The entry with the days read again that changed since; None where nobody can tell which."""
    lines = _since(user, before.version, before.line)
    if lines is None:
        return None
    touched = [day for _, day, field, *_ in lines if day in before.span and rests(field, rests_on)]
    columns = before.columns
    if touched:
        part = Span(min(touched), max(touched))
        if len(part) > FEW:
            return None
        rows = Rows(user)
        rows.ahead(dict.fromkeys(numbers, part))
        columns = columns.but(before.span.slot(part.start), read(rows, part))
    return Entry(lines[-1][-1], lines[-1][0], before.span, columns)


def _since(user: User, version: int, line: int) -> list[Line] | None:
    """The lines since then, at least one; None where they do not account for each step of the version."""
    lines = LOGS.get((user.pk, line))
    if not lines or lines[-1].version != user.diary_version:
        lines = LOGS.put((user.pk, line), lines_since(user.pk, line))
    return lines if lines and steps(lines) == lines[-1][-1] - version else None
