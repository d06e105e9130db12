"""The verdict follows the rules fixed beforehand, and nothing else."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tracker.stats.answer import Answer, Trial, answer, verdict
from tracker.stats.designs import Design
from tracker.stats.orders import admissible
from tracker.stats.trial import exact_test
from tracker.table import Floats

NAN = math.nan


def a_trial(**facts: Any) -> Trial:
    return Trial(**{"design": Design.usual("week"), "drawn": 300, "meaningful": 1.0, "direction": 1, **facts})


def days(trial: Trial, effect: float = 0.0, noise: float = 1.0, seed: int = 1) -> Floats:
    """Made-up days around 5, the effect at once on each day of B."""
    rng = np.random.default_rng(seed)
    on = np.repeat(np.array(trial.order), trial.design.period_days)
    return 5 + effect * on + noise * rng.standard_normal(trial.design.days)


def answered(trial: Trial, effect: float = 0.0, noise: float = 1.0, **how: Any) -> Answer:
    return answer(trial, days(trial, effect, noise), **how)


def test_a_large_hoped_difference() -> None:
    found = answered(a_trial(), 3.0)
    assert found.verdict == "hoped" and not found.maybe_smaller
    assert found.low <= found.difference <= found.high and found.low > 1
    assert found.p == found.smallest_p == 2 / 616
    assert found.pairs_won == 1.0
    assert found.second and found.second.effect == pytest.approx(3, abs=0.8)


def test_a_lower_outcome_may_be_the_hoped_one() -> None:
    trial = a_trial(direction=-1)
    found = answered(trial, -3.0)
    assert found.verdict == "hoped" and found.pairs_won == 1.0
    assert answered(trial, 3.0).verdict == "other_way"


def test_a_difference_may_be_smaller_than_what_matters() -> None:
    assert answered(a_trial(meaningful=2.9), 3.0).maybe_smaller
    assert answered(a_trial(meaningful=3.2, direction=-1), -3.0).maybe_smaller


def test_no_meaningful_difference_needs_a_narrow_interval() -> None:
    assert answered(a_trial(meaningful=2.0)).verdict == "no_meaningful"
    assert answered(a_trial(meaningful=0.1)).verdict == "not_settled"


def test_two_lost_periods_end_a_test_of_eight() -> None:
    trial = a_trial(design=Design.usual("week", 8), drawn=20)
    y = days(trial, 5.0)
    y[:7] = NAN
    assert answer(trial, y).verdict == "hoped"
    y[7:14] = NAN
    found = answer(trial, y)
    assert found.verdict == "lost" and found.periods.lost == (0, 1)
    assert found.smallest_p == pytest.approx(4 / 62)


def test_an_empty_diary_is_lost_and_nothing_else() -> None:
    found = answer(a_trial(), np.full(84, NAN), spread=1.0)
    assert found.verdict == "lost" and found.p == 1.0 and math.isnan(found.difference)
    assert (found.low, found.high, found.second, found.likely) == (-math.inf, math.inf, None, None)
    assert (found.filled.a, found.filled.b) == (0, 0)


def test_one_sided_never_calls_a_worsening() -> None:
    trial = a_trial(sides="one")
    assert answered(trial, 3.0).p == 1 / 616
    assert answered(trial, -3.0).verdict != "other_way"
    assert answered(replace(trial, direction=-1), -3.0).verdict == "hoped"


def test_days_left_out_change_nothing() -> None:
    trial = a_trial()
    y = days(trial, 1.0)
    other = np.where(np.isnan(trial.conditions()), 99.0, y)
    assert answer(trial, other).p == answer(trial, y).p
    assert answer(trial, other).second == answer(trial, y).second


def test_a_long_trial_is_compared_with_ten_thousand_orders() -> None:
    trial = a_trial(design=Design.usual("day", 28), drawn=123_456, seed="seed")
    found = answer(trial, days(trial, 3.0))
    assert found.test.orders == 10_000 and found.verdict == "hoped"


def test_the_size_is_read_in_spreads_where_they_are_known() -> None:
    found = answered(a_trial(), 3.0, spread=1.5)
    assert found.spreads == pytest.approx(found.difference / 1.5)
    assert found.likely and found.likely > 0.95
    unknown = answered(a_trial(), 3.0)
    assert math.isnan(unknown.spreads) and unknown.likely is None


def test_the_rules_in_order() -> None:
    """Lost before all; then the p-value; then the narrow interval."""
    trial = a_trial(design=Design.usual("week", 8), drawn=5)
    rows = admissible("balanced", 8)
    strong = exact_test(rows[5] * 9.0 + np.arange(8) / 100, rows, drawn=5)
    assert verdict(trial, strong, (8, 10), 0.07) == "lost"
    assert verdict(trial, strong, (-0.5, 0.5), 0.03) == "hoped"
    weak = exact_test(np.arange(8) % 3, rows, drawn=5)
    assert verdict(trial, weak, (-0.5, 0.5), 0.03) == "no_meaningful"
    assert verdict(trial, weak, (-0.5, 1.0), 0.03) == "not_settled"
    assert verdict(trial, weak, (-math.inf, math.inf), 0.03) == "not_settled"


@pytest.mark.parametrize(
    "facts",
    [{"drawn": 616}, {"drawn": -1}, {"meaningful": 0.0}, {"meaningful": NAN}, {"direction": 0}, {"sides": "three"},
     {"alpha": 1.0}],
)  # fmt: skip
def test_trials_that_make_no_sense(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        a_trial(**facts)


def test_days_must_fill_the_trial() -> None:
    with pytest.raises(ValueError, match="do not fill"):
        answer(a_trial(), np.zeros(83))
