"""What a finished self-test answers: the exact test, its interval, the verdict by fixed rules, and what tempers it."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tracker.stats.designs import ALPHA, Design, Sides
from tracker.stats.orders import Rows, smallest_p
from tracker.stats.periods import Periods, Shares, filled, period_values
from tracker.stats.second_look import SecondLook, likely_better, second_look
from tracker.stats.trial import RandomisationResult, exact_test, interval, pairs_won
from tracker.table import Floats

Verdict = Literal["hoped", "other_way", "no_meaningful", "not_settled", "lost"]

NARROW = 0.90  # the level at which an interval inside the meaningful difference rules one out


@dataclass(frozen=True, slots=True)
class Trial:
    """What was locked before the first day, and the order that was drawn.

    `drawn` is its position among all orders possible, `seed` chooses the others where they are too many to list;
    `direction` is 1 if a higher outcome was hoped for, -1 if a lower; `meaningful` is in points of the outcome.

    Raises:
        ValueError: if a part of it makes no sense.
    """

    design: Design
    drawn: int
    meaningful: float
    direction: int
    sides: Sides = "two"
    alpha: float = ALPHA
    seed: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.drawn < self.design.possible:
            raise ValueError(f"there is no order {self.drawn}")
        if not 0 < self.meaningful < math.inf:
            raise ValueError(f"a difference of {self.meaningful} cannot matter")
        if self.direction not in (1, -1) or self.sides not in ("two", "one") or not 0 < self.alpha < 1:
            raise ValueError(f"no test runs {self.direction} with {self.sides} sides at {self.alpha}")

    @property
    def order(self) -> tuple[int, ...]:
        return self.design.order(self.drawn)

    @property
    def tail(self) -> str:
        """The sides as `exact_test` names them."""
        if self.sides == "two":
            return "two"
        return "greater" if self.direction == 1 else "less"

    def conditions(self) -> Floats:
        """0 or 1 on each day that counts, NaN on days left out; shape (design.days,)."""
        of_day = np.repeat(np.array(self.order, dtype=np.float64), self.design.period_days)
        left_out = np.arange(self.design.days) % self.design.period_days < self.design.drop_days
        return np.where(left_out, np.nan, of_day)


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The result of a trial; differences are B minus A in points of the outcome, bounds infinite where there are none.

    `low` to `high` is the exact interval at 1 - alpha, `narrow` the one at 90 %; `smallest_p` what these periods
    could have reached at best; `pairs_won` the share of B-A pairs of periods in which B is the better one;
    `filled` the share of kept days recorded under both conditions; `spreads` the difference in daily spreads
    before the trial (NaN if that is unknown); `second` and `likely` are None where they cannot be computed.
    """

    verdict: Verdict
    test: RandomisationResult
    low: float
    high: float
    narrow: tuple[float, float]
    maybe_smaller: bool
    smallest_p: float
    periods: Periods
    pairs_won: float
    filled: Shares
    spreads: float
    second: SecondLook | None
    likely: float | None

    @property
    def difference(self) -> float:
        return self.test.observed

    @property
    def p(self) -> float:
        return self.test.p


def answer(trial: Trial, days: ArrayLike, spread: float = math.nan) -> Answer:
    """Work out everything the last page shows, from the frozen days.

    Args:
        trial: what was locked, and the order drawn.
        days: shape (design.days,), one slot a day, NaN where nothing was recorded in time.
        spread: the standard deviation of a day before the trial, for reading only.

    Raises:
        ValueError: if the days do not fill the design.
    """
    y = np.asarray(days, dtype=np.float64)
    if y.shape != (trial.design.days,):
        raise ValueError(f"{y.shape} days do not fill a trial of {trial.design.days}")
    periods = period_values(y, trial.design.period_days, trial.design.drop_days)
    rows, at = trial.design.rows(trial.drawn, trial.seed)
    test = exact_test(periods.means, rows, drawn=at, sides=trial.tail)
    low, high = interval(periods.means, rows, drawn=at, level=1 - trial.alpha)
    narrow = interval(periods.means, rows, drawn=at, level=NARROW)
    reachable = smallest_p(rows, trial.sides, ~np.isnan(periods.means))
    look = second_look(y, trial.conditions())
    found = verdict(trial, test, narrow, reachable)
    return Answer(
        verdict=found,
        test=test,
        low=low,
        high=high,
        narrow=narrow,
        maybe_smaller=found == "hoped" and _nearest(trial, low, high) < trial.meaningful,
        smallest_p=reachable,
        periods=periods,
        pairs_won=pairs_won(trial.direction * periods.means, trial.order),
        filled=filled(periods, _row(trial)),
        spreads=test.observed / spread if spread > 0 else math.nan,
        second=look,
        likely=likely_better(look, spread, trial.direction) if look and spread > 0 else None,
    )


def verdict(trial: Trial, test: RandomisationResult, narrow: tuple[float, float], reachable: float) -> Verdict:
    """The one of five verdicts that the rules fixed beforehand give; `reachable` is the smallest p of these periods."""
    if math.isnan(test.observed) or reachable > trial.alpha + 1e-12:
        return "lost"
    if test.reaches(trial.alpha):
        return "hoped" if trial.direction * test.observed > 0 else "other_way"
    if -trial.meaningful < narrow[0] and narrow[1] < trial.meaningful:
        return "no_meaningful"
    return "not_settled"


def _nearest(trial: Trial, low: float, high: float) -> float:
    """The least of the hoped difference that the interval allows."""
    return low if trial.direction == 1 else -high


def _row(trial: Trial) -> Rows:
    return np.array(trial.order, dtype=np.int8)
