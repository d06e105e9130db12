"""Reads Fitbit's nights: the archive of an account, single files out of it, and the old table of the website.

Times are clocks on the wall without a zone, which is what a diary keeps; so the person's zone stands beside them. The
length of a night is never taken from the file: on the night the clocks change it is an hour wrong there.
"""

import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tracker.exchange.formats import document, units
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.measures import MOST_MINUTES, Gathered
from tracker.exchange.formats.moments import Record, each, in_zone, members, text, wall
from tracker.exchange.formats.nights import Rank, Sleep
from tracker.exchange.formats.observation import Notice, Observation, _
from tracker.exchange.formats.source import MOST, Given, Source
from tracker.exchange.formats.tables import Line, open_table

KIND = "fitbit"
FILE = re.compile(r"(^|/)sleep-\d{4}-\d{2}-\d{2}\.json$")
NEEDED = {"dateOfSleep", "startTime", "endTime"}
# What counts as asleep among the levels of both kinds of record; a restless minute is a minute asleep.
ASLEEP = frozenset({"deep", "light", "rem", "asleep", "restless"})
OLD_TITLE = b"Sleep"
OLD_HEADER = b"Start Time,End Time,Minutes Asleep"
OLD_TIMES = ("%Y-%m-%d %I:%M%p", "%d-%m-%Y %I:%M %p", "%Y-%m-%d %I:%M %p", "%d-%m-%Y %I:%M%p")


def is_export(source: Source) -> bool:
    if source.is_archive:
        return bool(members(source, FILE))
    if source.is_json:
        found = _listed(source.json) if b"dateOfSleep" in source.head else []
        return bool(found) and isinstance(found[0], dict) and found[0].keys() >= NEEDED
    return _is_old(source)


def _is_old(source: Source) -> bool:
    lines = source.head[:4096].removeprefix(b"\xef\xbb\xbf").split(b"\n", 2)
    return len(lines) > 1 and lines[0].strip() == OLD_TITLE and lines[1].startswith(OLD_HEADER)


def read(source: Source, given: Given) -> Iterator[Observation | Notice]:
    """The nights of all files in it.

    Raises:
        UnreadableFile: if one of them cannot be read.
    """
    gathered = Gathered(given)
    if _is_old(source):
        each(gathered, _old_lines(source), lambda line, record: _keep_old(gathered, line, record))
    else:
        each(gathered, _records(source), lambda line, record: _keep(gathered, line, record))
    yield from gathered.told()


def _records(source: Source) -> Iterator[tuple[int, Any]]:
    """Every night with its number in the file it stands in."""
    if source.is_archive:
        for name in members(source, FILE):
            found = _listed(document.parse(source.archive.read(name, MOST)))
            yield from enumerate(found, start=1)
    else:
        yield from enumerate(_listed(source.json), start=1)


def _listed(found: Any) -> list[Any]:
    """The bare list of the archive, or the one inside a reply of the web interface."""
    found = found.get("sleep") if isinstance(found, dict) else found
    return found if isinstance(found, list) else []


def _keep(gathered: Gathered, line: int, record: Record) -> None:
    log = record.get("logId")
    if isinstance(log, int) and not gathered.is_new(("log", log)):
        return
    begins, ends = _asleep(record)
    rank = Rank.STAGES if record.get("type") == "stages" else Rank.ASLEEP
    awake = units.number(record.get("minutesAwake") or 0) > 0
    main = record.get("mainSleep", record.get("isMainSleep"))
    _sleep(gathered, begins, ends, rank, line, main=main, awake=awake)


def _asleep(record: Record) -> tuple[datetime, datetime]:
    """The clock at the first and at the last minute asleep; of the whole record where it has no levels."""
    begins, ends = wall(text(record, "startTime")), wall(text(record, "endTime"))
    levels = record.get("levels")
    data = levels.get("data") if isinstance(levels, dict) else None
    asleep = list(_spans(data)) if isinstance(data, list) else []
    if not asleep:
        return begins, ends
    return max(begins, min(asleep)[0]), min(ends, max(until for _at, until in asleep))


def _spans(data: list[Any]) -> Iterator[tuple[datetime, datetime]]:
    for level in data:
        if isinstance(level, dict) and str(level.get("level")) in ASLEEP:
            begins, seconds = wall(text(level, "dateTime")), units.amount(level.get("seconds"), "s", "min")
            yield begins, begins + timedelta(minutes=min(seconds, MOST_MINUTES))


def _old_lines(source: Source) -> Iterator[tuple[int, dict[str, str]]]:
    """The table of the website under its title."""
    _title, _end, rest = source.data.partition(b"\n")
    table = open_table(rest)
    for line in table.lines():
        yield (line.number + 1, dict(line.cells)) if isinstance(line, Line) else (line.line + 1, {})


def _keep_old(gathered: Gathered, line: int, record: Record) -> None:
    begins, ends = _old_time(record, "start time"), _old_time(record, "end time")
    _sleep(gathered, begins, ends, Rank.ASLEEP, line, awake=str(record.get("minutes awake")) not in ("", "0", "N/A"))


def _old_time(record: Record, name: str) -> datetime:
    written = text(record, name)
    for form in OLD_TIMES:
        with contextlib.suppress(ValueError):
            return datetime.strptime(written.upper(), form)
    raise Wrong(_("“%(time)s” is no time."), time=written[:40])


def _sleep(
    gathered: Gathered, begins: datetime, ends: datetime, rank: Rank, line: int, *, main: object = None, awake: bool
) -> None:
    zone = gathered.given.zone
    began, ended = (in_zone(at.replace(tzinfo=zone), UTC, at) for at in (begins, ends))
    said = main if isinstance(main, bool) else None
    gathered.sleep(Sleep(KIND, began, ended, zone, rank, said, awake=awake, line=line))
