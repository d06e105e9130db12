"""Reads How We Feel: words for feelings as moments, tags, and what was written about them.

A word stands in one of four corners (pleasant or not, much energy or little), and a person says in which; it is not
forced onto a scale of mood. Weather, steps and what else the telephone adds is left out.
"""

from collections.abc import Generator, Iterator, Sequence
from datetime import date, datetime, time

from tracker.exchange.formats import cells
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.measures import CAFFEINE
from tracker.exchange.formats.observation import Notice, _
from tracker.exchange.formats.tables import Line, Table
from tracker.exchange.formats.told import NAME_LENGTH, Sort, Telling, Told, columns_left_out

KIND = "howwefeel"
COLUMNS = ("date", "mood", "tags (people)")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FEELING, NOTE = "Feeling", "Notes"
TAGS = ("tags (people)", "tags (places)", "tags (events)")
TEXTS = ("notes", "reflections", "takeaways")
# What a number in a column is counted in here; the file's own unit stands in its name.
NUMBERS = {
    "caffeine (mg)": ("Caffeine", "mg", f"app:{CAFFEINE.slug}"),
    "alcoholic drinks": ("Alcoholic drinks", "", "new:amount"),
}


def sniff(header: Sequence[str]) -> bool:
    return set(COLUMNS) <= set(header)


def tell(table: Table, *, today: date) -> Iterator[Telling]:
    """Every entry of the table.

    Raises:
        UnreadableFile: if a column is missing or the table breaks off.
    """
    table.require("date", "mood")
    for line in table.lines():
        if isinstance(line, Notice):
            yield line
            continue
        try:
            yield from _entry(line, today)
        except Wrong as wrong:
            yield Notice(line.number, wrong.message, wrong.facts)
    known = {"date", "mood", *TAGS, *TEXTS, *NUMBERS}
    yield from columns_left_out(name for name in table.header if name not in known)


def _entry(line: Line, today: date) -> Iterator[Telling]:
    when = _when(line.cells["date"])
    day, at = cells.within(when.date(), line.cells["date"], today), when.time()
    word = line.cells["mood"].strip()[:40]
    if word:
        yield Told(line.number, day, FEELING, Sort.FEELING, text=word, at=at)
    for column in TAGS:
        for tag in line.cells.get(column, "").split(","):
            if tag.strip():
                yield Told(line.number, day, tag.strip()[:NAME_LENGTH], Sort.TAG, at=at)
    for column, (name, unit, suggest) in NUMBERS.items():
        value = yield from _number(line, column)
        if value is not None:
            yield Told(line.number, day, name, Sort.NUMBER, value, unit=unit, suggest=suggest)
    for column in TEXTS:
        text = cells.plain(line.cells.get(column, ""))
        if text:
            yield Told(line.number, day, NOTE, Sort.TEXT, text=text, at=at)


def _number(line: Line, column: str) -> Generator[Notice, None, float | None]:
    try:
        return cells.number(line.cells.get(column, ""))
    except Wrong as wrong:
        yield Notice(line.number, wrong.message, wrong.facts)
        return None


def _when(written: str) -> datetime:
    """A moment written as `2026 Sun Feb 8 4:04 PM`; months in English, whatever language this machine speaks."""
    parts = written.replace("\u202f", " ").replace("\u00a0", " ").split()
    clock = cells.clock(" ".join(parts[4:])) if len(parts) >= 5 else None
    try:
        if clock is None:
            raise ValueError(written)
        found = date(int(parts[0]), MONTHS.index(parts[2].casefold()[:3]) + 1, int(parts[3]))
    except (ValueError, OverflowError):
        raise Wrong(_("“%(date)s” is no date of the form 2026 Sun Feb 8 4:04 PM."), date=written[:40]) from None
    return datetime.combine(found, clock or time.min)
