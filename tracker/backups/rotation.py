"""Which copies stay: all of the last two days, then the newest of 7 days, 4 weeks and 12 months that have one."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from datetime import time as clock

DAYS, WEEKS, MONTHS = 7, 4, 12
# A copy made before the tables changed must not make way for one made just after.
YOUNG = timedelta(days=2)
HOUR_OF_NIGHT = clock(3)

PERIODS: Sequence[tuple[int, Callable[[datetime], object]]] = (
    (DAYS, lambda at: at.date()),
    (WEEKS, lambda at: at.isocalendar()[:2]),
    (MONTHS, lambda at: (at.year, at.month)),
)


def kept(times: Iterable[datetime], now: datetime) -> set[datetime]:
    """Those that stay. Days without a copy are not counted, so a diary that rests keeps what it has."""
    newest_first = sorted(times, reverse=True)
    stay = {at for at in newest_first if now - at < YOUNG}
    for most, period in PERIODS:
        newest: dict[object, datetime] = {}
        for at in newest_first:
            newest.setdefault(period(at), at)
        stay |= set(list(newest.values())[:most])
    return stay


def is_due(times: Iterable[datetime], now: datetime, zone: tzinfo) -> bool:
    """Whether none was made since the last three o'clock at night; times after `now` are a wrong clock's."""
    local = now.astimezone(zone)
    night = datetime.combine(local.date(), HOUR_OF_NIGHT, zone)
    if night > local:
        night = datetime.combine(local.date() - timedelta(days=1), HOUR_OF_NIGHT, zone)
    return not any(night <= at <= now for at in times)
