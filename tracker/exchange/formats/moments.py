"""Times and cells of records that devices wrote: instants, clocks without a zone, and what is missing."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, NoReturn

from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.measures import Gathered
from tracker.exchange.formats.observation import UnreadableFile, _
from tracker.exchange.formats.source import Source

ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,12})?)?", re.ASCII)
OFFSET = re.compile(r"Z|[+-]\d{2}:?\d{2}", re.ASCII)
# Seconds since 1970 of the years a device can have written.
EPOCH_LEAST, EPOCH_MOST = 946_684_800, 4_102_444_800
MOST_RECORDS = 1_000_000
LONGEST = 48
Record = Mapping[str, Any]


def instant(written: object) -> datetime:
    """A time with its offset, such as 2026-11-20T23:10:00+01:00; the offset stays with it.

    Raises:
        Wrong: for anything else.
    """
    text = written.strip() if isinstance(written, str) and len(written) <= LONGEST else ""
    clock = ISO.match(text)
    if not clock or not OFFSET.fullmatch(text, clock.end()):
        _no_time(written)
    found = _parsed(text, written)
    in_zone(found, UTC, written)
    return found


def wall(written: object) -> datetime:
    """A time as a clock on the wall showed it, such as 2026-11-20T23:10:00.000, in no zone.

    Raises:
        Wrong: for anything else.
    """
    text = written.strip() if isinstance(written, str) and len(written) <= LONGEST else ""
    return _parsed(text, written) if ISO.fullmatch(text) else _no_time(written)


def in_zone(found: datetime, zone: tzinfo, written: object) -> datetime:
    """The same instant by the clocks of `zone`.

    Raises:
        Wrong: at the ends of the calendar.
    """
    try:
        return found.astimezone(zone)
    except (OverflowError, ValueError):
        _no_time(written)


def local(written: object, zone: tzinfo) -> datetime:
    """A clock on the wall of `zone` as an instant in UTC.

    Raises:
        Wrong: if it is no time.
    """
    return in_zone(wall(written).replace(tzinfo=zone), UTC, written)


def epoch(value: object, per_second: int = 1000) -> datetime:
    """An instant counted from 1970, in thousandths unless said otherwise.

    Raises:
        Wrong: if it is no number, or the clock was not set, or it counts in other units.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        _no_time(value)
    seconds = value / per_second
    if not EPOCH_LEAST <= seconds < EPOCH_MOST:
        _no_time(value)
    return datetime.fromtimestamp(seconds, UTC)


def _parsed(text: str, written: object) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        _no_time(written)


def _no_time(written: object) -> NoReturn:
    raise Wrong(_("“%(time)s” is no time."), time=str(written)[:40])


def text(record: Record, name: str, longest: int = 200) -> str:
    """A text of a record, cut to what is needed of it.

    Raises:
        Wrong: if there is none.
    """
    value = record.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Wrong(_("“%(name)s” is missing."), name=name)
    return value.strip()[:longest]


def each(gathered: Gathered, records: Iterable[tuple[int, object]], keep: Callable[[int, Record], None]) -> None:
    """Keep numbered records one by one; one that cannot be read is noted and passed over.

    Raises:
        UnreadableFile: for records without end.
    """
    for count, (number, record) in enumerate(records):
        if count >= MOST_RECORDS:
            raise UnreadableFile(_("The file has more than %(most)s records."), most=MOST_RECORDS)
        try:
            if not isinstance(record, Mapping):
                raise Wrong(_("“%(text)s” is not understood here."), text=str(record)[:40])
            keep(number, record)
        except Wrong as wrong:
            gathered.refuse(number, wrong)
        except OverflowError:  # a day before the first or after the last that can be counted
            gathered.refuse(number, Wrong(_("“%(time)s” is no time."), time=""))


def members(source: Source, pattern: re.Pattern[str]) -> list[str]:
    """The files of an archive whose path ends as `pattern` says, by name; folders differ by language."""
    return sorted(name for name in source.names if pattern.search(name) and not name.startswith("__MACOSX/"))
