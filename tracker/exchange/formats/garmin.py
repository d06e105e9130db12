"""Reads Garmin's nights: the archive of an account, and files out of it or out of the web interface.

The archive has instants and the day of waking, but no zone. Where the two do not fit in the person's zone, the night
was slept elsewhere, and is refused with a word about it rather than moved.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.exchange.formats import document, units
from tracker.exchange.formats.columns import Day, Wrong
from tracker.exchange.formats.measures import Gathered
from tracker.exchange.formats.moments import Record, each, epoch, local, members, text
from tracker.exchange.formats.nights import NAPS, Rank, Sleep, zone_with
from tracker.exchange.formats.observation import Notice, Observation, _
from tracker.exchange.formats.source import MOST, Given, Source

KIND = "garmin"
FILE = re.compile(r"(^|/)[^/]*_sleepData\.json$", re.IGNORECASE)
STARTS, ENDS = "sleepStartTimestampGMT", "sleepEndTimestampGMT"
LOCAL_ENDS = "sleepEndTimestampLocal"
SURE = ("enhanced_confirmed", "enhanced_confirmed_final", "manually_confirmed")
ASLEEP = ("deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds")
ELSEWHERE = _(
    "The night of %(date)s does not end on that day in the time zone %(zone)s, so it was slept in another one. Bring "
    "the file in once more and name that zone."
)
NO_NIGHT = _("Days without a night in the file: %(count)s.")


def is_export(source: Source) -> bool:
    if source.is_archive:
        return bool(members(source, FILE))
    return source.is_json and STARTS.encode() in source.head and any(
        isinstance(night, dict) and STARTS in night for night in _nights(source.json)
    )  # fmt: skip


def read(source: Source, given: Given) -> Iterator[Observation | Notice]:
    """The nights of all files in it.

    Raises:
        UnreadableFile: if one of them cannot be read.
    """
    gathered = Gathered(given)
    each(gathered, _records(source), lambda line, record: _keep(gathered, line, record))
    yield from gathered.told()


def _records(source: Source) -> Iterator[tuple[int, Any]]:
    if source.is_archive:
        for name in members(source, FILE):
            yield from enumerate(_nights(document.parse(source.archive.read(name, MOST))), start=1)
    else:
        yield from enumerate(_nights(source.json), start=1)


def _nights(found: Any) -> list[Any]:
    """The nights, out of their envelopes where they have one."""
    listed = found if isinstance(found, list) else [found]
    return [night.get("dailySleepDTO", night) if isinstance(night, dict) else night for night in listed]


def _keep(gathered: Gathered, line: int, record: Record) -> None:
    naps = record.get("napList")
    gathered.counts[NAPS] += len(naps) if isinstance(naps, list) else 0
    if not record.get("calendarDate") or not record.get(STARTS) or not record.get(ENDS):
        gathered.counts[NO_NIGHT] += 1
        return
    day = text(record, "calendarDate")
    begins, ends = _instant(record[STARTS]), _instant(record[ENDS])
    if not gathered.is_new((day, begins)):
        return
    stages = sum(units.number(record.get(name) or 0) for name in ASLEEP)
    awake = units.number(record.get("awakeSleepSeconds") or 0) > 0
    zone = _zone(record.get(LOCAL_ENDS), ends, gathered.given.zone)
    sleep = Sleep(KIND, begins, ends, zone, Rank.STAGES if stages else Rank.ASLEEP, True, awake=awake, line=line)
    if sleep.day != Day.read(day):
        raise Wrong(ELSEWHERE, date=day, zone=zone.key)
    if str(record.get("sleepWindowConfirmationType") or "").casefold() not in SURE:
        gathered.remark(line, _("The app is not sure of the night of %(date)s; it is kept."), date=day)
    gathered.sleep(sleep)


def _instant(value: object) -> datetime:
    return local(value, UTC) if isinstance(value, str) else epoch(value)


def _zone(wall: object, at: datetime, home: ZoneInfo) -> ZoneInfo:
    """The zone in which the clock showed `wall`, which is written as if it were UTC; home where nobody says."""
    if not wall:
        return home
    return zone_with(timedelta(minutes=round((_instant(wall) - at) / timedelta(minutes=1))), at, home)
