"""Reads the archive or table of Loop Habit Tracker: each habit is a tracker of one's own.

A yes counts only where the person gave it; what the app excused, skipped or never asked is unknown. A habit with a
number is written a thousandfold, and a number that equals one of the app's codes is written as that code's word, so
the kind of each habit is read first.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.exchange.formats import cells
from tracker.exchange.formats.archive import MEBI
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.observation import Notice, _
from tracker.exchange.formats.source import Source
from tracker.exchange.formats.tables import Line, Table, open_table
from tracker.exchange.formats.told import NAME_LENGTH, Sort, Telling, Told, not_kept

KIND = "loop"
MOST = 64 * MEBI
FOLDER = re.compile(r"(?:.*/)?(\d{3}) ([^/]+)/Checkmarks\.csv")
NOTE = "Notes"
# Done, not done; what is not here says nothing of the day.
WORDS: Mapping[str, float] = {"yes_manual": 1, "no": 0, "2": 1, "0": 0}
SILENT = frozenset({"yes_auto", "skip", "unknown", "1", "3", "-1", ""})
# The app's codes, as words that stand in place of a number equal to them.
CODES: Mapping[str, float] = {"no": 0, "yes_auto": 1, "yes_manual": 2, "skip": 3}
THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Habit:
    """One habit as the list of the archive has it."""

    name: str
    counts: bool = False
    unit: str = ""


def sniff(source: Source) -> bool:
    return any(FOLDER.fullmatch(name) for name in source.names) and _list(source) is not None


def _list(source: Source) -> str | None:
    return next((name for name in source.names if name.rpartition("/")[2] == "Habits.csv"), None)


def tell(source: Source, *, today: date) -> Iterator[Telling]:
    """Every answer to every habit; the table of all of them, which cannot be read safely, is passed over.

    Raises:
        UnreadableFile: if a table of the archive breaks off.
    """
    listed = _list(source)
    habits = _habits(open_table(source.archive.read(listed, MOST))) if listed else {}
    for name in source.names:
        match = FOLDER.fullmatch(name)
        if match:
            habit = habits.get(int(match[1])) or Habit(match[2][:NAME_LENGTH])
            yield from _answers(source.archive.read(name, MOST), habit, today)
    others = [name for name in source.names if not FOLDER.fullmatch(name) and name != listed]
    yield from not_kept({name: (0, 1) for name in others if not name.endswith(("Scores.csv", "Checkmarks.csv"))})


def _habits(table: Table) -> dict[int, Habit]:
    """Habits by their place in the list, which is the number of their folder."""
    table.require("name")
    found = {}
    lines = [line for line in table.lines() if isinstance(line, Line)]
    for number, line in enumerate(lines, start=1):
        position = line.cells.get("position", "")
        place = int(position) if position.isascii() and position.isdecimal() and len(position) < 5 else number
        counts = line.cells.get("type", "").strip().upper() == "NUMERICAL"
        found[place] = Habit(line.cells["name"].strip()[:NAME_LENGTH], counts, line.cells.get("unit", "").strip()[:20])
    return found


def _answers(data: bytes, habit: Habit, today: date) -> Iterator[Telling]:
    if b"\n" not in data.strip():
        return  # a habit nobody answered has a first line alone
    table = open_table(data)
    table.require("date", "value")
    for line in table.lines():
        if isinstance(line, Notice):
            yield line
            continue
        try:
            yield from _answer(line, habit, today)
        except Wrong as wrong:
            yield Notice(line.number, wrong.message, wrong.facts)


def _answer(line: Line, habit: Habit, today: date) -> Iterator[Told]:
    day = cells.iso_day(line.cells["date"], today)
    written = line.cells["value"].strip().casefold()
    value = _counted(written) if habit.counts else _done(written)
    if value is not None:
        suggest = "new:amount" if habit.counts else "new:yes_no"
        yield Told(line.number, day, habit.name, Sort.NUMBER, value, unit=habit.unit, suggest=suggest)
    note = cells.plain(line.cells.get("notes", ""))
    if note:
        yield Told(line.number, day, NOTE, Sort.TEXT, text=f"{habit.name}: {note}")


def _done(written: str) -> float | None:
    if written in SILENT:
        return None
    if written not in WORDS:
        raise Wrong(_("“%(text)s” is not understood here."), text=written[:40])
    return WORDS[written]


def _counted(written: str) -> float | None:
    if written in ("unknown", ""):
        return None
    value = CODES.get(written)
    value = cells.number(written) if value is None else value
    if value is None or value < 0:
        return None
    return value / THOUSAND
