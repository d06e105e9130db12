"""The moments of a reminder: one on each of its days, whatever the clocks do that night."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.reminders.models import Reminder


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When it is `at` on that day, in UTC.

    A time that the clocks skip comes as much later as they skip; of a time that comes twice the first counts.
    """
    return datetime.combine(day, at, zone).astimezone(UTC)


def moments(reminder: Reminder, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
    """Its moments with `after` < moment <= `until`, each once, in their order."""
    seen = after
    day = after.astimezone(zone).date() - timedelta(days=1)
    last = until.astimezone(zone).date() + timedelta(days=1)
    while day <= last:
        found = moment(day, reminder.at, zone)
        # A day that a zone left out altogether gives the moment of its neighbour.
        if reminder.is_on(day.weekday()) and seen < found <= until:
            seen = found
            yield found
        day += timedelta(days=1)


def is_quiet(clock: time, start: time | None, end: time | None) -> bool:
    """Whether a time lies in the quiet hours, which may run over midnight; equal ends mean none."""
    if start is None or end is None or start == end:
        return False
    return start <= clock < end if start < end else clock >= start or clock < end
