"""Reads Sleep as Android: every record has a line of names of its own, so the lines are taken one by one."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta

from tracker.exchange.formats import units
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.measures import Gathered
from tracker.exchange.formats.moments import Record, each, epoch, members, text
from tracker.exchange.formats.nights import Rank, Sleep, zone_named
from tracker.exchange.formats.observation import Notice, Observation, UnreadableFile, _
from tracker.exchange.formats.source import MOST, Given, Source
from tracker.exchange.formats.tables import decoded

KIND = "sleep_as_android"
FILE = re.compile(r"(^|/)sleep-export\.csv$")
START = b"Id,Tz,From,To,Sched,Hours,"
MOST_HOURS = 48
RATINGS = _("Ratings of nights are not kept. The file has this many: %(count)s.")
COMMENTS = _("Comments on nights are not kept. The file has this many: %(count)s.")
UNKNOWN_ZONE = _("The time zone “%(zone)s” is not known; yours is taken.")


def is_export(source: Source) -> bool:
    if source.is_archive:
        return bool(members(source, FILE))
    return source.head.removeprefix(b"\xef\xbb\xbf").startswith(START)


def read(source: Source, given: Given) -> Iterator[Observation | Notice]:
    """The nights of the file.

    Raises:
        UnreadableFile: if it is not text, or a quotation mark stays open.
    """
    gathered = Gathered(given)
    each(gathered, _records(source), lambda line, record: _keep(gathered, line, record))
    yield from gathered.told()


def _records(source: Source) -> Iterator[tuple[int, dict[str, str]]]:
    """Each record under the names that stand right above it; what is neither is the noise of the night."""
    data = source.archive.read(members(source, FILE)[0], MOST) if source.is_archive else source.data
    reader = csv.reader(io.StringIO(decoded(data), newline=""), strict=True)
    names: list[str] = []
    line = 1
    try:
        for cells in reader:
            if cells[:1] == ["Id"]:
                names = cells
            elif cells and cells[0].isascii() and cells[0].isdigit():
                yield line, dict(zip(names, cells, strict=False))
            line = reader.line_num + 1
    except csv.Error:
        raise UnreadableFile(_("The quotation marks on line %(line)s do not fit together."), line=line) from None


def _keep(gathered: Gathered, line: int, record: Record) -> None:
    if not gathered.is_new(("id", record.get("Id"))):
        return
    begins = epoch(units.number(record.get("Id")))
    hours = units.amount(record.get("Hours"), "h", "h")
    if hours > MOST_HOURS:
        raise Wrong(_("“%(text)s” is not understood here."), text=str(record.get("Hours"))[:40])
    ends = begins + timedelta(hours=hours)
    name = text(record, "Tz")
    zone = zone_named(name)
    if zone is None:
        gathered.remark(line, UNKNOWN_ZONE, zone=name[:40])
    # Minutes taken off for lying awake; -1.0 says that nobody measured them.
    adjusted = record.get("LenAdjust") not in (None, "", "0", "-1.0")
    deep = units.number(record.get("DeepSleep") or -1)
    rank = Rank.STAGES if deep >= 0 else Rank.ASLEEP
    gathered.sleep(Sleep(KIND, begins, ends, zone or gathered.given.zone, rank, awake=adjusted, line=line))
    gathered.counts[RATINGS] += units.number(record.get("Rating") or 0) > 0
    gathered.counts[COMMENTS] += bool(str(record.get("Comment") or "").strip())
