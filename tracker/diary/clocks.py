"""Many nights at once: plain arithmetic over all but those in which the clock was changed, which go the plain way."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from tracker.diary.nights import NOON, slept
from tracker.table import Bools, Floats, Span

HOUR = 3600
Row = tuple[int, time | None, time | None, str]


def clocks(span: Span, rows: Sequence[Row], standard: str) -> dict[str, Floats]:
    """Bed time, wake time and hours of sleep of each day of a span, as `nights.slept` says them; NaN where unknown.

    Args:
        rows: slot, bed time, wake time and zone of a night, which is `standard` where it is blank.
    """
    at = np.array([slot for slot, *_ in rows], dtype=np.int64)
    bed: Floats = np.array([_seconds(clock) for _, clock, _, _ in rows], dtype=np.float64)
    wake: Floats = np.array([_seconds(clock) for _, _, clock, _ in rows], dtype=np.float64)
    early = np.where(np.isnan(wake), bed >= _seconds(NOON), bed >= wake)  # false where it is unknown
    hours = (wake - bed) / HOUR + 24 * early
    for index in np.flatnonzero(_moved(span, rows, standard, at) & ~np.isnan(hours)).tolist():
        slot, went, woke, zone = rows[index]
        hours[index] = slept(span.start + timedelta(days=slot), went, woke, ZoneInfo(zone or standard)).hours
    columns = {key: np.full(len(span), np.nan) for key in ("bed_time", "wake_time", "sleep_hours")}
    # Clock values are told to the minute.
    for column, values in zip(columns.values(), (bed // 60 / 60 - 24 * early, wake // 60 / 60, hours), strict=True):
        column[at] = values
    return columns


def _seconds(clock: time | None) -> float:
    if clock is None:
        return np.nan
    return clock.hour * HOUR + clock.minute * 60 + clock.second + clock.microsecond / 1_000_000


def _moved(span: Span, rows: Sequence[Row], standard: str, at: NDArray[np.int64]) -> Bools:
    """In which nights the zone's clock was changed between the midnight before them and the one after."""
    moved = np.zeros(len(rows), bool)
    zones = np.array([zone or standard for *_, zone in rows])
    for zone in set(zones.tolist()):
        shifts = _shifts(span, ZoneInfo(zone))
        moved |= (zones == zone) & (shifts[at] != shifts[at + 2])
    return moved


def _shifts(span: Span, zone: ZoneInfo) -> Floats:
    """Seconds ahead of UTC at each midnight from the day before a span to the one after it."""
    first = datetime.combine(span.start - timedelta(days=1), time(), zone)
    midnights = (first + timedelta(days=days) for days in range(len(span) + 2))
    return np.array([(midnight.utcoffset() or timedelta()).total_seconds() for midnight in midnights])
