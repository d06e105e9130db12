"""Days become periods, and a day that was not recorded is never a zero."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.stats.periods import Shares, filled, followed, in_time, needed_days, period_values

NAN = math.nan


@pytest.mark.parametrize(("length", "drop", "needed"), [(1, 0, 1), (7, 2, 2), (14, 4, 4), (14, 7, 3), (28, 14, 6)])
def test_how_many_days_a_period_needs(length: int, drop: int, needed: int) -> None:
    assert needed_days(length, drop) == needed


@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=21, max_size=21))
def test_period_means_equal_a_plain_loop(answers: list[int | None]) -> None:
    found = period_values([NAN if a is None else a for a in answers], 7, 2)
    for k in range(3):
        known = [a for a in answers[7 * k + 2 : 7 * k + 7] if a is not None]
        assert found.counts[k] == len(known)
        expected = sum(known) / len(known) if len(known) >= 2 else NAN
        assert found.means[k] == pytest.approx(expected, nan_ok=True)
    assert found.lost == tuple(k for k in range(3) if found.counts[k] < 2)


def test_what_happens_in_the_first_days_does_not_count() -> None:
    days = np.ones(14)
    days[[0, 1, 7, 8]] = 99
    assert period_values(days, 7, 2).means.tolist() == [1, 1]


def test_many_trials_at_once() -> None:
    days = np.arange(56.0).reshape(2, 28)
    assert period_values(days, 14, 4).means.tolist() == [[8.5, 22.5], [36.5, 50.5]]


def test_an_entry_made_three_days_late_does_not_count() -> None:
    assert in_time([1, 2, 3, NAN], [0, 2, 3, NAN]) == pytest.approx([1, 2, NAN, NAN], nan_ok=True)
    with pytest.raises(ValueError, match="times of entry"):
        in_time([1, 2], [0])


def test_how_often_the_diary_was_kept_under_both_conditions() -> None:
    days = np.ones(28)
    days[9:14] = NAN  # the five days of the second week that count
    days[23:25] = NAN  # two of those of the fourth
    shares = filled(period_values(days, 7, 2), np.array([0, 1, 0, 1]))
    assert (shares.a, shares.b) == pytest.approx((1, 0.3))
    assert shares.uneven
    with pytest.raises(ValueError, match="an order of"):
        filled(period_values(days, 7, 2), np.array([0, 1]))


def test_how_often_the_plan_was_followed_where_anything_was_said() -> None:
    shares = followed([1, NAN, 1, 1, 0, NAN], np.array([0, 1]), 3)
    assert (shares.a, shares.b) == (1.0, 0.5) and shares.low
    with pytest.raises(ValueError, match="answers"):
        followed([1, 0], np.array([0, 1]), 3)


def test_the_limits_of_what_is_worth_a_word() -> None:
    assert not Shares(0.90, 0.75).uneven and Shares(0.90, 0.74).uneven
    assert not Shares(0.80, 1.0).low and Shares(0.79, 1.0).low
    assert not Shares(NAN, 1.0).uneven and not Shares(NAN, NAN).low


@pytest.mark.parametrize(
    ("days", "length", "drop"),
    [([], 7, 2), ([1.0] * 8, 7, 2), ([1.0] * 7, 7, 7), ([1.0] * 7, 7, -1), ([math.inf] * 7, 7, 2), (1.0, 1, 0)],
)
def test_days_that_make_no_periods_are_refused(days: object, length: int, drop: int) -> None:
    with pytest.raises(ValueError, match="days"):
        period_values(days, length, drop)  # type: ignore[arg-type]
