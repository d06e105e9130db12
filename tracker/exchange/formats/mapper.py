"""Reads a table of any app by what a person says of its columns: the date, where each column belongs, which scale.

What a table leaves open is asked and never guessed: whether 01/02/2024 is in January or in February, and whether
1,500 is one and a half or fifteen hundred. Where any cell of the column shows it, nobody is asked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from hashlib import sha256
from typing import Any

from tracker.exchange.formats import cells
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.observation import Notice, UnreadableFile, _
from tracker.exchange.formats.places import NEW_SUPPLEMENT, NOTE, OUT, place_of
from tracker.exchange.formats.source import Given, Source
from tracker.exchange.formats.tables import Line, Table
from tracker.exchange.formats.told import NAME_LENGTH, Sort, Telling, Told, columns_left_out, ends_of
from tracker.metrics import METRICS, Kind

KIND = "table"
# Answers of the day that lie on a scale from 0 to 10; a table may have another.
SCALES = frozenset(metric.key for metric in METRICS if metric.kind is Kind.SCALE and not metric.words)
TAGS = "tags"
ORDERS = ("ymd", "dmy", "mdy")
POINT, COMMA = "point", "comma"
MOST_COLUMNS = 200
SAMPLES = 3
DATE = re.compile(r"(\d{1,4})([-/. ])(\d{1,2})\2(\d{1,4})(?:[T ].*)?", re.ASCII)
FIGURE = re.compile(r"-?\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|-?\d+(?:[.,]\d+)?", re.ASCII)
# What shows how decimals are written: a group of other than three digits, or both signs, the last one decimal.
SHOWS_COMMA = re.compile(r"-?(?:\d+,(?:\d{1,2}|\d{4,})|0,\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,})", re.ASCII)
SHOWS_POINT = re.compile(
    r"-?(?:\d+\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,})", re.ASCII
)
GROUPED = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
YES = frozenset({"yes", "true", "x", "1", "1.0", "ja", "y", "✓", "✔", "是"})
NO = frozenset({"no", "false", "0", "0.0", "nei", "nej", "n", "否"})
BETWEEN_TAGS = re.compile(r"[|;,]")
SIGNS = str.maketrans({"\u00a0": "", "\u202f": "", "\u2212": "-", "'": ""})


@dataclass(frozen=True, slots=True)
class Column:
    """One column as a person sees it: `title` is its name as the file writes it, `samples` are a few of its cells."""

    name: str
    title: str
    samples: tuple[str, ...]
    filled: int
    numbers: int
    words: int
    orders: tuple[str, ...]  # ways in which it can be read as dates; more than one, and it must be asked

    @property
    def is_date(self) -> bool:
        return bool(self.orders)

    @property
    def is_words(self) -> bool:
        return self.words > self.numbers


class Look:
    """A table before anybody said anything of it."""

    def __init__(self, table: Table) -> None:
        if sum(bool(name) for name in table.header) > MOST_COLUMNS:
            raise UnreadableFile(_("The first line names more than %(most)s columns."), most=MOST_COLUMNS)
        self.table = table
        self._cells: dict[str, list[str]] = {name: [] for name in table.header if name}
        for line in table.lines():
            if isinstance(line, Line):
                for name, found in self._cells.items():
                    cell = line.cells[name].strip()
                    if cell.casefold() not in cells.ABSENT:
                        found.append(cell)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        titles = dict(zip(self.table.header, self.table.titles, strict=True))
        return tuple(_column(name, titles[name], found) for name, found in self._cells.items())

    @property
    def dates(self) -> tuple[Column, ...]:
        """The columns that may hold the day."""
        return tuple(column for column in self.columns if column.is_date)

    @cached_property
    def decimals(self) -> tuple[str, ...]:
        """How decimals may be written, as far as the cells show; both where something is open."""
        figures = [cell.translate(SIGNS) for column in self.columns if not column.is_date
                   for cell in self._cells[column.name] if FIGURE.fullmatch(cell.translate(SIGNS))]  # fmt: skip
        comma, point = (any(shows.fullmatch(cell) for cell in figures) for shows in (SHOWS_COMMA, SHOWS_POINT))
        if comma != point:
            return (COMMA,) if comma else (POINT,)
        return (POINT, COMMA) if comma or any(GROUPED.fullmatch(cell) for cell in figures) else (POINT,)


def _column(name: str, title: str, found: list[str]) -> Column:
    different = tuple(dict.fromkeys(found))
    numbers = sum(bool(FIGURE.fullmatch(cell.translate(SIGNS))) for cell in found)
    return Column(
        name, title[:NAME_LENGTH], different[:SAMPLES], len(found), numbers, len(found) - numbers, _orders(different)
    )


def _orders(found: Sequence[str]) -> tuple[str, ...]:
    """The ways of reading that make dates of most cells; a cell whose day is above 12 decides for all."""
    counts = {order: sum(_parts(cell, order) is not None for cell in found) for order in ORDERS}
    most = max(counts.values())
    return tuple(order for order in ORDERS if counts[order] == most) if found and most * 2 >= len(found) else ()


def _parts(cell: str, order: str) -> tuple[int, int, int] | None:
    """Year, month and day of a cell read in one order; None if there is no such day."""
    match = DATE.fullmatch(cell)
    if not match:
        return None
    parts = dict(zip(order, (match[1], match[3], match[4]), strict=True))
    if len(parts["m"]) > 2 or len(parts["d"]) > 2 or len(parts["y"]) not in (2, 4):
        return None
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        date(year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None
    return year, int(parts["m"]), int(parts["d"])


def sniff(source: Source) -> bool:
    """Whether it is a table with a column of dates."""
    return len(source.header) > 1 and bool(Look(source.table).dates)


def fingerprint(table: Table) -> str:
    """What tables with the same columns have in common, so that the next one needs no answers."""
    return "csv:" + sha256("\x1f".join(sorted(table.header)).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is settled of a table; an empty text is still open."""

    date: str = ""
    time: str = ""
    order: str = ""
    decimal: str = ""
    places: Mapping[str, str]
    scales: Mapping[str, str]
    open_scales: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        placed = any(text != OUT for text in self.places.values())
        return bool(self.date and self.order and self.decimal and placed and not self.open_scales)


