"""The planner foretells what a long simulation finds, quickly, and says what cannot be known."""

import math
import time

import numpy as np
import pytest

from tracker.stats.calibration import foretold
from tracker.stats.designs import ONSETS, Design, Onset
from tracker.stats.planner import Advice, days_like, plan, power
from tracker.stats.profile import Profile

DAILY = Profile(56, 56, 1.0, 0.4)

# Design, memory, effect in spreads, published power two-sided and one-sided; +-1.8 points there, +-1.8 here.
POWERS = [
    (Design("week", 8, 7, 2), 0.2, 0.8, 0.32, 0.60),
    (Design("week", 8, 7, 2), 0.4, 0.8, 0.23, 0.47),
    (Design("week", 12, 7, 2), 0.4, 0.8, 0.51, 0.69),
    (Design("week", 12, 7, 2), 0.6, 1.0, 0.58, 0.72),
    (Design("week", 16, 7, 2), 0.4, 0.8, 0.66, 0.81),
    (Design("fortnight", 8, 14, 4), 0.4, 0.8, 0.39, 0.69),
    (Design("fortnight", 12, 14, 4), 0.2, 0.5, 0.52, 0.66),
    (Design("fourweek", 8, 28, 14), 0.4, 0.8, 0.53, 0.80),
]


@pytest.mark.parametrize(("design", "memory", "effect", "two", "one"), POWERS)
def test_the_table_of_powers(design: Design, memory: float, effect: float, two: float, one: float) -> None:
    days = Profile(56, 56, 1.0, memory)
    assert power(design, days, effect) == pytest.approx(two, abs=0.03)
    assert power(design, days, effect, sides="one") == pytest.approx(one, abs=0.03)


@pytest.mark.parametrize(
    ("kind", "periods", "expected"), [("pairs", 12, 0.31), ("pairs", 16, 0.58), ("day", 56, 0.91), ("pairs", 10, 0.0)]
)
def test_pairs_and_days(kind: str, periods: int, expected: float) -> None:
    assert power(Design.usual(kind, periods), DAILY, 0.8) == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("missing", [0.0, 0.25])
def test_it_foretells_a_long_simulation(missing: float) -> None:
    for design in (Design("week", 12, 7, 2), Design("fortnight", 8, 14, 4)):
        assert foretold(design, 0.4, missing, 0.8, 6000, np.random.default_rng(4)).off <= 0.03


@pytest.mark.parametrize("onset", ONSETS)
def test_it_answers_within_two_seconds(onset: Onset) -> None:
    start = time.process_time()
    plan(Profile(56, 45, 1.0, 0.4, missing=0.2), onset, 0.4, 200)
    assert time.process_time() - start < 2


@pytest.fixture(scope="module")
def advice() -> Advice:
    return plan(DAILY, "few_days", 1.2, 84)


def test_the_shortest_reliable_design_is_suggested(advice: Advice) -> None:
    assert advice.suggested and advice.suggested.design == Design.usual("week", 12)
    assert advice.needed_days == 84 and advice.noticeable == 1.2
    shorter = [o for o in advice.outlooks if o.design.days < 84]
    assert not any(outlook.enough for outlook in shorter)


def test_what_cannot_answer_says_why_and_foretells_nothing(advice: Advice) -> None:
    four = advice.outlooks[0]
    assert four.design.periods == 4 and four.refusal and four.refusal.reason == "too_few_orders"
    assert four.smallest_p == pytest.approx(1 / 3) and math.isnan(four.power) and not four.enough
    with pytest.raises(ValueError, match="NaN"):
        _ = four.tries


def test_the_range_holds_the_guess_and_is_wider_for_a_shorter_diary(advice: Advice) -> None:
    short = plan(Profile(28, 28, 1.0, 0.4), "few_days", 1.2, 84)
    for long, brief in zip(advice.outlooks[2:], short.outlooks[2:], strict=True):
        assert brief.low <= long.low <= long.power <= long.high <= brief.high
        assert 0 <= long.tries[0] <= long.tries[1] <= 10


def test_without_a_reliable_design_it_says_what_would_be() -> None:
    found = plan(DAILY, "few_days", 1.0, 84)
    assert found.suggested is None and found.needed_days == 112
    assert 1.0 < found.noticeable < 1.4
    hopeless = plan(DAILY, "few_days", 0.1, 84)
    assert hopeless.needed_days is None
    assert hopeless.noticeable == pytest.approx(1.12, abs=0.1)  # 80 % power of 12x7
    assert math.isnan(plan(DAILY, "fortnight", 1.0, 100).noticeable)


def test_a_short_diary_is_refused() -> None:
    found = plan(Profile(27, 27, 1.0, 0.4), "week", 1.0, 100)
    assert found.refusal and found.refusal.reason == "diary_too_short" and found.outlooks == ()


def test_the_same_diary_gives_the_same_plan(advice: Advice) -> None:
    again = plan(DAILY, "few_days", 1.2, 84)
    assert [(o.power, o.low, o.high) for o in again.outlooks[2:]] == [
        (o.power, o.low, o.high) for o in advice.outlooks[2:]
    ]


def test_missing_days_and_weekdays_and_drift_cost_power() -> None:
    usual = power(Design.usual("day", 28), DAILY, 0.8)
    weekend = (-0.6,) * 5 + (1.5,) * 2
    for harder in (
        Profile(56, 28, 1.0, 0.4, missing=0.5),
        Profile(56, 56, 1.0, 0.4, weekdays=weekend),
        Profile(56, 56, 1.0, 0.4, drift=0.15),
    ):
        assert power(Design.usual("day", 28), harder, 0.8) < usual - 0.05


def test_made_up_days_look_like_the_diary() -> None:
    rng = np.random.default_rng(2)
    like = Profile(56, 42, 2.0, 0.5, drift=0.05, missing=0.25, weekdays=(3.0, 0, 0, 0, 0, 0, -3.0))
    days = days_like(like, rng.standard_normal((4000, 70)), rng.random((4000, 70)))
    assert np.isnan(days).mean() == pytest.approx(0.25, abs=0.01)
    means = np.nanmean(days, axis=0)
    assert means[0] - means[6] == pytest.approx(6 - 0.3, abs=0.3)
    assert means[63] - means[0] == pytest.approx(0.05 * 63, abs=0.3)
    assert np.nanstd(days[:, 10]) == pytest.approx(2, abs=0.1)


def test_an_empty_plan_and_a_wrong_one_are_told_apart() -> None:
    for meaningful, willing in ((0.0, 84), (math.nan, 84), (1.0, 0)):
        with pytest.raises(ValueError, match="no plan"):
            plan(DAILY, "week", meaningful, willing)
    with pytest.raises(ValueError, match="no design"):
        plan(DAILY, "soon", 1.0, 84)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="sides"):
        power(Design.usual("week"), DAILY, 1.0, sides="three")  # type: ignore[arg-type]
