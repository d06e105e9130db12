"""A reminder has one moment on each of its days, in every zone and through every change of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.reminders.models import EVERY_DAY, Reminder
from tracker.reminders.when import is_quiet, moment, moments

OSLO = ZoneInfo("Europe/Oslo")
ZONES = sorted(name for name in available_timezones() if "/" in name)
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0, fold=0))


def found(reminder: Reminder, zone: ZoneInfo, first: date, last: date) -> list[datetime]:
    after, until = (datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in (first, last))
    return list(moments(reminder, zone, after, until))


def test_a_time_that_the_clocks_skip_comes_once_and_later() -> None:
    spring = found(Reminder(at=time(2, 30)), OSLO, date(2026, 3, 28), date(2026, 3, 29))
    assert [one.astimezone(OSLO).isoformat() for one in spring] == ["2026-03-29T03:30:00+02:00"]


def test_a_time_that_comes_twice_is_meant_once() -> None:
    autumn = found(Reminder(at=time(2, 30)), OSLO, date(2026, 10, 24), date(2026, 10, 25))
    assert [one.astimezone(OSLO).isoformat() for one in autumn] == ["2026-10-25T02:30:00+02:00"]


def test_only_the_chosen_days_have_one() -> None:
    weekend = Reminder(at=time(9), weekdays=0b1100000)
    days = [one.date() for one in found(weekend, OSLO, date(2026, 11, 15), date(2026, 11, 29))]
    assert days == [date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 28), date(2026, 11, 29)]


def test_a_day_that_a_zone_left_out_sends_nothing_twice() -> None:
    apia = found(Reminder(at=time(21)), ZoneInfo("Pacific/Apia"), date(2011, 12, 28), date(2012, 1, 2))
    assert len(apia) == len({one.astimezone(ZoneInfo("Pacific/Apia")).date() for one in apia})


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ZONES), CLOCKS, st.dates(date(1990, 1, 3), date(2037, 1, 1)), st.integers(1, EVERY_DAY))
def test_each_day_has_one_moment_at_its_time(name: str, clock: time, day: date, weekdays: int) -> None:
    zone, reminder = ZoneInfo(name), Reminder(at=clock, weekdays=weekdays)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    steps = [start + timedelta(hours=7 * step) for step in range(30)]
    whole = list(moments(reminder, zone, steps[0], steps[-1]))
    pieces = [one for pair in pairwise(steps) for one in moments(reminder, zone, *pair)]
    assert sorted(set(pieces)) == whole == sorted(set(whole))
    for one in whole:
        local = one.astimezone(zone)
        skipped = datetime.combine(local.date(), clock, zone).astimezone(UTC).astimezone(zone).time() != clock
        assert local.time() == clock or skipped or moment(local.date() - timedelta(days=1), clock, zone) == one


@pytest.mark.parametrize(
    ("clock", "start", "end", "quiet"),
    [
        ("23:00", "22:00", "07:00", True), ("06:59", "22:00", "07:00", True), ("07:00", "22:00", "07:00", False),
        ("21:59", "22:00", "07:00", False), ("13:00", "12:00", "14:00", True), ("14:00", "12:00", "14:00", False),
        ("12:00", "12:00", "12:00", False),
    ],
)  # fmt: skip
def test_quiet_hours_may_run_over_midnight(clock: str, start: str, end: str, quiet: bool) -> None:
    assert is_quiet(*map(time.fromisoformat, (clock, start, end))) is quiet
