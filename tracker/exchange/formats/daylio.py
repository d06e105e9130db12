"""Reads what Daylio exports: moods by name, activities, scales and notes, several entries a day."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from tracker.exchange.formats import cells
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.observation import Notice, _
from tracker.exchange.formats.tables import Line, Table
from tracker.exchange.formats.told import Sort, Telling, Told

KIND = "daylio"
COLUMNS = ("full_date", "mood")
WORD_LENGTH = 80
MOOD, NOTE = "Mood", "Note"
# The app's own five names stand at even steps inside our eleven; a person's own names are asked for, never guessed.
DEFAULT_MOODS: Mapping[str, int] = {"rad": 9, "good": 7, "meh": 5, "bad": 3, "awful": 1}
POINTS = re.compile(r"(\d{1,4})/(\d{1,4})(?: \S+)?", re.ASCII)
HOURS = re.compile(r"(\d{1,2}):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the app, as written; two that differ only in their line are the same."""

    line: int = field(compare=False)
    day: date
    time: time | None
    mood: str
    texts: tuple[str, ...]
    activities: tuple[str, ...]
    scales: tuple[str, ...] = ()
    group: int | None = None  # of a backup: what the mood stands for in five, the best first


def tell(table: Table, *, today: date) -> Iterator[Telling]:
    """Every entry of the table, thing by thing.

    Raises:
        UnreadableFile: if a column is missing or the table breaks off.
    """
    yield from told_of(entries(table, today=today))


def told_of(found: Iterator[Entry | Notice]) -> Iterator[Telling]:
    """Entries thing by thing; one that stands in the file twice counts once."""
    seen: set[Entry] = set()
    for entry in found:
        if isinstance(entry, Notice):
            yield entry
        elif entry.time and entry in seen:
            yield Notice(entry.line, _("This entry stands in the file twice; it counts once."), refused=False)
        else:
            seen.add(entry)
            yield from _things(entry)


def _things(entry: Entry) -> Iterator[Told]:
    value = DEFAULT_MOODS.get(entry.mood.casefold()) if entry.group is None else 11 - 2 * entry.group
    yield Told(entry.line, entry.day, MOOD, Sort.MOOD, value, entry.mood, entry.time, suggest="metric:mood")
    for text in filter(None, entry.texts):
        yield Told(entry.line, entry.day, NOTE, Sort.TEXT, text=text, at=entry.time)
    for activity in entry.activities:
        yield Told(entry.line, entry.day, activity, Sort.TAG, at=entry.time)
    for scale in entry.scales:
        yield _scale(entry, scale)


def _scale(entry: Entry, written: str) -> Told:
    """`Calm: 8/10 points` is 8 of a scale to 10, `Sleep: 8:00` is minutes; anything else stays the text that it is."""
    name, _colon, text = (part.strip() for part in written.rpartition(":" if written.count(":") < 2 else ": "))
    points, hours = POINTS.fullmatch(text), HOURS.fullmatch(text)
    if name and points and int(points[2]):
        ends = (0.0, float(points[2]))
        return Told(entry.line, entry.day, name, Sort.NUMBER, float(points[1]), text, entry.time, ends=ends,
                    suggest="note", adds=False)  # fmt: skip
    if name and hours:
        minutes = float(int(hours[1]) * 60 + int(hours[2]))
        return Told(entry.line, entry.day, name, Sort.NUMBER, minutes, text, entry.time, unit="min", suggest="note")
    return Told(entry.line, entry.day, written, Sort.TAG, at=entry.time)


def entries(table: Table, *, today: date) -> Iterator[Entry | Notice]:
    """The file line by line; `today` is the last day but one that an entry may have (clocks differ by zone).

    Raises:
        UnreadableFile: if a column is missing or the table breaks off.
    """
    table.require(*COLUMNS)
    for line in table.lines():
        if isinstance(line, Notice):
            yield line
        else:
            yield from _entry(line, today)


def _entry(line: Line, today: date) -> Iterator[Entry | Notice]:
    mood = line.cells["mood"].strip()
    try:
        day = cells.iso_day(line.cells["full_date"], today)
    except Wrong as wrong:
        yield Notice(line.number, wrong.message, wrong.facts)
        return
    if len(mood) > WORD_LENGTH:
        yield Notice(line.number, _("The mood’s name is longer than %(most)s characters."), {"most": WORD_LENGTH})
        return
    written = line.cells.get("time", "").strip()
    clock = cells.clock(written)
    if written and clock is None:
        yield Notice(line.number, _("The time “%(time)s” is not understood; the day is kept."),
                     {"time": written[:40]}, refused=False)  # fmt: skip
    texts = tuple(cells.plain(line.cells.get(name, "")) for name in ("note_title", "note"))
    activities, scales = (_parts(line.cells.get(name, "")) for name in ("activities", "scales"))
    yield Entry(line.number, day, clock, mood, texts, activities, scales)


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for piece in cell.split("|") if (part := piece.strip()))
