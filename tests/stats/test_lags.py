"""Differences some days apart, against plain loops over days, and ranges that allow for carry-over."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.stats.lags import (
    LAGS,
    LEAST_SIDE,
    PAIRED,
    RECENT,
    SEED,
    Draws,
    KnownDraws,
    _block_sums,
    _starts,
    _sums,
    _whole,
    ahead,
    all_lags,
    difference,
    halves,
    paired,
)  # fmt: skip
from tracker.table import Floats

ANSWERS = st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=1, max_size=40)


def days(*answers: int | None) -> Floats:
    return np.array([math.nan if answer is None else answer for answer in answers], dtype=float)


def a_diary(seed: int, length: int = 200, gone: float = 0.2) -> Floats:
    """Whole answers from 0 to 10 that carry over from day to day."""
    rng = np.random.default_rng(seed)
    level, found = 0.0, []
    for _ in range(length):
        level = 0.7 * level + rng.normal(0, 1.2)
        found.append(math.nan if rng.random() < gone else float(np.clip(round(5 + level), 0, 10)))
    return np.array(found)


def test_a_lag_is_a_shift_and_the_ends_are_unknown() -> None:
    values = days(1, 2, 3)
    assert ahead(values, 1).tolist()[:2] == [2, 3] and math.isnan(ahead(values, 1)[2])
    assert ahead(values, -2).tolist()[2] == 1 and np.isnan(ahead(values, -2)[:2]).all()
    assert np.isnan(ahead(values, 3)).all() and np.isnan(ahead(values, -5)).all()


@given(ANSWERS, ANSWERS, st.integers(-3, 3))
def test_the_sides_equal_a_plain_loop(first: list[int | None], second: list[int | None], lag: int) -> None:
    size = min(len(first), len(second))
    first, second = first[:size], second[:size]
    known = [value for value in first if value is not None]
    usual = float(np.median(known)) if known else math.nan
    above, below, pairs = [], [], 0
    for day, value in enumerate(first):
        other = second[day + lag] if 0 <= day + lag < size else None
        if value is None or other is None:
            continue
        pairs += 1
        if value > usual:
            above.append(other)
        elif value < usual:
            below.append(other)
    found = halves(days(*first), days(*second), lag)
    assert (found.pairs, found.higher.n, found.lower.n) == (pairs, len(above), len(below))
    assert paired(days(*first), days(*second), lag) == pairs
    if above and below:
        assert found.size == pytest.approx(sum(above) / len(above) - sum(below) / len(below))
    else:
        assert math.isnan(found.size)


def test_days_at_the_usual_are_on_no_side() -> None:
    found = halves(days(1, 5, 5, 5, 9), days(1, 2, 3, 4, 5), 0)
    assert (found.usual, found.lower.n, found.higher.n, found.pairs) == (5, 1, 1, 5)


def test_block_sums_go_round_the_end() -> None:
    rows = np.array([[1.0, 2, 3, 4], [0, 0, 0, 5]])
    assert _block_sums(rows, 3).tolist() == [[6, 9, 8, 7], [0, 5, 5, 5]]
    assert _block_sums(rows, 1).tolist() == rows.tolist()


@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=20, max_size=60), st.integers(0, 2**20), st.data())
def test_whole_numbers_are_drawn_together_as_any_are_one_side_after_the_other(
    sides: list[float], most: int, data: st.DataObject
) -> None:
    one = st.one_of(st.just(math.nan), st.integers(0, min(most, 2**20 - 1)).map(float))
    row = st.lists(one, min_size=len(sides), max_size=len(sides))
    later = np.array(data.draw(st.lists(row, min_size=1, max_size=3)))
    rng, side = np.random.default_rng(most), np.array(sides)
    draws = [Draws(rng.integers(0, len(sides), (-(-len(sides) // 7), 50))) for _ in later]
    for found, told in zip(_whole(side, later, draws, 7), _sums(side, later, draws, 7), strict=True):
        assert [part.tolist() for part in found] == [part.tolist() for part in told]


@pytest.mark.parametrize("days", [RECENT - 1, RECENT, RECENT + 1, 100, 365])
def test_what_is_drawn_again_after_a_change_is_what_was_never_drawn(days: int) -> None:
    rng = np.random.default_rng(days)
    starts = _starts(days, rng, 7, 300)
    draws, sums = KnownDraws(starts, days), rng.integers(0, 2**40, days)
    for changed in (days - 1, days - 1, days // 2, 0, max(days - RECENT, 0), max(days - RECENT - 1, 0), days - 2):
        sums[changed] = rng.integers(0, 2**40)
        assert draws.add_up(sums.copy()).tolist() == sums[starts].sum(axis=0).tolist()
    part = sums / 7
    assert draws.add_up(part).tolist() == Draws(starts).add_up(part).tolist() == part[starts].sum(axis=0).tolist()


def test_after_a_change_of_any_day_every_lag_is_what_a_process_that_knew_nothing_finds() -> None:
    x, y = a_diary(1, 120), a_diary(2, 120)
    for day in (119, 118, 119, 60, 0, 81):
        (x if day % 2 else y)[day] = (day + 3) % 11
        found = all_lags(x, y)
        plain = [difference(x, y, lag, np.random.default_rng(SEED + lag)) for lag in LAGS]
        assert list(found) == plain and all(one.known for one in found)


def test_the_same_chance_gives_the_same_range_and_another_nearly_so() -> None:
    x, y = a_diary(1), a_diary(2)
    first, again, other = (difference(x, y, 1, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert first == again
    assert (other.low, other.high) != (first.low, first.high)
    assert other.low == pytest.approx(first.low, abs=0.1) and other.high == pytest.approx(first.high, abs=0.1)


def test_the_range_is_that_of_a_plain_block_bootstrap() -> None:
    x, y = a_diary(3), a_diary(4)
    found = difference(x, y, 0, np.random.default_rng(1))
    rng, size, usual = np.random.default_rng(99), len(x), float(np.nanmedian(x))
    drawn = []
    for _ in range(1500):
        picked = [(start + step) % size for start in rng.integers(0, size, -(-size // 7)) for step in range(7)]
        above = [y[day] for day in picked if x[day] > usual and not math.isnan(y[day])]
        below = [y[day] for day in picked if x[day] < usual and not math.isnan(y[day])]
        drawn.append(np.mean(above) - np.mean(below))
    low, high = np.percentile(drawn, (2.5, 97.5))
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.08)


def test_carry_over_widens_the_range() -> None:
    x, y = a_diary(8, 365, 0), a_diary(9, 365, 0)
    one_by_one, in_runs = (difference(x, y, 0, np.random.default_rng(1), block=block) for block in (1, 7))
    assert in_runs.high - in_runs.low > 1.2 * (one_by_one.high - one_by_one.low)


def test_what_goes_together_lies_apart_from_none_and_chance_mostly_does_not() -> None:
    x = a_diary(11, 300, 0.1)
    together = difference(x, x + 0.0, 0, np.random.default_rng(1))
    assert together.known and not together.could_be_chance and together.low > 0
    chance = [difference(a_diary(s), a_diary(s + 500), 0, np.random.default_rng(s)) for s in range(60)]
    away = sum(not one.could_be_chance for one in chance)
    assert away <= 11, "more than twice as often as promised would be a fault, not bad luck"


def test_too_few_pairs_give_no_range() -> None:
    x, y = a_diary(1, PAIRED - 1, 0), a_diary(2, PAIRED - 1, 0)
    found = difference(x, y, 0, np.random.default_rng(1))
    assert not found.known and found.could_be_chance
    longer = difference(a_diary(1, PAIRED, 0), a_diary(2, PAIRED, 0), 0, np.random.default_rng(1))
    assert longer.known


def test_nearly_equal_answers_give_no_range() -> None:
    x = np.full(100, 5.0)
    x[: LEAST_SIDE - 1] = 9
    assert not difference(x, a_diary(2, 100, 0), 0, np.random.default_rng(1)).known


def test_an_empty_diary_gives_no_range_and_no_warning() -> None:
    nothing = np.full(50, np.nan)
    assert [one.known for one in all_lags(nothing, nothing)] == [False] * len(LAGS)


def test_every_lag_has_chance_of_its_own() -> None:
    x, y = a_diary(1), a_diary(2)
    assert [one.lag for one in all_lags(x, y)] == list(LAGS)
    assert all_lags(x, y) == all_lags(x, y)


@pytest.mark.parametrize("block", [0, 11])
def test_a_block_fits_into_the_days(block: int) -> None:
    with pytest.raises(ValueError, match="block"):
        difference(np.zeros(10), np.zeros(10), 0, np.random.default_rng(1), block=block)


def test_both_have_a_slot_for_each_day() -> None:
    with pytest.raises(ValueError, match="paired"):
        difference(np.zeros(10), np.zeros(9), 0, np.random.default_rng(1))
