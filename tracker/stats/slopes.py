"""Tests columns against drifting outcomes; not knowing the covariance is part of every p value and interval.

Source: one covariance for many tests, Kang HM et al., Nature Genetics 2010;42:348.
"""

from dataclasses import dataclass

import numpy as np

from tracker.stats.banded import steadied
from tracker.stats.covariance import for_each, known
from tracker.stats.many import products
from tracker.table import Floats

NEVER = 1e12  # the variance of a slope that cannot be told


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


def slopes(outcome: Floats, base: Floats, columns: Floats, considered: Floats) -> Slopes:
    """Each column on its own against one outcome, averaged over the candidates.

    A column has its own weights of the candidates (the restricted likelihood of the model with it).

    Args:
        outcome: shape (days,), NaN where not known.
        base, considered: the nuisance columns, and the candidates from `covariance`.
        columns: shape (days, k), finite.
    """
    return tested(outcome[:, None], base, columns, [considered])[0]


def tested(outcomes: Floats, base: Floats, columns: Floats, considered: list[Floats]) -> list[Slopes]:
    """As `slopes`, for several outcomes, shape (days, m), each with its own candidates, all at once.

    `base` and `columns` have shape (days, k), or (days, k, m) where each outcome has its own.
    """
    size, freedom = base.shape[1], known(outcomes).sum(0) - base.shape[1] - 1
    stacked = for_each(base, outcomes - np.nanmean(outcomes, 0), columns)
    whose = np.repeat(np.arange(len(considered)), [len(some) for some in considered])
    inner, own, log_det = products(stacked, np.concatenate(considered), whose, size + 1)
    slope, spread, weight = _alone(inner, own, size, freedom[whose])
    weight -= 0.5 * log_det[:, None]
    ends = np.searchsorted(whose, np.arange(1, len(considered)))
    parts = zip(np.split(slope, ends), np.split(spread, ends), np.split(weight, ends), freedom.tolist(), strict=True)
    return [_mixed(*part) for part in parts]


def _alone(inner: Floats, own: Floats, base: int, freedom: Floats) -> tuple[Floats, Floats, Floats]:
    """Slopes, their variances and log weights (but for the determinant), each of shape (candidates, columns)."""
    within, across = steadied(inner[:, :base, :base]), inner[:, :base, base:]
    solved = np.linalg.solve(within, across)
    outcome = inner[:, base, base:] - np.einsum("bk,bkc->bc", across[:, :, 0], solved)  # with itself, then columns
    left = own - np.einsum("bkc,bkc->bc", across[:, :, 1:], solved[:, :, 1:])
    told = left > 1e-7 * np.maximum(own, 1e-12)
    left = np.where(told, left, 1.0)
    slope = np.where(told, outcome[:, 1:] / left, 0.0)
    rest = np.maximum(outcome[:, :1] - slope * outcome[:, 1:], 1e-12)
    weight = -0.5 * (freedom[:, None] * np.log(rest) + np.linalg.slogdet(within)[1][:, None] + np.log(left))
    return slope, np.where(told, rest / freedom[:, None] / left, NEVER), weight


def _mixed(slope: Floats, spread: Floats, weight: Floats, freedom: int) -> Slopes:
    """Averages over the candidates, the first axis."""
    from scipy.special import stdtr

    weight = np.exp(weight - weight.max(0))
    weight /= weight.sum(0)
    ratio = slope / np.sqrt(spread)
    below, above = (weight * stdtr(freedom, ratio)).sum(0), (weight * stdtr(freedom, -ratio)).sum(0)
    mean = (weight * slope).sum(0)
    error = np.sqrt((weight * (spread + (slope - mean) ** 2)).sum(0))
    return Slopes(np.minimum(2 * np.minimum(below, above), 1.0), mean, error, freedom)
