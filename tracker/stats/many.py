"""The algebra of `banded` for many candidate covariances and outcomes at once, a day at a time over all of them.

The solver of the linear algebra library takes one column after the other, each waiting for the one before; here all
candidates of all outcomes go through the days side by side, which is several times faster up to a year or two.
"""

import numpy as np
from numpy.typing import NDArray

from tracker.stats.banded import Observed, UnfitError
from tracker.table import Bools, Floats

BLOCK = 32  # days whose solved columns are held before they are summed up
FEW = 24  # candidates below which the library's solver is quicker
MOST = 600  # candidates that go side by side, so that the working memory stays small

Inner = tuple[Floats, Floats, Floats]


def products(columns: Floats, candidates: Floats, whose: NDArray[np.intp], left: int) -> Inner:
    """Inner products of columns under the inverse covariance of each candidate.

    Args:
        columns: shape (days, k, outcomes), NaN on days on which the outcome is not known.
        candidates: shape (some, 3), as in `banded`.
        whose: shape (some,), the outcome that each candidate is for.
        left: how many of the first columns are wanted against all columns.

    Returns:
        Products of the first `left` columns with all, shape (some, left, k); of each later column with itself, shape
        (some, k - left); and log det of the covariance, shape (some,), NaN where the candidate cannot be factored.
    """
    seen = ~np.isnan(columns[:, 0])
    if len(whose) < FEW:
        return _one_by_one(columns, seen, candidates, whose, left)
    columns = np.where(seen[:, None], columns, 0.0)
    parts = np.array_split(np.arange(len(whose)), -(-len(whose) // MOST))
    found = [side_by_side(columns, seen * 1.0, candidates[part], whose[part], left) for part in parts]
    across, own, log_det = (np.concatenate(some) for some in zip(*found, strict=True))
    return across, own, log_det


def _one_by_one(columns: Floats, seen: Bools, candidates: Floats, whose: NDArray[np.intp], left: int) -> Inner:
    size = columns.shape[1]
    across, own = np.zeros((len(whose), left, size)), np.ones((len(whose), size - left))
    log_det = np.full(len(whose), np.nan)
    for row, (candidate, outcome) in enumerate(zip(candidates, whose, strict=True)):
        observed = Observed(seen[:, outcome])
        try:
            factor, log_det[row] = observed.factor(candidate)
        except UnfitError:
            continue
        whole = observed.products(factor, columns[:, :, outcome])
        across[row], own[row] = whole[:left], np.diag(whole)[left:]
    return across, own, log_det


def side_by_side(columns: Floats, seen: Floats, candidates: Floats, whose: NDArray[np.intp], left: int) -> Inner:
    """As `products`, with zeros for days that are not known and 1 in `seen`, (days, outcomes), for those that are."""
    days, size, _ = columns.shape
    steps, log_det = _steps(seen[:, whose], candidates)
    across = np.einsum("dlo,dko->olk", columns[:, :left], columns, optimize=True)[whose]
    own = np.einsum("dko,dko->ok", columns[:, left:], columns[:, left:])[whose]
    held, spare = np.zeros((2 * BLOCK, size, len(whose))), np.empty((size, len(whose)))
    before = np.zeros((2, size, len(whose)))
    for first in range(0, days, BLOCK):
        last = min(first + BLOCK, days)
        for day in range(first, last):
            now = held[2 * (day - first) : 2 * (day - first) + 2]
            _step(steps[day], columns[day].take(whose, axis=1), before, now, spare)
            before = now
        block = np.ascontiguousarray(held[: 2 * (last - first)].transpose(2, 1, 0))
        before = before.copy()
        across -= block[:, :left] @ block.transpose(0, 2, 1)
        own -= np.einsum("bkd,bkd->bk", block[:, left:], block[:, left:])
    return across, own, log_det


def _step(step: Floats, here: Floats, before: Floats, now: Floats, spare: Floats) -> None:
    """One day of the forward solution, written into `now`: drift and carried-over part, as they were `before`."""
    (drift, carried), (new_drift, new_carried) = before, now
    np.multiply(here, step[0], out=new_drift)
    np.multiply(drift, step[1], out=spare)
    new_drift -= spare
    np.multiply(carried, step[2], out=spare)
    new_drift -= spare
    np.multiply(here, step[3], out=new_carried)
    np.multiply(carried, step[4], out=spare)
    new_carried -= spare
    np.multiply(new_drift, step[5], out=spare)
    new_carried -= spare


def _steps(seen: Floats, candidates: Floats) -> tuple[Floats, Floats]:
    """The Cholesky factor as coefficients of `_step`, shape (days, 6, some), and log det of the covariance."""
    carry, lasting, drift = candidates.T
    days, tight, ease = len(seen), 1.0 / (lasting * (1 - carry * carry)), 1.0 / drift
    own_drift, own_carried = 2 * ease + seen, tight * (1 + carry * carry) + seen
    own_drift[-1], own_carried[0], own_carried[-1] = ease + seen[-1], tight + seen[0], tight + seen[-1]
    steps = np.zeros((days, 6, len(candidates)))
    apart = carry * tight
    with np.errstate(invalid="ignore"):
        for day in range(days):
            root, to_drift, crossed, other, to_carried, beside = steps[day]
            if day:
                last_root, _, _, last_other, _, last_beside = steps[day - 1]
                np.divide(-ease, last_root, out=to_drift)
                np.divide(-apart, last_other, out=to_carried)
                np.divide(-last_beside * to_drift, last_other, out=crossed)
            np.sqrt(own_drift[day] - to_drift * to_drift - crossed * crossed, out=root)
            np.divide(seen[day] - crossed * to_carried, root, out=beside)
            np.sqrt(own_carried[day] - to_carried * to_carried - beside * beside, out=other)
    log_det = 2 * np.log(steps[:, [0, 3]]).sum((0, 1)) + days * np.log(drift * lasting)
    steps[:, 1:3] /= steps[:, 0:1]
    steps[:, 4:6] /= steps[:, 3:4]
    steps[:, [0, 3]] = 1 / steps[:, [0, 3]]
    return steps, log_det + (days - 1) * np.log1p(-carry * carry)
