"""Nights belong to the day of waking and survive clock changes."""

from datetime import date, time
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.diary.nights import slept
from tracker.stats.sleep import regularity

OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    ("bed", "wake", "asleep", "hours"),
    [
        ("23:20", "06:50", -0.667, 7.5),  # the evening before
        ("00:30", "07:00", 0.5, 6.5),  # after midnight
        ("07:30", "15:00", 7.5, 7.5),  # a night shift sleeps by day
        ("21:00", "21:00", -3.0, 24.0),  # round the clock
    ],
)
def test_a_night_ends_on_the_day_of_waking(bed: str, wake: str, asleep: float, hours: float) -> None:
    night = slept(date(2026, 11, 21), time.fromisoformat(bed), time.fromisoformat(wake), OSLO)
    assert night.asleep == pytest.approx(asleep, abs=0.001)
    assert night.hours == hours


def test_the_night_that_lost_an_hour_is_an_hour_shorter() -> None:
    assert slept(date(2026, 3, 29), time(23), time(7), OSLO).hours == 7


def test_the_night_that_gained_an_hour_is_an_hour_longer() -> None:
    assert slept(date(2026, 10, 25), time(23), time(7), OSLO).hours == 9


def test_half_a_night_has_no_length() -> None:
    night = slept(date(2026, 11, 21), time(23, 30), None, OSLO)
    assert (night.asleep, night.awake, night.hours) == (-0.5, None, None)


@given(
    st.dates(date(1990, 1, 1), date(2050, 1, 1)),
    st.times(),
    st.times(),
    st.sampled_from(["UTC", "Europe/Oslo", "America/New_York", "Australia/Lord_Howe"]),
)
def test_no_night_is_longer_than_a_long_day_or_shorter_than_nothing(
    day: date, bed: time, wake: time, zone: str
) -> None:
    hours = slept(
        day, bed.replace(second=0, microsecond=0), wake.replace(second=0, microsecond=0), ZoneInfo(zone)
    ).hours
    assert hours is not None
    assert 0 <= hours <= 25


def test_the_same_times_every_night_are_a_hundred() -> None:
    index = regularity(np.full(10, -0.5), np.full(10, 7.0))
    assert np.isnan(index[:4]).all()
    assert np.allclose(index[4:], 100)


def test_nights_turned_by_twelve_hours_are_the_opposite() -> None:
    asleep = np.array([-6.0, 6.0] * 5)
    index = regularity(asleep, asleep + 12)
    assert np.allclose(index[4:], -100)


def test_an_hour_later_each_night_costs_what_the_definition_says() -> None:
    asleep = np.array([-1.0, 0.0, 1.0, 2.0, 3.0])
    # Two hours of each pair of days differ: 1 - 2 * 2 / 24.
    assert regularity(asleep, asleep + 8)[-1] == pytest.approx(100 * (1 - 4 / 24))


def test_missing_nights_leave_the_index_open() -> None:
    asleep = np.full(10, -0.5)
    asleep[[3, 5]] = np.nan
    assert np.isnan(regularity(asleep, asleep + 7.5)[:7]).all()


def test_a_short_table_has_no_index() -> None:
    assert np.isnan(regularity(np.array([0.0]), np.array([7.0]))).all()
