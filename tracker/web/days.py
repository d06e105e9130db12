"""What a door reads from a request."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def day_of(moment: datetime, zone: ZoneInfo, day_start_hour: int) -> date:
    """The diary day an instant belongs to: the wall clock's date, the small hours still the day before.

    Read off the wall clock, so a night with 23 or 25 hours changes nothing.
    """
    wall = moment.astimezone(zone)
    return wall.date() - timedelta(days=wall.hour < day_start_hour)
