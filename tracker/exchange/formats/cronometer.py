"""Reads Cronometer's tables: fibre and magnesium of each day, from the daily summary or summed over the servings.

An empty cell is unknown, not nothing; a day of which every cell is empty has no total. Foods are told by name, so
that a person can say which of ours they are; what is not said counts in the day's totals alone. Energy, weight and
every other nutrient are not part of this diary.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from tracker.exchange.formats import cells
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.measures import FIBRE, MAGNESIUM
from tracker.exchange.formats.observation import Notice, _
from tracker.exchange.formats.tables import Line, Table
from tracker.exchange.formats.together import converted
from tracker.exchange.formats.told import Sort, Telling, Told, columns_left_out

KIND = "cronometer"
COLUMN = re.compile(r"(.*) \(([^)]*)\)")
AMOUNT = re.compile(r"(-?\d+(?:\.\d+)?)\s*(.*)", re.ASCII)
# What is kept: the file's name in lower case, our unit, what it is.
KEPT = {"fiber": ("g", "Fiber", FIBRE), "magnesium": ("mg", "Magnesium", MAGNESIUM)}
MUCH = _("“%(name)s” of %(date)s is unusually much: %(amount)s. It is kept as it is.")
DAYS, SERVINGS = ("date", "completed"), ("day", "food name", "amount")


def is_days(header: Sequence[str]) -> bool:
    return set(DAYS) <= set(header)


def is_servings(header: Sequence[str]) -> bool:
    return set(SERVINGS) <= set(header)


def sniff(header: Sequence[str]) -> bool:
    return is_days(header) or is_servings(header)


def tell(table: Table, *, today: date) -> Iterator[Telling]:
    """Totals of days; of servings also the foods.

    Raises:
        UnreadableFile: if a column is missing or the table breaks off.
    """
    day_column = "date" if is_days(table.header) else "day"
    table.require(day_column)
    units = _units(table.header)
    totals: dict[tuple[date, str], tuple[int, float]] = {}
    for line in table.lines():
        if isinstance(line, Notice):
            yield line
            continue
        try:
            day = cells.iso_day(line.cells[day_column], today)
        except Wrong as wrong:
            yield Notice(line.number, wrong.message, wrong.facts)
            continue
        yield from _add(line, day, units, totals)
        if is_servings(table.header):
            yield from _food(line, day)
        elif line.cells["completed"].strip().casefold() == "false":
            yield Notice(line.number, _("The app says that %(day)s is not complete."), {"day": day.isoformat()},
                         refused=False)  # fmt: skip
    yield from _told(totals)
    yield from columns_left_out(_others(table.header))


def _units(header: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The columns that are kept: column -> nutrient and its unit in the file."""
    found = {}
    for column in header:
        match = COLUMN.fullmatch(column)
        if match and match[1] in KEPT:
            found[column] = (match[1], match[2])
    return found


def _add(
    line: Line, day: date, units: dict[str, tuple[str, str]], totals: dict[tuple[date, str], tuple[int, float]]
) -> Iterator[Notice]:
    for column, (nutrient, unit) in units.items():
        try:
            value = cells.number(line.cells[column])
            if value is not None and value < 0:
                raise Wrong(_("“%(text)s” is less than nothing."), text=line.cells[column][:40])
            if value is not None:
                value = converted(value, unit, KEPT[nutrient][0], nutrient)
                first, total = totals.get((day, nutrient), (line.number, 0.0))
                totals[day, nutrient] = first, total + value
        except Wrong as wrong:
            yield Notice(line.number, wrong.message, wrong.facts)


def _told(totals: dict[tuple[date, str], tuple[int, float]]) -> Iterator[Telling]:
    for (day, nutrient), (line, total) in sorted(totals.items()):
        unit, name, measure = KEPT[nutrient]
        if total > measure.flag:
            facts = {"name": name, "date": day.isoformat(), "amount": f"{total:g} {unit}"}
            yield Notice(line, MUCH, facts, refused=False)
        yield Told(line, day, name, Sort.NUMBER, total, unit=unit, suggest=f"app:{measure.slug}")


def _food(line: Line, day: date) -> Iterator[Told]:
    name = line.cells["food name"].strip()
    if not name:
        return
    match = AMOUNT.fullmatch(line.cells["amount"].strip())
    unit = match[2].strip().casefold() if match else ""
    # Only grams are grams; of a cup or a piece nobody knows here how heavy it was.
    grams = float(match[1]) if match and unit == "g" else None
    key = "\n".join(line.cells.values())
    at = cells.clock(line.cells.get("time", ""))
    yield Told(line.number, day, name, Sort.TAG, grams, unit="g" if grams else "", at=at, suggest="out", key=key)


def _others(header: Sequence[str]) -> Iterator[str]:
    known = {*_units(header), "date", "day", "time", "group", "food name", "amount", "completed", "category"}
    yield from (column for column in header if column and column not in known)
