"""The exact test and its interval: right for any set of orders, against plain loops and published data."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.stats.orders import Rows, admissible
from tracker.stats.trial import (
    differences,
    exact_test,
    interval,
    mean_difference,
    pairs_won,
    randomisation_test,
    stopped_early,
)
from tracker.table import Floats

NAN = math.nan
EIGHT = admissible("balanced", 8)


@st.composite
def some_orders(draw: st.DrawFn, periods: int) -> Rows:
    """Any set of orders, balanced or not."""
    rows = draw(st.lists(st.lists(st.integers(0, 1), min_size=periods, max_size=periods), min_size=1, max_size=12))
    return np.array(rows, dtype=np.int8)


@st.composite
def trials(draw: st.DrawFn) -> tuple[Floats, Rows, int]:
    """Values of whole tenths, some lost, and one of the balanced orders of eight periods."""
    answers = st.one_of(st.just(NAN), *[st.integers(-50, 50).map(lambda n: n / 10)] * 6)
    values = np.array(draw(st.lists(answers, min_size=8, max_size=8)))
    return values, EIGHT, draw(st.integers(0, len(EIGHT) - 1))


def test_the_maize_of_darwin() -> None:
    """Fisher, The Design of Experiments (1935), section 21: 1,726 of 32,768."""
    apart = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48])
    signs = np.array(list(itertools.product((0, 1), repeat=15)))
    found = randomisation_test(apart, signs, lambda y, row: float(y @ (1 - 2 * row)) / 15)
    assert (found.extreme, found.orders) == (1726, 32768)
    assert found.p == pytest.approx(0.05267, abs=1e-5)


def test_the_shoes_of_ten_boys() -> None:
    """Box, Hunter and Hunter, Statistics for Experimenters (1978), 4.2: ties decide; 3 larger, 4 as large."""
    a = np.array([13.2, 8.2, 10.9, 14.3, 10.7, 6.6, 9.5, 10.8, 8.8, 13.3])
    b = np.array([14.0, 8.8, 11.2, 14.2, 11.8, 6.4, 9.8, 11.3, 9.3, 13.6])
    swaps = np.array(list(itertools.product((0, 1), repeat=10)))
    found = randomisation_test(b - a, swaps, lambda y, row: float((y * (1 - 2 * row)).mean()), sides="greater")
    assert (found.extreme, found.orders) == (7, 1024)
    # The same shoes as twenty single values, each boy one left and one right foot.
    worn = np.column_stack([a, b]).ravel()
    rows = np.column_stack([swaps, 1 - swaps])[:, np.arange(20).reshape(2, 10).T.ravel()]
    assert exact_test(worn, rows, sides="greater").extreme == 7


def phases_apart(values: Floats, row: Rows) -> float:
    """Mean of the phase means without, less the mean of those with: each phase counts once, however long."""
    phases = np.split(values, np.flatnonzero(np.diff(row)) + 1)
    means = np.array([phase.mean() for phase in phases])
    return float(means[0::2].mean() - means[1::2].mean())


def test_the_abab_of_onghena() -> None:
    """Onghena, Behavioral Assessment 14 (1992): 24 measurements, phases of at least four, 165 ways to cut them."""
    scores = np.array([6, 2, 5, 3, 4, 4, 1, 2, 3, 1, 3, 2, 2, 3, 4, 2, 4, 3, 0, 1, 2, 0, 2, 1], dtype=float)
    cuts = [(a, b, c) for a, b, c in itertools.combinations(range(4, 21), 3) if b - a >= 4 and c - b >= 4]
    rows = np.array([[(at >= a) + (at >= b) + (at >= c) for at in range(24)] for a, b, c in cuts]) % 2
    found = randomisation_test(scores, rows, phases_apart, drawn=cuts.index((6, 12, 18)), sides="greater")
    assert found.observed == pytest.approx(2)
    assert (found.extreme, found.orders) == (4, 165)
    assert found.p == pytest.approx(0.0242, abs=5e-5)


@given(st.data(), st.integers(2, 6))
def test_p_is_valid_for_any_set_of_orders(data: st.DataObject, periods: int) -> None:
    """Whatever the values: were each order as likely, p <= alpha comes up at most in a share alpha of them."""
    rows = data.draw(some_orders(periods))
    values = np.array(
        data.draw(st.lists(st.one_of(st.just(NAN), st.floats(-9, 9)), min_size=periods, max_size=periods))
    )
    for sides in ("two", "greater", "less"):
        p = np.array([exact_test(values, rows, drawn=drawn, sides=sides).p for drawn in range(len(rows))])
        for alpha in p:
            assert (p <= alpha).mean() <= alpha + 1e-12


@given(trials(), st.sampled_from(["two", "greater", "less"]))
def test_the_fast_way_equals_the_plain_one(trial: tuple[Floats, Rows, int], sides: str) -> None:
    values, rows, drawn = trial
    fast = exact_test(values, rows, drawn=drawn, sides=sides)
    plain = randomisation_test(values, rows, plain_difference, drawn=drawn, sides=sides)
    assert (fast.extreme, fast.orders) == (plain.extreme, plain.orders)
    assert fast.observed == pytest.approx(plain.observed, nan_ok=True)


def plain_difference(values: Floats, row: Rows) -> float:
    sides: list[list[float]] = [[], []]
    for value, condition in zip(values, row, strict=True):
        if not math.isnan(value):
            sides[condition].append(float(value))
    return sum(sides[1]) / len(sides[1]) - sum(sides[0]) / len(sides[0]) if all(sides) else NAN


@given(trials())
def test_changing_the_names_of_the_conditions_changes_only_the_sign(trial: tuple[Floats, Rows, int]) -> None:
    values, rows, drawn = trial
    one, other = exact_test(values, rows, drawn=drawn), exact_test(values, 1 - rows, drawn=drawn)
    assert one.p == other.p and one.observed == pytest.approx(-other.observed, nan_ok=True)
    greater, less = (exact_test(values, r, drawn=drawn, sides=s) for r, s in ((rows, "greater"), (1 - rows, "less")))
    assert greater.p == less.p
    low, high = interval(values, rows, drawn=drawn)
    assert interval(values, 1 - rows, drawn=drawn) == pytest.approx((-high, -low))


@given(trials(), st.randoms(use_true_random=False))
def test_the_order_of_the_orders_and_of_the_periods_does_not_matter(trial, random) -> None:  # type: ignore[no-untyped-def]
    values, rows, drawn = trial
    listed, periods = list(range(len(rows))), list(range(8))
    random.shuffle(listed)
    random.shuffle(periods)
    moved = exact_test(values[periods], rows[listed][:, periods], drawn=listed.index(drawn))
    assert moved.extreme == exact_test(values, rows, drawn=drawn).extreme


@given(trials(), st.integers(-30, 30), st.integers(-30, 30))
def test_the_interval_moves_with_the_values(trial: tuple[Floats, Rows, int], everywhere: int, under_b: int) -> None:
    values, rows, drawn = trial
    low, high = interval(values, rows, drawn=drawn)
    moved = interval(values + everywhere + under_b * rows[drawn], rows, drawn=drawn)
    assert moved == pytest.approx((low + under_b, high + under_b))
    assert interval(3 * values, rows, drawn=drawn) == pytest.approx((3 * low, 3 * high))


@given(trials(), st.floats(-9, 9), st.sampled_from([0.8, 0.9, 0.95]))
def test_the_interval_holds_what_the_test_does_not_rule_out(
    trial: tuple[Floats, Rows, int], difference: float, level: float
) -> None:
    values, rows, drawn = trial
    low, high = interval(values, rows, drawn=drawn, level=level)
    if min(abs(difference - low), abs(difference - high)) > 1e-6:
        ruled_out = exact_test(values - difference * rows[drawn], rows, drawn=drawn).reaches(1 - level)
        assert ruled_out != (low <= difference <= high)


def test_the_interval_holds_the_difference_itself() -> None:
    rng = np.random.default_rng(5)
    for drawn in range(0, len(EIGHT), 7):
        values = rng.normal(0, 1, 8)
        low, high = interval(values, EIGHT, drawn=drawn)
        assert low <= exact_test(values, EIGHT, drawn=drawn).observed <= high and math.isfinite(high - low)


@pytest.mark.parametrize(("periods", "finite"), [(6, False), (8, True)])
def test_too_few_orders_give_no_bound(periods: int, finite: bool) -> None:
    low, high = interval(np.arange(periods) ** 1.5, admissible("balanced", periods))
    assert (math.isfinite(low), math.isfinite(high)) == (finite, finite)


def test_equal_values_are_all_ties() -> None:
    found = exact_test(np.full(8, 0.1), EIGHT)
    assert (found.p, found.observed) == (1.0, 0.0)
    assert interval(np.full(8, 0.1), EIGHT) == (0.0, 0.0)


def test_an_order_that_leaves_nothing_to_compare_is_never_an_answer() -> None:
    values = np.where(EIGHT[0] == 1, 5.0, NAN)  # every period as usual is lost
    found = exact_test(values, EIGHT)
    assert found.p == 1.0 and math.isnan(found.observed)
    assert interval(values, EIGHT) == (-math.inf, math.inf)
    other = exact_test(values, EIGHT, drawn=30)
    assert np.isinf(other.statistics[0]) and other.extreme > 1


def test_no_value_at_all_is_no_answer() -> None:
    assert exact_test(np.full(8, NAN), EIGHT).p == 1.0
    assert interval(np.full(8, NAN), EIGHT) == (-math.inf, math.inf)


def test_a_lost_period_is_not_a_zero() -> None:
    values = np.array([5.0, 6, 5, 6, NAN, 6, 5, 6])
    row = np.array([0, 1, 0, 1, 0, 1, 0, 1])
    assert mean_difference(values, row) == pytest.approx(1.0)


def test_many_trials_at_once_equal_one_by_one() -> None:
    values = np.random.default_rng(1).normal(0, 1, (3, 8))
    assert differences(values, EIGHT).shape == (3, 62)
    assert differences(values, EIGHT)[2] == pytest.approx(differences(values[2], EIGHT))


def test_a_trial_that_stops_early_counts_beginnings_as_often_as_they_occur() -> None:
    values = np.array([1.0, 5, 1, 5, 1])
    drawn = int(np.flatnonzero((EIGHT[:, :5] == [0, 1, 0, 1, 0]).all(axis=1))[0])
    found = stopped_early(values, EIGHT, drawn=drawn)
    beginnings = [tuple(row[:5]) for row in EIGHT]
    as_good = {(0, 1, 0, 1, 0), (1, 0, 1, 0, 1)}
    assert found.orders == 62
    assert found.extreme == sum(b in as_good for b in beginnings)
    with pytest.raises(ValueError, match="begin"):
        stopped_early(np.zeros(9), EIGHT)


def test_pairs_won() -> None:
    assert pairs_won([1, 2, 3, 3], [0, 1, 0, 1]) == pytest.approx((1 + 0 + 1 + 0.5) / 4)
    assert pairs_won([NAN, 2, NAN, 3], [0, 1, 1, 1]) != pairs_won([1, 2], [0, 1])


@pytest.mark.parametrize(
    ("values", "rows", "how"),
    [
        ([], [[]], {}),
        ([1, math.inf], [[0, 1]], {}),
        ([[1, 2]], [[0, 1]], {}),
        ([1, 2], [0, 1], {}),
        ([1, 2], [[0, 1, 1]], {}),
        ([1, 2], np.zeros((0, 2)), {}),
        ([1, 2], [[0, 2]], {}),
        ([1, 2], [[0, NAN]], {}),
        ([1, 2], [[0, 1]], {"drawn": 1}),
        ([1, 2], [[0, 1]], {"drawn": -1}),
        ([1, 2], [[0, 1]], {"sides": "three"}),
    ],
)
def test_what_makes_no_sense_is_refused(values: object, rows: object, how: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        randomisation_test(values, rows, mean_difference, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize("level", [0.0, 1.0, NAN])
def test_a_level_lies_between_0_and_1(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        interval(np.zeros(8), EIGHT, level=level)
