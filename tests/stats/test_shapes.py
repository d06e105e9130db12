"""Links that turn round are found, straight ones and mere noise are not taken for such."""

import numpy as np
import pytest

from tests.stats.test_association import carried, days
from tracker.stats.shapes import find_shapes


@pytest.mark.parametrize(("bend", "peak"), [(-0.6, True), (0.6, False)])
def test_a_link_that_turns_round_is_found_with_its_turn(bend: float, peak: bool) -> None:
    rng = np.random.default_rng(3)
    dose, walk = carried(rng), carried(rng)
    mood = 6 + bend * (dose - 0.2) ** 2 + carried(rng)
    found = find_shapes(days(), {"dose": 300 + 50 * dose, "walk": walk}, {"mood": mood, "stress": carried(rng)})
    assert [(one.habit, one.outcome, one.window, one.peak) for one in found] == [("dose", "mood", "same", peak)]
    assert found[0].turn == pytest.approx(310, abs=20)


def test_straight_links_and_yes_or_no_do_not_turn() -> None:
    rng = np.random.default_rng(4)
    dose = carried(rng)
    habits = {"dose": dose, "yes": (carried(rng) > 0) * 1.0}
    outcomes = {"mood": 6 + dose + carried(rng), "stress": carried(rng)}
    assert find_shapes(days(), habits, outcomes) == ()
    assert find_shapes(days(), {"yes": habits["yes"]}, outcomes) == ()


def test_too_short_a_diary_has_no_shapes() -> None:
    rng = np.random.default_rng(5)
    assert find_shapes(days(30), {"dose": carried(rng, 30)}, {"mood": carried(rng, 30)}) == ()
