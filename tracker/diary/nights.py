"""When a night began and how long it was: it belongs to the day of waking and survives clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

NOON = time(12)


class Slept(NamedTuple):
    """One night as numbers; clock values are hours after midnight of the day of waking, None where unknown."""

    asleep: float | None
    awake: float | None
    hours: float | None


def _clock(value: time) -> float:
    return value.hour + value.minute / 60


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def evening_before(bed: time, wake: time | None) -> bool:
    """Whether the bed time belongs to the calendar day before the day of waking."""
    return bed >= wake if wake is not None else bed >= NOON


@lru_cache(maxsize=2048)  # the usual night of a page is asked of the same four weeks again and again
def slept(day: date, bed: time | None, wake: time | None, zone: ZoneInfo) -> Slept:
    """The night that ended on `day`. Its length runs between instants, so a lost or gained hour counts right."""
    before = bed is not None and evening_before(bed, wake)
    asleep = None if bed is None else _clock(bed) - 24 * before
    hours = None
    if bed is not None and wake is not None:
        began = _instant(day - timedelta(days=before), bed, zone)
        # A bed time inside the hour that spring skips never was; it must not make a night negative.
        hours = max(0.0, (_instant(day, wake, zone) - began).total_seconds() / 3600)
    return Slept(asleep, None if wake is None else _clock(wake), hours)
