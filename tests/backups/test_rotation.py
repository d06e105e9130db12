"""Seven days, four weeks, twelve months: what stays, what goes, and when the next copy is due."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.backups.places import NOW
from tracker.backups.rotation import DAYS, MONTHS, WEEKS, YOUNG, is_due, kept

OSLO = ZoneInfo("Europe/Oslo")
times = st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 21)).map(lambda at: at.replace(tzinfo=UTC)))


def nightly(nights: int) -> list[datetime]:
    return [NOW - timedelta(days=night) for night in range(nights)]


def test_two_years_of_nights_leave_a_week_a_month_and_a_year() -> None:
    stay = sorted(kept(nightly(730), NOW), reverse=True)
    assert stay[:DAYS] == nightly(DAYS)
    assert len({at.isocalendar()[:2] for at in stay}) >= WEEKS
    assert len({(at.year, at.month) for at in stay}) == MONTHS
    assert len(stay) <= DAYS + WEEKS + MONTHS


def test_rotating_night_after_night_still_reaches_back_a_year() -> None:
    have: set[datetime] = set()
    for night in range(730):
        now = NOW + timedelta(days=night)
        have = kept(have | {now}, now)
    assert max(have) - min(have) > timedelta(days=300)
    assert len(have) <= DAYS + WEEKS + MONTHS


def test_all_of_the_last_two_days_stay() -> None:
    minutes = [NOW - timedelta(minutes=15 * number) for number in range(12)]
    assert kept(minutes, NOW) == set(minutes)
    assert kept(minutes, NOW + YOUNG) == {NOW}


@given(times)
def test_the_newest_always_stays_and_nothing_is_invented(have: list[datetime]) -> None:
    stay = kept(have, NOW)
    assert stay <= set(have)
    assert not have or max(have) in stay
    assert len([at for at in stay if NOW - at >= YOUNG]) <= DAYS + WEEKS + MONTHS


@given(times)
def test_rotating_twice_lets_nothing_more_go(have: list[datetime]) -> None:
    assert kept(kept(have, NOW), NOW) == kept(have, NOW)


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        ("2026-11-20 23:00", "2026-11-21 02:59", False),
        ("2026-11-20 23:00", "2026-11-21 03:00", True),
        ("2026-11-21 03:00", "2026-11-21 23:00", False),
        ("2026-11-18 03:00", "2026-11-21 01:00", True),  # the machine was off for two nights
        ("2027-11-21 03:00", "2026-11-21 12:00", True),  # made while the clock was wrong
    ],
)
def test_one_is_due_when_none_was_made_since_three_at_night(last: str, now: str, due: bool) -> None:
    def local(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=OSLO)

    assert is_due([local(last).astimezone(UTC)], local(now), OSLO) is due


def test_the_first_is_due_at_once() -> None:
    assert is_due([], NOW, OSLO)
