"""Many nights at once: plain arithmetic over all but those in which the clock was changed, which go the plain way."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from tracker.diary.nights import NOON, slept
from tracker.table import Bools, Floats, Span

HOUR = 3600
_NOON = NOON.hour * HOUR + NOON.minute * 60


def clocks(
    span: Span, at: NDArray[np.int64], bed: Floats, wake: Floats, zones: Sequence[str], standard: str
) -> dict[str, Floats]:
    """Bed time, wake time and hours of sleep of each day of a span, as `nights.slept` says them; NaN where unknown.

    Args:
        at, bed, wake, zones: of each night its slot, the two times in seconds since midnight, and its zone, which
            is `standard` where it is blank.
    """
    early = np.where(np.isnan(wake), bed >= _NOON, bed >= wake)  # false where it is unknown
    hours = (wake - bed) / HOUR + 24 * early
    for index in np.flatnonzero(_moved(span, zones, standard, at) & ~np.isnan(hours)).tolist():
        day, zone = span.start + timedelta(days=int(at[index])), ZoneInfo(zones[index] or standard)
        hours[index] = slept(day, _clock(bed[index]), _clock(wake[index]), zone).hours
    columns = {key: np.full(len(span), np.nan) for key in ("bed_time", "wake_time", "sleep_hours")}
    # Clock values are told to the minute.
    for column, values in zip(columns.values(), (bed // 60 / 60 - 24 * early, wake // 60 / 60, hours), strict=True):
        column[at] = values
    return columns


def _clock(seconds: float) -> time:
    return (datetime.min + timedelta(seconds=float(seconds))).time()


def _moved(span: Span, zones: Sequence[str], standard: str, at: NDArray[np.int64]) -> Bools:
    """In which nights the zone's clock was changed between the midnight before them and the one after."""
    moved = np.zeros(len(zones), bool)
    named = np.array([zone or standard for zone in zones])
    for zone in set(named.tolist()):
        shifts = _shifts(span, ZoneInfo(zone))
        moved |= (named == zone) & (shifts[at] != shifts[at + 2])
    return moved


def _shifts(span: Span, zone: ZoneInfo) -> Floats:
    """Seconds ahead of UTC at each midnight from the day before a span to the one after it."""
    first = datetime.combine(span.start - timedelta(days=1), time(), zone)
    midnights = (first + timedelta(days=days) for days in range(len(span) + 2))
    return np.array([(midnight.utcoffset() or timedelta()).total_seconds() for midnight in midnights])