def plan(look: Look, said: Mapping[str, Any]) -> Plan:
    """What a person said, where it fits the table, and what the table shows by itself."""
    names = {column.name: column for column in look.columns}
    on = said.get("date")
    dated = names.get(on) if isinstance(on, str) else None
    orders = dated.orders if dated else ()
    places = _texts(said.get("places"), names)
    scales = {name: text for name, text in _texts(said.get("scales"), names).items() if ends_of(text)}
    needed = tuple(name for name, text in places.items()
                   if needs_scale(text) and not names[name].is_words and name not in scales)  # fmt: skip
    return Plan(
        date=dated.name if dated and orders else "", time=_among(said.get("time"), tuple(names)),
        order=_among(said.get("order"), orders) or (orders[0] if len(orders) == 1 else ""),
        decimal=_among(said.get("decimal"), look.decimals) or (look.decimals[0] if len(look.decimals) == 1 else ""),
        places={name: text for name, text in places.items() if text == TAGS or place_of(text)},
        scales=scales, open_scales=needed,
    )  # fmt: skip


def needs_scale(text: str) -> bool:
    """Whether a number can only go there if it is known from where to where its scale runs."""
    return text.endswith(":scale") or is_scale(text)


def is_scale(text: str) -> bool:
    from_place = place_of(text)
    return bool(from_place and from_place.what == "metric" and from_place.which in SCALES)


def _texts(said: Any, names: Mapping[str, object]) -> dict[str, str]:
    found = said if isinstance(said, Mapping) else {}
    return {name: text for name, text in found.items() if name in names and isinstance(text, str)}


def _among(said: Any, known: Iterable[str]) -> str:
    return said if isinstance(said, str) and said in known else ""


