"""A night of the diary as two instants with the offsets of the place, for formats that know no clocks."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.diary.nights import evening_before
from tracker.exchange.formats.observation import Observation


def between(night: Observation, home: ZoneInfo) -> tuple[datetime, datetime] | None:
    """When it began and ended; None where a time is missing, or a changed clock leaves nothing of it."""
    bed, wake, zone = (night.values.get(name) for name in ("bed_time", "wake_time", "zone"))
    if not isinstance(bed, time) or not isinstance(wake, time) or night.day is None:
        return None
    place = ZoneInfo(str(zone)) if zone else home
    day = night.day - timedelta(days=evening_before(bed, wake))
    begins, ends = datetime.combine(day, bed, place), datetime.combine(night.day, wake, place)
    # Two times of one zone are compared by their clocks unless they are instants.
    return (begins, ends) if begins.timestamp() < ends.timestamp() else None


def hours(begins: datetime, ends: datetime) -> float:
    """How long between two instants, to the second."""
    return round((ends.timestamp() - begins.timestamp()) / 3600, 4)
