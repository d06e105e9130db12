"""What days carry over to each other: the covariances worth considering for an outcome, fitted without any habit.

Source: restricted likelihood, Patterson HD, Thompson R, Biometrika 1971;58:545.
"""

import math

import numpy as np
from numpy.typing import NDArray

from tracker.stats.banded import Candidate, Observed, UnfitError, steadied
from tracker.stats.descent import descend
from tracker.stats.many import products
from tracker.table import Bools, Floats

CARRY = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.88, 0.95)
NOISE = (0.08, 0.35)  # the single day's share of the short-term variance
STEPS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)  # a day's step of the drift, in short-term standard deviations
GRID = np.array(
    [(carry, (1 - share) / share, max(step**2 / share, 1e-9)) for carry in CARRY for share in NOISE for step in STEPS]
)
KEPT = 6.0  # candidates this far below the best, in log likelihood, no longer count
LONG = 600  # days beyond which the candidates are sought by descent and not on the grid
LEAST_RECENT = 40  # days among the last ones with which the grid is worth trying
USUAL = np.array([0.45, 1.9, 0.03])  # where the descent begins without them
VERY_LONG = 2000  # days beyond which the best candidate is known well enough to stand alone
MOST_CARRY = 0.985


def nuisance(weekdays: NDArray[np.int64]) -> Floats:
    """Level, straight trend and six weekday contrasts, shape (days, 8); `weekdays` from 0, Monday, to 6."""
    days = len(weekdays)
    contrasts = [(weekdays == day) * 1.0 - (weekdays == 6) * 1.0 for day in range(6)]
    return np.column_stack([np.ones(days), np.linspace(-1, 1, days), *contrasts])


def candidates(outcomes: Floats, base: Floats) -> list[Floats]:
    """The covariances worth considering for each outcome, fitted without any habit.

    Args:
        outcomes: shape (days, k), NaN where not known.
        base: shape (days, b), the nuisance columns.

    Returns:
        For each outcome an array of candidates, shape (some, 3).
    """
    scaled = (outcomes - np.nanmean(outcomes, 0)) / np.nanstd(outcomes, 0)
    if len(scaled) > LONG:
        return _descended(scaled, base)
    return [GRID[found > found.max() - KEPT] for found in likelihoods(scaled, base, GRID)]


def likelihoods(outcomes: Floats, base: Floats, considered: Floats) -> Floats:
    """The restricted log likelihood of every candidate for every outcome, shape (outcomes, candidates)."""
    size, some = outcomes.shape[1], len(considered)
    columns = for_each(base, outcomes)
    whose = np.repeat(np.arange(size), some)
    inner, _, log_det = products(columns, np.tile(considered, (size, 1)), whose, columns.shape[1])
    return _restricted(inner, log_det, known(outcomes).sum(0)[whose]).reshape(size, some)


def _restricted(inner: Floats, log_det: Floats, days: NDArray[np.int64]) -> Floats:
    """Restricted log likelihoods, shape (some,); the last of the columns multiplied, (some, k, k), is the outcome."""
    base = inner.shape[1] - 1
    fit = ~np.isnan(log_det)
    root = np.linalg.cholesky(steadied(np.where(fit[:, None, None], inner, np.eye(base + 1))[:, :base, :base]))
    half = np.linalg.solve(root, inner[:, :base, base:])[:, :, 0]
    left = np.maximum(inner[:, base, base] - (half * half).sum(1), 1e-12)
    size = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(1)
    return np.where(fit, -0.5 * ((days - base) * np.log(left) + log_det) - size, -np.inf)


def for_each(base: Floats, outcomes: Floats, others: Floats | None = None) -> Floats:
    """Base, own outcome and other columns of each outcome, NaN where it is not known: (days, columns, outcomes).

    `base` and `others` have shape (days, k), or (days, k, outcomes) where each outcome has its own.
    """
    size, more = outcomes.shape[1], base[:, :0] if others is None else others
    first, last = (part if part.ndim == 3 else np.repeat(part[:, :, None], size, axis=2) for part in (base, more))
    columns = np.concatenate([first, outcomes[:, None, :], last], axis=1)
    columns[np.repeat(~known(outcomes)[:, None, :], columns.shape[1], axis=1)] = np.nan
    return columns


def _descended(outcomes: Floats, base: Floats) -> list[Floats]:
    """The grid on the last days, descent from there on all days, and a few neighbours of where it ends."""
    left, starts = np.empty_like(outcomes), np.tile(USUAL, (outcomes.shape[1], 1))
    for at, column in enumerate(outcomes.T):
        there = base[known(column)]
        left[:, at] = column - base @ np.linalg.pinv(there.T @ there, hermitian=True) @ (
            there.T @ column[known(column)]
        )
    last = left[-LONG:]
    recent = known(last).sum(0) >= LEAST_RECENT
    if recent.any():
        starts[recent] = GRID[likelihoods(last[:, recent], np.ones((LONG, 1)), GRID).argmax(1)]
    return [_settled(column, _bent(start)) for column, start in zip(left.T, starts, strict=True)]


def _settled(left: Floats, start: Floats) -> Floats:
    best = _descend(left, start)
    around = np.diag(AROUND) if len(left) <= VERY_LONG else np.zeros((0, 3))
    return _straight(np.clip(np.vstack([best, best + around, best - around]), *LIMITS))


def _descend(left: Floats, start: Floats) -> Floats:
    """The bent candidate under which what is left is likeliest, within the limits."""
    observed, columns = Observed.of(known(left)), np.column_stack([np.ones(len(left)), left])

    def loss(point: Floats) -> float:
        try:
            root = observed.root(_straight(point[None])[0])
        except UnfitError:
            return math.inf
        (level, across), (_, own) = root.products(columns).tolist()
        rest = max(own - across * across / level, 1e-12)
        return 0.5 * ((observed.count - 1) * math.log(rest) + root.log_det + math.log(level))

    found = descend(loss, np.vstack([start, start + np.diag(REACH)]), most=60, near=0.05, alike=0.05)
    return np.asarray(np.clip(found, *LIMITS))


REACH, AROUND = (0.5, 0.7, 1.2), (0.35, 0.45, 0.7)  # of the first steps, and of the neighbours, of a bent candidate
LIMITS = (np.array([-8.0, -6, -16]), np.array([8.0, 8, 6]))


def _bent(candidate: Candidate) -> Floats:
    """A candidate where every value is possible, for the descent."""
    share = np.clip(candidate[0], 0.03, 0.95) / MOST_CARRY
    return np.array([np.log(share / (1 - share)), np.log(candidate[1]), np.log(max(candidate[2], 1e-3))])


def _straight(points: Floats) -> Floats:
    """Candidates again, shape (some, 3), from bent ones."""
    return np.column_stack([MOST_CARRY / (1 + np.exp(-points[:, 0])), np.exp(points[:, 1]), np.exp(points[:, 2])])


def known(values: Floats) -> Bools:
    """True where something was recorded."""
    return ~np.isnan(values)
