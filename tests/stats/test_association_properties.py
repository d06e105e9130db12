"""What must not change an answer, whatever the diary: names, order, units, signs, dates, days without anything."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.stats.test_association import a_diary
from tracker.stats.asked import Dates
from tracker.stats.association import find_associations
from tracker.stats.findings import Associations
from tracker.table import Floats

Diary = tuple[Dates, dict[str, Floats], dict[str, Floats]]
Answers = dict[tuple[str, str], tuple[str, float, float, float, float, float, int]]

seeds = st.integers(0, 10_000)
few = settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def answers(found: Associations) -> Answers:
    return {
        (one.habit, one.outcome): (one.window, one.slope, one.lo, one.hi, one.p, one.q, one.n)
        for one in (*found.findings, *found.no_links)
    }


def assert_same(one: Associations, other: Associations, outcome: float = 1.0, habit: float = 1.0) -> None:
    """Equal but for the slope, which goes with the unit of the outcome and against that of the habit."""
    first, second = answers(one), answers(other)
    assert first.keys() == second.keys() and first
    for pair, (window, slope, lo, hi, p, q, n) in first.items():
        bounds = sorted((lo * outcome / habit, hi * outcome / habit))
        again = second[pair]
        assert (window, n) == (again[0], again[6])
        assert again[1:6] == pytest.approx((slope * outcome / habit, *bounds, p, q), rel=1e-5, abs=1e-9)


@few
@given(seeds, st.integers(0, 40), st.integers(0, 40))
def test_days_without_anything_add_nothing(seed: int, before: int, after: int) -> None:
    dates, habits, outcomes = a_diary(seed, 130)
    longer = np.arange(dates[0] - before, dates[-1] + after + 1)

    def padded(columns: dict[str, Floats]) -> dict[str, Floats]:
        ends = (np.full(before, np.nan), np.full(after, np.nan))
        return {name: np.concatenate([ends[0], column, ends[1]]) for name, column in columns.items()}

    assert_same(find_associations(dates, habits, outcomes), find_associations(longer, padded(habits), padded(outcomes)))


@few
@given(seeds)
def test_a_day_that_is_absent_is_a_day_without_anything(seed: int) -> None:
    dates, habits, outcomes = a_diary(seed, 130)
    there = np.random.default_rng(seed).random(130) > 0.1
    there[[0, -1]] = True
    emptied = [{name: np.where(there, v, np.nan) for name, v in some.items()} for some in (habits, outcomes)]
    left = [{name: v[there] for name, v in some.items()} for some in (habits, outcomes)]
    assert_same(find_associations(dates, *emptied), find_associations(dates[there], *left))


@few
@given(seeds)
def test_names_and_their_order_do_not_matter(seed: int) -> None:
    dates, habits, outcomes = a_diary(seed, 130)
    turned = [dict(reversed(some.items())) for some in (habits, outcomes)]
    plain = find_associations(dates, habits, outcomes)
    assert_same(plain, find_associations(dates, *turned))
    renamed = find_associations(dates, {f"x {n}": v for n, v in habits.items()}, outcomes)
    assert {(f"x {habit}", outcome) for habit, outcome in answers(plain)} == set(answers(renamed))
    assert sorted(one[4] for one in answers(plain).values()) == pytest.approx(
        sorted(one[4] for one in answers(renamed).values()), rel=1e-6
    )


@few
@given(seeds, st.integers(-200, 200))
def test_whole_weeks_earlier_or_later_change_nothing(seed: int, weeks: int) -> None:
    dates, habits, outcomes = a_diary(seed, 130)
    assert_same(find_associations(dates, habits, outcomes), find_associations(dates + 7 * weeks, habits, outcomes))


@few
@given(seeds, st.sampled_from([0.01, 60.0, -1.0]), st.sampled_from([0.1, 10.0, -1.0]), st.floats(-50, 50))
def test_units_and_signs_go_through(seed: int, habit: float, outcome: float, level: float) -> None:
    dates, habits, outcomes = a_diary(seed, 130)
    del habits["walk"]  # yes and no have no unit
    scaled = {name: level + column * habit for name, column in habits.items()}
    felt = {name: level + column * outcome for name, column in outcomes.items()}
    assert_same(
        find_associations(dates, habits, outcomes), find_associations(dates, scaled, felt), outcome, habit
    )  # fmt: skip


def test_the_same_diary_has_the_same_answers() -> None:
    diary = a_diary(3)
    assert find_associations(*diary) == find_associations(*diary)


def test_what_is_given_stays_as_it_is() -> None:
    dates, habits, outcomes = a_diary(4)
    before = [column.copy() for column in (*habits.values(), *outcomes.values())]
    find_associations(dates, habits, outcomes)
    for old, new in zip(before, (*habits.values(), *outcomes.values()), strict=True):
        np.testing.assert_array_equal(old, new)
