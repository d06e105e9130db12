"""The orders that may be drawn are exactly those that the rules allow."""

import itertools
import math

import numpy as np
import pytest

from tracker.stats.orders import admissible, count, draw, order, sampled, smallest_p

# Periods; balanced: how many, smallest p on one side and on two; the same in pairs.
TABLE = [
    (4, 6, 0.1667, 0.3333, 4, 0.25, 0.5),
    (6, 20, 0.0500, 0.1000, 8, 0.125, 0.25),
    (8, 62, 0.0161, 0.0323, 16, 0.0625, 0.125),
    (10, 194, 0.0052, 0.0103, 32, 0.0313, 0.0625),
    (12, 616, 0.0016, 0.0032, 64, 0.0156, 0.0313),
    (14, 1972, 0.0005, 0.0010, 128, 0.0078, 0.0156),
    (16, 6344, 0.0002, 0.0003, 256, 0.0039, 0.0078),
]


@pytest.mark.parametrize("row", TABLE)
def test_the_table_of_orders(row: tuple[float, ...]) -> None:
    periods, balanced, *balanced_p, pairs, pairs_one, pairs_two = row
    for layout, n, smallest in (("balanced", balanced, balanced_p), ("pairs", pairs, (pairs_one, pairs_two))):
        rows = admissible(layout, int(periods))  # type: ignore[arg-type]
        assert len(rows) == n == count(layout, int(periods))  # type: ignore[arg-type]
        found = [smallest_p(rows, sides) for sides in ("one", "two")]
        assert found == pytest.approx(list(smallest), abs=6e-5)


@pytest.mark.parametrize("periods", [2, 4, 6, 8, 10])
def test_balanced_orders_are_all_those_with_equal_shares_and_short_runs(periods: int) -> None:
    expected = [
        row
        for row in itertools.product((0, 1), repeat=periods)
        if sum(row) == periods // 2 and max(len(list(run)) for _, run in itertools.groupby(row)) <= 3
    ]
    assert [tuple(row) for row in admissible("balanced", periods)] == expected


def test_pairs_hold_both_conditions() -> None:
    rows = admissible("pairs", 8)
    assert (rows.reshape(-1, 4, 2).sum(axis=2) == 1).all()
    assert [tuple(row) for row in rows] == sorted({tuple(row) for row in rows})


@pytest.mark.parametrize("layout", ["balanced", "pairs"])
def test_every_order_has_its_mirror_image(layout: str) -> None:
    rows = admissible(layout, 10)  # type: ignore[arg-type]
    assert np.array_equal(rows, 1 - rows[::-1])


def test_lost_periods_cost_possible_answers() -> None:
    for periods, one_lost, two_lost in ((8, 0.032, 0.065), (10, 0.010, 0.021), (12, 0.003, 0.006)):
        rows, all_of = admissible("balanced", periods), range(periods)
        one = [smallest_p(rows, "two", np.arange(periods) != k) for k in all_of]
        two = [
            smallest_p(rows, "two", ~np.isin(np.arange(periods), gone)) for gone in itertools.combinations(all_of, 2)
        ]
        assert max(one) == pytest.approx(one_lost, abs=6e-4)
        assert max(two) == pytest.approx(two_lost, abs=6e-4)


def test_nothing_usable_reaches_nothing() -> None:
    assert smallest_p(admissible("balanced", 8), "two", np.zeros(8, bool)) == 1.0
    assert smallest_p(admissible("balanced", 8), "two", np.arange(8) == 3) == 1.0


def test_long_trials_draw_their_orders_and_the_same_seed_the_same_ones() -> None:
    rows = sampled("balanced", 28, 12345, "a seed", 400)
    assert tuple(rows[0]) == order("balanced", 28, 12345)
    assert len({tuple(row) for row in rows}) == 400 and (rows.sum(axis=1) == 14).all()
    assert np.array_equal(rows, sampled("balanced", 28, 12345, "a seed", 400))
    assert not np.array_equal(rows, sampled("balanced", 28, 12345, "another", 400))


def test_drawn_orders_are_equally_likely() -> None:
    """Six orders of four periods: drawn one at a time under many seeds, each comes up in a sixth."""
    firsts = [tuple(sampled("balanced", 4, 0, str(seed), 2)[1]) for seed in range(3000)]
    shares = [firsts.count(order("balanced", 4, index)) / 3000 for index in range(1, 6)]
    assert shares == pytest.approx([0.2] * 5, abs=0.03)


def test_the_draw_asks_for_a_number_below_the_count() -> None:
    asked = []

    def below(n: int) -> int:
        asked.append(n)
        return n - 1

    assert draw("balanced", 12, below) == 615 and asked == [616]


def test_orders_are_not_to_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        admissible("balanced", 4)[0, 0] = 1


@pytest.mark.parametrize(("layout", "periods"), [("balanced", 7), ("balanced", 0), ("pairs", -2), ("ABAB", 8)])
def test_impossible_layouts_are_refused(layout: str, periods: int) -> None:
    with pytest.raises(ValueError, match=r"layout|evenly"):
        count(layout, periods)  # type: ignore[arg-type]


def test_orders_that_are_not_there_are_refused() -> None:
    with pytest.raises(ValueError, match="no order"):
        order("balanced", 8, 62)
    with pytest.raises(ValueError, match="no order"):
        order("pairs", 8, -1)
    with pytest.raises(ValueError, match="too many"):
        admissible("balanced", 18)
    with pytest.raises(ValueError, match="different orders"):
        sampled("balanced", 8, 0, "", 63)
    assert math.isclose(count("balanced", 56) / math.comb(56, 28), 0.022, rel_tol=0.3)
