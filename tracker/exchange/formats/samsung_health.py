"""Reads Samsung Health's nights out of its archive.

Nothing in a file says whether its times are local or UTC, and files of both sorts are about. So it is found out from
what else the archive holds, else from the nights around a change of the clocks, else asked; never assumed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from statistics import median
from typing import Any

from tracker.exchange.formats import document, units
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.measures import Gathered
from tracker.exchange.formats.moments import Record, each, epoch, in_zone, members, text, wall
from tracker.exchange.formats.nights import Rank, Sleep, zone_with
from tracker.exchange.formats.observation import Notice, Observation, UnreadableFile, _
from tracker.exchange.formats.source import MOST, Given, Source
from tracker.exchange.formats.tables import Line, open_table

KIND = "samsung_health"
FILE = re.compile(r"(^|/)com\.samsung\.s?health\.sleep\.[^/]*csv$")
STAGE_FILE = re.compile(r"(^|/)com\.samsung\.s?health\.sleep_stage\.[^/]*csv$")
BINNING = re.compile(r"(^|/)(?P<uuid>[-0-9a-f]{36})[^/]*\.binning_data\.json$")
OFFSET = re.compile(r"UTC([+-])(\d{2}):?(\d{2})", re.ASCII)
TIMES, LOCAL, IN_UTC = "times", "local", "utc"  # what a person is asked
ASLEEP = frozenset({"40002", "40003", "40004"})
CLOSE = timedelta(minutes=5)
WEEKS = timedelta(days=21)
FEWEST = 5  # nights on either side of a change of the clocks
ALIKE = 20  # minutes
GOALS = _("Rows without a length of sleep are goals or old records. The file has this many: %(count)s.")
UNSURE = _(
    "The file does not say whether its times are local or UTC, and nothing in it tells. Look up one night in the app "
    "and bring the file in once more with the choice that fits: local or utc."
)


class TimesUnknown(UnreadableFile):
    """Somebody has to say whether the times are local or UTC; both are shown."""

    def __init__(self) -> None:
        super().__init__(UNSURE)


@dataclass(frozen=True, slots=True)
class Row:
    """A night as written: two clocks that are local or UTC, how far the place was from UTC, and what it is known by."""

    line: int
    uuid: str
    begins: datetime
    ends: datetime
    offset: timedelta
    source: str
    rank: Rank


def is_export(source: Source) -> bool:
    return bool(members(source, FILE)) if source.is_archive else source.head[:64].lstrip(b"\xef\xbb\xbf").startswith(
        (b"com.samsung.shealth.sleep,", b"com.samsung.health.sleep,")
    )  # fmt: skip


def read(source: Source, given: Given) -> Iterator[Observation | Notice]:
    """The nights of the archive.

    Raises:
        TimesUnknown: if nothing tells what its times are.
        UnreadableFile: if it cannot be read.
    """
    gathered = Gathered(given)
    staged = _staged(source)
    rows: list[Row] = []
    each(gathered, _lines(source), lambda line, record: _take(gathered, rows, staged, line, record))
    basis = str(given.mapping.get(TIMES, "")) or _by_bins(source, rows) or _by_clock_change(rows)
    if rows and basis not in (LOCAL, IN_UTC):
        raise TimesUnknown
    for row in rows:
        gathered.sleep(_sleep(row, basis, given))
    yield from gathered.told()


def _lines(source: Source) -> Iterator[tuple[int, Any]]:
    files = [source.archive.read(name, MOST) for name in members(source, FILE)] if source.is_archive else [source.data]
    for data in files:
        yield from _cells(data)


def _cells(data: bytes) -> Iterator[tuple[int, Any]]:
    """The lines under the second one, which names the columns; the first says what the file is."""
    _about, _end, rest = data.partition(b"\n")
    for line in open_table(rest.removeprefix(b"\xef\xbb\xbf")).lines():
        if isinstance(line, Line):
            yield line.number + 1, {name.rsplit(".", 1)[-1]: cell for name, cell in line.cells.items()}
        else:
            yield line.line + 1, None


def _staged(source: Source) -> set[str]:
    """The nights that have stages of sleep."""
    found: set[str] = set()
    for name in members(source, STAGE_FILE):
        for _line, record in _cells(source.archive.read(name, MOST)):
            if record and record.get("stage") in ASLEEP and record.get("sleep_id"):
                found.add(record["sleep_id"])
    return found


def _take(gathered: Gathered, rows: list[Row], staged: set[str], line: int, record: Record) -> None:
    known_by = text(record, "datauuid")
    if not record.get("sleep_duration") and known_by not in staged:
        gathered.counts[GOALS] += 1
        return
    if not gathered.is_new(("uuid", known_by)):
        return
    rank = Rank.STAGES if known_by in staged else Rank.ASLEEP
    begins, ends = wall(record.get("start_time")), wall(record.get("end_time"))
    units.number(record.get("sleep_duration") or 0)
    source = str(record.get("pkg_name") or KIND)[:200]
    rows.append(Row(line, known_by, begins, ends, _offset(record.get("time_offset")), source, rank))


def _offset(written: object) -> timedelta:
    found = OFFSET.fullmatch(str(written).strip())
    if not found or int(found[2]) > 14 or int(found[3]) > 59:
        raise Wrong(_("“%(text)s” is not understood here."), text=str(written)[:40])
    length = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -length if found[1] == "-" else length


def _sleep(row: Row, basis: str, given: Given) -> Sleep:
    place = timezone(row.offset) if basis == LOCAL else UTC
    begins, ends = (in_zone(at.replace(tzinfo=place), UTC, at) for at in (row.begins, row.ends))
    return Sleep(row.source, begins, ends, zone_with(row.offset, ends, given.zone), row.rank, line=row.line)


def _by_bins(source: Source, rows: Sequence[Row]) -> str:
    """What the instants say that stand beside some nights in the archive; nothing where they disagree."""
    by_uuid = {row.uuid: row for row in rows if row.offset}
    said: set[str] = set()
    for name in members(source, BINNING)[:10_000]:
        found = BINNING.search(name)
        row = by_uuid.get(found["uuid"]) if found else None
        if row and len(said) < 2:
            said |= _bin_says(row, document.parse(source.archive.read(name, MOST)))
    return said.pop() if len(said) == 1 else ""


def _bin_says(row: Row, found: Any) -> set[str]:
    first = found[0] if isinstance(found, list) and found else None
    try:
        at = epoch(first.get("start_time")) if isinstance(first, dict) else None
    except Wrong:
        return set()
    written = row.begins.replace(tzinfo=UTC)
    if at is None:
        return set()
    return {word for word, instant in ((IN_UTC, written), (LOCAL, written - row.offset)) if abs(at - instant) <= CLOSE}


def _by_clock_change(rows: Sequence[Row]) -> str:
    """What the bed times say around a change of the clocks: written as local times they stay where they are."""
    ordered = sorted(rows, key=lambda row: row.begins)
    said: set[str] = set()
    for before, after in pairwise(ordered):
        if abs(after.offset - before.offset) == timedelta(hours=1):
            said |= _change_says(ordered, before, after)
    return said.pop() if len(said) == 1 else ""


def _change_says(ordered: Sequence[Row], before: Row, after: Row) -> set[str]:
    early = [_bed(row) for row in ordered
             if before.begins - WEEKS <= row.begins <= before.begins and row.offset == before.offset]  # fmt: skip
    late = [_bed(row) for row in ordered
            if after.begins <= row.begins <= after.begins + WEEKS and row.offset == after.offset]  # fmt: skip
    if min(len(early), len(late)) < FEWEST:
        return set()
    shift = median(late) - median(early)
    moved = (before.offset - after.offset) / timedelta(minutes=1)
    return {word for word, expected in ((LOCAL, 0.0), (IN_UTC, moved)) if abs(shift - expected) <= ALIKE}


def _bed(row: Row) -> float:
    """Minutes from noon to the beginning, so that midnight cuts nothing in two."""
    return (row.begins.hour * 60 + row.begins.minute - 720) % 1440
