"""Shows the working of one answer: the very rows it rests on, and the days with drift, weekday and trend taken out."""

from dataclasses import dataclass

import numpy as np

from tracker.stats.asked import Columns, Dates, checked, laid
from tracker.stats.banded import Observed
from tracker.stats.covariance import for_each, known, likelihoods
from tracker.stats.many import products
from tracker.stats.search import Fit, fitted, refits
from tracker.stats.slopes import Slopes
from tracker.stats.windows import as_known, for_testing, outcome_needs
from tracker.table import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Working:
    """One question, one slot per calendar day.

    `outcome` and `known` (the habit as seen through the window) are NaN where not recorded; `tested` is the habit
    with gaps filled and far values pulled in, in its own unit. `base`, shape (days, 8), is level, trend and weekdays;
    `covariances`, shape (some, 3), the candidates. The p value comes from `tested` on all days with the outcome; the
    slope and its 95 % interval of a finding from `known` on the days that have both, of another pair from `tested`.
    `cleared` is the outcome on days with both, with trend, weekday and drift taken out, at its own mean (NaN on other
    days): what the figure of the pair shows.
    """

    dates: Dates
    outcome: Floats
    known: Floats
    tested: Floats
    base: Floats
    covariances: Floats
    p: float
    slope: float
    lo: float
    hi: float
    cleared: Floats

    @property
    def line(self) -> tuple[float, float]:
        """The fitted line through the cleared days: its value at a habit of 0, and its slope."""
        both = known(self.cleared)
        return float(self.cleared[both].mean() - self.slope * self.known[both].mean()), self.slope


def working(
    dates: Dates, habits: Columns, outcomes: Columns, habit: str, outcome: str, window: str, *, found: bool = True
) -> Working:
    """The working of one question of `find_associations`, given the same diary; `found` if it is a finding.

    Raises:
        ValueError: as `find_associations`, or if there is no such habit or outcome or too little for an answer.
    """
    checked((window,), 0.5)
    diary = laid(dates, habits, outcomes)
    if habit not in diary.habits or outcome not in diary.outcomes:
        raise ValueError(f"there is no {habit!r} or no {outcome!r}")
    column = as_known(diary.habits[habit], window)
    if outcome_needs(diary.outcomes[outcome]) or not (known(column) & known(diary.outcomes[outcome])).any():
        raise ValueError(f"there is too little of {habit!r} and {outcome!r}")
    fit = fitted(diary, [outcome])[outcome]
    full = for_testing(diary.habits[habit], window)
    spread = float(full.std()) or 1.0
    test = fit.test(((full - full.mean()) / spread)[:, None])
    if found:
        slope, half = _slope(refits([fit], [column])[0])
    else:
        slope, half = (number / spread for number in _slope(test))
    return Working(
        diary.dates, fit.outcome, column, full, fit.base, fit.considered,
        float(test.p[0]), slope, slope - half, slope + half, cleared(fit, column),
    )  # fmt: skip


def _slope(result: Slopes) -> tuple[float, float]:
    """The slope of the only column, and half of its interval."""
    return float(result.slope[0]), float(result.half_width()[0])


def cleared(fit: Fit, column: Floats) -> Floats:
    """The outcome on days with both, level kept, without trend, weekday and drift under the likeliest covariance."""
    both = known(column) & known(fit.outcome)
    outcome = np.where(both, fit.outcome, np.nan)
    design = np.column_stack([fit.base, np.where(both, column - column[both].mean(), 0.0)])
    best = fit.considered[likelihoods(outcome[:, None], design, fit.considered)[0].argmax()]
    size = design.shape[1]
    inner, _, _ = products(for_each(design, outcome[:, None]), best[None], np.zeros(1, np.intp), size + 1)
    effects = np.linalg.lstsq(inner[0, :size, :size], inner[0, :size, size], rcond=None)[0]
    drift = Observed.of(both).root(best).drifted(outcome - design @ effects)
    left = outcome - fit.base @ effects[:-1] - drift
    return np.asarray(left - np.nanmean(left) + np.nanmean(outcome))
