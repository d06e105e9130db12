"""Reads eMoods: four scales a day, each its own tracker; no single mood is made of them."""

from collections.abc import Generator, Iterator, Sequence
from datetime import date

from tracker.exchange.formats import cells
from tracker.exchange.formats.archive import MEBI
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.observation import Notice, _
from tracker.exchange.formats.source import Source
from tracker.exchange.formats.tables import Line, Table, open_table
from tracker.exchange.formats.told import Sort, Telling, Told, columns_left_out, not_kept

KIND = "emoods"
MOST = 64 * MEBI
MEMBER = "entry.csv"
DAY = "date (yyyy-mm-dd)"
# Written from 1, which is none, to 4, which is severe.
SCALES = {
    "depressed": _("Depressed (eMoods)"), "elevated": _("Elevated (eMoods)"),
    "irritability": _("Irritability (eMoods)"), "anxiety": _("Anxiety (eMoods)"),
}  # fmt: skip
HOURS = _("Sleep (eMoods)")
ENDS = (1.0, 4.0)
SLEEP, NOTE = "sleep", "note"


def sniff(source: Source) -> bool:
    return is_table(source.header) or (MEMBER in source.names and is_table(_table(source).header))


def is_table(header: Sequence[str]) -> bool:
    return DAY in header and not SCALES.keys().isdisjoint(header)


def _table(source: Source) -> Table:
    return open_table(source.archive.read(MEMBER, MOST)) if MEMBER in source.names else source.table


def tell(source: Source, *, today: date) -> Iterator[Telling]:
    """Every day of the table.

    Raises:
        UnreadableFile: if a column is missing or the table breaks off.
    """
    table = _table(source)
    table.require(DAY)
    for line in table.lines():
        if isinstance(line, Notice):
            yield line
            continue
        try:
            day = cells.iso_day(line.cells[DAY], today)
        except Wrong as wrong:
            yield Notice(line.number, wrong.message, wrong.facts)
            continue
        yield from _day(line, day)
    yield from columns_left_out(name for name in table.header if name not in {DAY, SLEEP, NOTE, *SCALES})
    yield from not_kept({name: (0, 1) for name in source.names if name != MEMBER})


def _day(line: Line, day: date) -> Iterator[Telling]:
    for column, name in SCALES.items():
        value = yield from _number(line, column)
        if value is not None:
            yield Told(line.number, day, name, Sort.NUMBER, value, ends=ENDS, suggest="new:scale", adds=False)
    hours = yield from _number(line, SLEEP)
    # A nought means that nobody filled it in.
    if hours:
        yield Told(line.number, day, HOURS, Sort.NUMBER, hours, unit="h", suggest="new:amount")
    note = cells.plain(line.cells.get(NOTE, ""))
    if note:
        yield Told(line.number, day, "Note", Sort.TEXT, text=note)


def _number(line: Line, column: str) -> Generator[Notice, None, float | None]:
    try:
        return cells.number(line.cells.get(column, ""))
    except Wrong as wrong:
        yield Notice(line.number, wrong.message, wrong.facts)
        return None
