"""Our own table: the whole diary as `table, day, id, field, value`, one value a line, written and read back unchanged.

The first line names the columns, and its first cell the version. Dates are ISO, clocks as the person read them,
instants in UTC, numbers with a point, yes and no in words; a value that is absent has no line. Foods of the shipped
table are named by their slug, a person's own by `own:` and theirs. A cell that begins with = + - @ tab or a line
break would be run as a formula by a spreadsheet, so it is written with an apostrophe before it; one that begins with
an apostrophe gets a second. Reading takes exactly one away.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.diary.scales import fits
from tracker.exchange.formats.columns import (
    KEYS,
    TABLES,
    Column,
    Many,
    Wrong,
    column_of,
    columns_among,
    key_of,
    read_value,
    write_value,
)
from tracker.exchange.formats.observation import Items, Notice, Observation, Value, _
from tracker.exchange.formats.tables import Table

KIND = "vagus"
VERSION = "vagus diary 1"
HEADER = (VERSION, "day", "id", "field", "value")
GUARDED = ("'", "=", "+", "-", "@", "\t", "\r", "\n")
QUOTED = frozenset(',;"\r\n\t')


def write(observations: Iterable[Observation]) -> Iterator[str]:
    """The lines of the file, each with its line feed; the same observations always give the same bytes."""
    yield line(HEADER)
    for seen in observations:
        day = seen.day.isoformat() if seen.day else ""
        key = "" if seen.key == day else seen.key
        for column in columns_among(seen.table, seen.values):
            for value in _written(column, seen.values[column.name]):
                yield line((seen.table, day, key, column.name, value))


def _written(column: Column, value: Value) -> Iterator[str]:
    if column.kind is Many:
        assert isinstance(value, tuple)
        yield from (write_value((item,)) for item in value)
    else:
        yield write_value(value)


def line(cells: Iterable[str | int | float]) -> str:
    """One line of the file; a number stands as it is, a text so that nothing runs it."""
    return ",".join(_cell(cell) if isinstance(cell, str) else write_value(cell) for cell in cells) + "\n"


def _cell(text: str) -> str:
    guarded = f"'{text}" if text.startswith(GUARDED) else text
    if QUOTED.isdisjoint(guarded) and guarded == guarded.strip():
        return guarded
    return '"' + guarded.replace('"', '""') + '"'


def _unguarded(cell: str) -> str:
    return cell.removeprefix("'")


@dataclass(slots=True)
class _Record:
    """The lines of one row, gathered from wherever a sorted spreadsheet may have put them."""

    line: int
    day: date | None
    values: dict[str, Value]


Records = dict[str, dict[str, _Record]]  # table -> what a row is known by -> its values


def read(table: Table, *, today: date) -> Iterator[Observation | Notice]:
    """The rows of the file, in the order of the tables.

    Raises:
        UnreadableFile: if a column is missing or the table breaks off.
    """
    table.require(*HEADER)
    records = no_records()
    for read_line in table.lines():
        if isinstance(read_line, Notice):
            yield read_line
            continue
        try:
            take([_unguarded(read_line.cells[column]) for column in HEADER], read_line.number, today, records)
        except Wrong as wrong:
            yield Notice(read_line.number, wrong.message, wrong.facts)
    yield from rows(records)


def no_records() -> Records:
    return defaultdict(dict)


def rows(records: Records) -> Iterator[Observation | Notice]:
    """The rows that were gathered, in the order of the tables."""
    for name in TABLES:
        for key, record in records[name].items():
            yield _whole(name, key, record)


def take(cells: Sequence[str], number: int, today: date, records: Records) -> None:
    """Put one line's value into its record.

    Raises:
        Wrong: if it cannot stand.
    """
    name, day, key, column_name, written = cells
    if name not in TABLES:
        raise Wrong(_("A table “%(name)s” is not known."), name=name[:40])
    column = column_of(name, column_name)
    if column is None:
        raise Wrong(_("A field “%(name)s” is not known here."), name=column_name[:40])
    value = read_value(column, written)
    on, identity = key_of(name, day, key)
    if on and on > today + timedelta(days=1) and name not in ("event", "break"):
        raise Wrong(_("%(date)s lies in the future."), date=day)
    record = records[name].setdefault(identity, _Record(number, on, {}))
    if record.day != on:
        raise Wrong(_("The same id stands on two days."))
    there = record.values.get(column_name)
    if column.kind is Many:
        value = (*_items(there), *_items(value))
    elif there is not None and there != value:
        raise Wrong(_("This value differs from an earlier line about the same thing."))
    record.values[column_name] = value


def _items(value: Value | None) -> Items:
    return value if isinstance(value, tuple) else ()


def _whole(name: str, key: str, record: _Record) -> Observation | Notice:
    """The finished row, or why it cannot stand."""
    missing = [column.name for column in TABLES[name] if column.needed and column.name not in record.values]
    if missing:
        return Notice(
            record.line, _("This line of “%(table)s” has no “%(name)s”."), {"table": name, "name": missing[0]}
        )
    until = record.values.get("until")
    if isinstance(until, date) and record.day and until < record.day:
        return Notice(record.line, _("The last day is before the first."))
    if name == "total" and not fits(record.values["scale"], record.values["value"]):
        return Notice(record.line, _("This total does not fit its questionnaire."))
    return Observation(name, key, record.day, record.values, record.line)


assert KEYS.keys() == TABLES.keys()
