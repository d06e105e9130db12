"""Reads Oura's nights out of the archive of an account, or out of the one table of it that holds them."""

import re
from collections.abc import Iterator
from datetime import UTC

from tracker.exchange.formats import units
from tracker.exchange.formats.measures import Gathered
from tracker.exchange.formats.moments import Record, each, in_zone, instant, members, text
from tracker.exchange.formats.nights import NAPS, Rank, Sleep, zone_with
from tracker.exchange.formats.observation import Notice, Observation, _
from tracker.exchange.formats.source import MOST, Given, Source
from tracker.exchange.formats.tables import Line, Table, open_table

KIND = "oura"
FILE = re.compile(r"(^|/)sleepmodel\.csv$", re.IGNORECASE)
COLUMNS = ("bedtime_start", "bedtime_end", "type")
NIGHT, NAP = "long_sleep", frozenset({"late_nap", "sleep", "nap"})
RESTED = _("Rests and deleted records are left out. The file has this many: %(count)s.")


def is_export(source: Source) -> bool:
    if source.is_archive:
        return bool(members(source, FILE))
    return set(COLUMNS) <= set(source.header)


def read(source: Source, given: Given) -> Iterator[Observation | Notice]:
    """The nights of the file.

    Raises:
        UnreadableFile: if it is no table, or lacks a column.
    """
    gathered = Gathered(given)
    for table in _tables(source):
        table.require(*COLUMNS)
        lines = ((line.number, line.cells) if isinstance(line, Line) else (line.line, None) for line in table.lines())
        each(gathered, lines, lambda line, record: _keep(gathered, line, record))
    yield from gathered.told()


def _tables(source: Source) -> Iterator[Table]:
    if source.is_archive:
        yield from (open_table(source.archive.read(name, MOST)) for name in members(source, FILE))
    else:
        yield source.table


def _keep(gathered: Gathered, line: int, record: Record) -> None:
    if record.get("id") and not gathered.is_new(("id", record["id"])):
        return
    kind = text(record, "type").casefold()
    if kind in NAP:
        gathered.counts[NAPS] += 1
        return
    if kind != NIGHT:
        gathered.counts[RESTED] += 1
        return
    begins, ends = instant(record["bedtime_start"]), instant(record["bedtime_end"])
    offset = ends.utcoffset()
    zone = zone_with(offset, ends, gathered.given.zone) if offset is not None else gathered.given.zone
    awake = bool(record.get("awake_time")) and units.number(record["awake_time"]) > 0
    began, ended = in_zone(begins, UTC, begins), in_zone(ends, UTC, ends)
    gathered.sleep(Sleep(KIND, began, ended, zone, Rank.STAGES, True, awake=awake, line=line))