def tell(source: Source, given: Given) -> Iterator[Telling]:
    """The table as the person said; nothing while something is open.

    Raises:
        UnreadableFile: if a column that counts stands there twice or the table breaks off.
    """
    look = Look(source.table)
    found = plan(look, given.mapping)
    if not found.is_whole:
        return
    used = [name for name, text in found.places.items() if text != OUT]
    source.table.require(found.date, *used)
    columns = {column.name: column for column in look.columns}
    for line in source.table.lines():
        if isinstance(line, Notice):
            yield line
            continue
        try:
            day = _day(line.cells[found.date], found.order, given.today)
        except Wrong as wrong:
            yield Notice(line.number, wrong.message, wrong.facts)
            continue
        at = cells.clock(line.cells.get(found.time, "")) if found.time else None
        for name in used:
            try:
                yield from _cell(line, day, at, columns[name], found)
            except Wrong as wrong:
                yield Notice(line.number, wrong.message, wrong.facts)
    kept = {*used, found.date, found.time}
    yield from columns_left_out(name for name in source.table.header if name not in kept)


def _day(written: str, order: str, today: date) -> date:
    parts = _parts(written.strip(), order)
    if parts is None:
        raise Wrong(_("“%(date)s” is no date that there is."), date=written[:40])
    return cells.within(date(*parts), written, today)


def _cell(line: Line, day: date, at: time | None, column: Column, found: Plan) -> Iterator[Told]:
    cell, text = line.cells[column.name].strip(), found.places[column.name]
    if cell.casefold() in cells.ABSENT:
        return
    if text == TAGS:
        for tag in BETWEEN_TAGS.split(cell):
            if tag.strip():
                yield Told(line.number, day, tag.strip()[:NAME_LENGTH], Sort.TAG, at=at)
        return
    yield from _value(line.number, day, at, cell, text, column, found)


def _value(line: int, day: date, at: time | None, cell: str, text: str, column: Column, found: Plan) -> Iterator[Told]:
    name = column.title
    place = place_of(text)
    kind = (place.how or place.which) if place and place.what in ("new", "tracker") else ""
    if text == NOTE:
        yield Told(line, day, name, Sort.TEXT, text=cells.plain(cell), at=at, suggest=text)
    elif place and place.what == "night":
        clock = cells.clock(cell)
        if clock is None:
            raise Wrong(_("“%(time)s” is no time of the form 23:15."), time=cell[:40])
        yield Told(line, day, name, Sort.CLOCK, at=clock, suggest=text)
    elif kind == "yes_no":
        yield Told(line, day, name, Sort.NUMBER, _yes(cell, found.decimal), at=at, suggest=text)
    elif column.is_words and place and place.what == "metric":
        yield Told(line, day, name, Sort.MOOD, None, cell[:NAME_LENGTH], at, suggest=text, adds=False)
    else:
        value = figure(cell, found.decimal)
        eaten = text == NEW_SUPPLEMENT or (place is not None and place.what in ("food", "supplement"))
        if not eaten:
            ends = ends_of(found.scales.get(column.name, ""))
            yield Told(line, day, name, Sort.NUMBER, value, at=at, ends=ends, suggest=text)
        elif value > 0:
            yield Told(line, day, name, Sort.TAG, at=at, suggest=text)


def _yes(cell: str, decimal: str) -> float:
    word = cell.casefold()
    if word in YES or word in NO:
        return float(word in YES)
    return float(figure(cell, decimal) > 0)


def figure(cell: str, decimal: str) -> float:
    """A number as this table writes numbers.

    Raises:
        Wrong: if it is none.
    """
    text = cell.translate(SIGNS)
    if not FIGURE.fullmatch(text) or len(text) > cells.NUMERALS_MOST:
        raise Wrong(_("“%(text)s” is not a number."), text=cell[:40])
    plain = text.replace(".", "").replace(",", ".") if decimal == COMMA else text.replace(",", "")
    try:
        return float(plain)
    except ValueError:
        raise Wrong(_("“%(text)s” is not a number."), text=cell[:40]) from None
