"""Reads MyFitnessPal's nutrition table: the fibre of each day, summed over its meals.

Vitamins and minerals stand there as a percentage of a day's value, and magnesium not at all: they are left out.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from tracker.exchange.formats import cells
from tracker.exchange.formats.archive import MEBI
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.measures import FIBRE
from tracker.exchange.formats.observation import Notice, _
from tracker.exchange.formats.source import Source
from tracker.exchange.formats.tables import Line, Table, open_table
from tracker.exchange.formats.told import Sort, Telling, Told, columns_left_out, not_kept

KIND = "myfitnesspal"
COLUMNS = ("date", "meal", "calories", "fiber")
NAME, NOTE = "Fiber", "Note"
MEMBER = "Nutrition-Summary"
MOST = 64 * MEBI


def sniff(source: Source) -> bool:
    return is_table(source.header) or _member(source) is not None


def is_table(header: Sequence[str]) -> bool:
    return set(COLUMNS) <= set(header)


def _member(source: Source) -> str | None:
    names = (name for name in source.names if name.rpartition("/")[2].startswith(MEMBER) and name.endswith(".csv"))
    return next(names, None)


def tell(source: Source, *, today: date) -> Iterator[Telling]:
    """Fibre of each day and the notes.

    Raises:
        UnreadableFile: if a column is missing or the table breaks off.
    """
    member = _member(source)
    table = open_table(source.archive.read(member, MOST)) if member else source.table
    table.require(*COLUMNS)
    for line in table.lines():
        if isinstance(line, Notice):
            yield line
            continue
        try:
            yield from _line(line, today)
        except Wrong as wrong:
            yield Notice(line.number, wrong.message, wrong.facts)
    yield from _not_kept(table, source, member)


def _line(line: Line, today: date) -> Iterator[Told]:
    day, at = cells.iso_day(line.cells["date"], today), cells.clock(line.cells.get("time", ""))
    fibre = cells.number(line.cells["fiber"])
    if fibre is not None:
        if not 0 <= fibre <= FIBRE.flag:
            raise Wrong(_("“%(text)s” is no number from %(low)s to %(high)s."), text=line.cells["fiber"][:40], low=0,
                        high=f"{FIBRE.flag:g}")  # fmt: skip
        yield Told(line.number, day, NAME, Sort.NUMBER, fibre, unit="g", at=at, suggest=f"app:{FIBRE.slug}")
    note = cells.plain(line.cells.get("note", ""))
    if note:
        yield Told(line.number, day, NOTE, Sort.TEXT, text=note, at=at)


def _not_kept(table: Table, source: Source, member: str | None) -> Iterator[Notice]:
    known = {"date", "meal", "time", "fiber", "note"}
    yield from columns_left_out(column for column in table.header if column not in known)
    yield from not_kept({name: (0, 1) for name in source.names if name != member})
