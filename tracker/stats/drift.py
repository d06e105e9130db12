"""Tests a column against a drifting outcome: the covariance is fitted without any habit and its doubt is kept.

Source: restricted likelihood, Patterson HD, Thompson R, Biometrika 1971;58:545; one covariance for many tests,
Kang HM et al., Nature Genetics 2010;42:348.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.stats.banded import Candidate, Observed, UnfitError, beyond, steadied
from tracker.table import Bools, Floats

CARRY = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.88, 0.95)
NOISE = (0.08, 0.35)  # the single day's share of the short-term variance
STEPS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)  # a day's step of the drift, in short-term standard deviations
GRID = np.array(
    [(carry, (1 - share) / share, max(step**2 / share, 1e-9)) for carry in CARRY for share in NOISE for step in STEPS]
)
KEPT = 6.0  # candidates this far below the best, in log likelihood, no longer count
LONG = 600  # days beyond which the candidates are sought by descent and not on the grid
VERY_LONG = 2000  # days beyond which the best candidate is known well enough to stand alone
MOST_CARRY = 0.985
NEVER = 1e12  # the variance of a slope that cannot be told


def nuisance(weekdays: NDArray[np.int64]) -> Floats:
    """Level, straight trend and six weekday contrasts, shape (days, 8); `weekdays` from 0, Monday, to 6."""
    days = len(weekdays)
    contrasts = [(weekdays == day) * 1.0 - (weekdays == 6) * 1.0 for day in range(6)]
    return np.column_stack([np.ones(days), np.linspace(-1, 1, days), *contrasts])


def likelihoods(observed: Observed, columns: Floats, outcomes: int, candidates: Floats) -> Floats:
    """Restricted log likelihoods, shape (candidates, outcomes); the last `outcomes` columns are the outcomes."""
    base = columns.shape[1] - outcomes
    wide, spare = observed.widen(columns), observed.count - base
    found = np.full((len(candidates), outcomes), -np.inf)
    for row, candidate in enumerate(candidates):
        try:
            factor, log_det = observed.factor(candidate)
            products = observed.products(factor, wide)
            root = np.linalg.cholesky(steadied(products[:base, :base]))
        except (UnfitError, np.linalg.LinAlgError):
            continue
        half = np.linalg.solve(root, products[:base, base:])
        left = np.maximum(np.diag(products)[base:] - (half * half).sum(0), 1e-12)
        found[row] = -0.5 * (spare * np.log(left) + log_det) - np.log(np.diag(root)).sum()
    return found


def candidates(observed: Observed, outcomes: Floats, base: Floats) -> list[Floats]:
    """The covariances worth considering for each outcome, fitted without any habit.

    Args:
        observed: the days on which all of these outcomes are known.
        outcomes: shape (days, k); anything on days that are not observed.
        base: shape (days, b), the nuisance columns.

    Returns:
        For each outcome an array of candidates, shape (some, 3).
    """
    known = outcomes[observed.days]
    scaled = np.where(observed.days[:, None], (outcomes - known.mean(0)) / known.std(0), 0.0)
    if len(observed.days) > LONG:
        return [_descended(observed, scaled[:, i], base) for i in range(scaled.shape[1])]
    found = likelihoods(observed, np.column_stack([base, scaled]), scaled.shape[1], GRID)
    return [GRID[column > column.max() - KEPT] for column in found.T]


def _descended(observed: Observed, outcome: Floats, base: Floats) -> Floats:
    """The grid on the last days, descent from there on all days, and a few neighbours of where it ends."""
    from scipy.optimize import minimize

    days = observed.days
    explained = base @ np.linalg.lstsq(base[days], outcome[days], rcond=None)[0]
    left = np.column_stack([np.ones(len(days)), np.where(days, outcome - explained, 0.0)])
    recent = likelihoods(Observed(days[-LONG:]), left[-LONG:], 1, GRID)[:, 0]
    start = _bent(GRID[recent.argmax()])
    corners = np.vstack([start, start + np.diag([0.5, 0.7, 1.2])])
    options = {"initial_simplex": corners, "maxfev": 60, "xatol": 0.05, "fatol": 0.05}

    def loss(point: Floats) -> float:
        return -float(likelihoods(observed, left, 1, _straight(point[None]))[0, 0])

    best = np.clip(minimize(loss, start, method="Nelder-Mead", options=options).x, *LIMITS)
    around = np.diag([0.35, 0.45, 0.7]) if len(days) <= VERY_LONG else np.zeros((0, 3))
    return _straight(np.clip(np.vstack([best, best + around, best - around]), *LIMITS))


LIMITS = (np.array([-8.0, -6, -16]), np.array([8.0, 8, 6]))


def _bent(candidate: Candidate) -> Floats:
    """A candidate where every value is possible, for the descent."""
    share = np.clip(candidate[0], 0.03, 0.95) / MOST_CARRY
    return np.array([np.log(share / (1 - share)), np.log(candidate[1]), np.log(max(candidate[2], 1e-3))])


def _straight(points: Floats) -> Floats:
    """Candidates again, shape (some, 3), from bent ones."""
    return np.column_stack([MOST_CARRY / (1 + np.exp(-points[:, 0])), np.exp(points[:, 1]), np.exp(points[:, 2])])


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """What each column alone does to an outcome: arrays of shape (columns,), and the degrees of freedom.

    `p` is two-sided; `slope` and `error` are the mean and standard deviation over the candidates, in points of the
    outcome per unit of the column. A slope that cannot be told has p of 1 and a huge error.
    """

    p: Floats
    slope: Floats
    error: Floats
    freedom: int

    def half_width(self, level: float = 0.95) -> Floats:
        """Half of the interval that holds the slope with the chance `level`."""
        from scipy.special import stdtrit

        return np.asarray(stdtrit(self.freedom, 0.5 + level / 2) * self.error)


def slopes(observed: Observed, outcome: Floats, base: Floats, columns: Floats, considered: Floats) -> Slopes:
    """Each column on its own against one outcome, averaged over the candidates.

    A column has its own weights of the candidates (the restricted likelihood of the model with it), so that not
    knowing the covariance is part of its p value and its interval.

    Args:
        observed, outcome, base, considered: as given to and returned by `candidates`, for one outcome.
        columns: shape (days, k), finite.
    """
    return tested(observed, outcome[:, None], base, columns, [considered])[0]


def tested(
    observed: Observed, outcomes: Floats, base: Floats, columns: Floats, considered: list[Floats]
) -> list[Slopes]:
    """As `slopes`, for several outcomes that are known on the same days; each factor is then made only once."""
    freedom = observed.count - base.shape[1] - 1
    union = np.unique(np.concatenate(considered), axis=0)
    kept = np.array([[(candidate == mine).all(1).any() for mine in considered] for candidate in union])
    centred = np.where(observed.days[:, None], outcomes - outcomes[observed.days].mean(0), 0.0)
    wide = observed.widen(np.column_stack([base, centred, columns]))
    shape = (len(union), len(considered), columns.shape[1])
    slope, spread, weight = np.zeros(shape), np.zeros(shape), np.full(shape, -np.inf)
    for row, candidate in enumerate(union):
        factor, log_det = observed.factor(candidate)
        products = observed.products(factor, wide)
        slope[row], spread[row], weight[row] = _alone(products, base.shape[1], len(considered), freedom)
        weight[row] -= 0.5 * log_det
    weight[~kept] = -np.inf
    weight = np.exp(weight - weight.max(0))
    return _mixed(slope, spread, weight / weight.sum(0), freedom)


def _alone(products: Floats, base: int, outcomes: int, freedom: int) -> tuple[Floats, Floats, Floats]:
    """Slopes, their variances and log weights (without the determinant), each of shape (outcomes, columns)."""
    left = beyond(products, base)
    own, across = np.diag(left)[outcomes:], left[:outcomes, outcomes:]
    told = own > 1e-7 * np.maximum(np.diag(products)[base + outcomes :], 1e-12)
    own = np.where(told, own, 1.0)
    slope = np.where(told, across / own, 0.0)
    rest = np.maximum(np.diag(left)[:outcomes, None] - slope * across, 1e-12)
    log_det = np.linalg.slogdet(steadied(products[:base, :base]))[1]
    return slope, np.where(told, rest / freedom / own, NEVER), -0.5 * (freedom * np.log(rest) + log_det + np.log(own))


def _mixed(slope: Floats, spread: Floats, weight: Floats, freedom: int) -> list[Slopes]:
    """Averages over the candidates, the first axis, one result for each outcome, the second."""
    from scipy.special import stdtr

    ratio = slope / np.sqrt(spread)
    below, above = (weight * stdtr(freedom, ratio)).sum(0), (weight * stdtr(freedom, -ratio)).sum(0)
    p = np.minimum(2 * np.minimum(below, above), 1.0)
    mean = (weight * slope).sum(0)
    error = np.sqrt((weight * (spread + (slope - mean) ** 2)).sum(0))
    return [Slopes(*parts, freedom) for parts in zip(p, mean, error, strict=True)]


def known(values: Floats) -> Bools:
    """True where something was recorded."""
    return ~np.isnan(values)
