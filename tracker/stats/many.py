"""The algebra of `banded` for many candidate covariances and outcomes at once, a day at a time over all of them.

The solver of the linear algebra library takes one column after the other, each waiting for the one before; here all
candidates of all outcomes go through the days side by side, which is several times faster up to a year or two.
"""

import numpy as np
from numpy.typing import NDArray

from tracker.stats.banded import Bands, Observed, Sorts, UnfitError, steps
from tracker.table import Bools, Floats

BLOCK = 32  # days whose solved columns are held before they are summed up
FEW = 24  # candidates below which the library's solver is quicker
MOST = 600  # candidates that go side by side, so that the working memory stays small

Inner = tuple[Floats, Floats, Floats]
Places = NDArray[np.int64]


def products(columns: Floats, candidates: Floats, whose: Places, left: int) -> Inner:
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
    parts = np.array_split(np.arange(len(whose)), -(-len(whose) // MOST))
    found = [side_by_side(columns, seen, candidates[part], whose[part], left) for part in parts]
    across, own, log_det = (np.concatenate(some) for some in zip(*found, strict=True))
    return across, own, log_det


def _one_by_one(columns: Floats, seen: Bools, candidates: Floats, whose: Places, left: int) -> Inner:
    size = columns.shape[1]
    across, own = np.zeros((len(whose), left, size)), np.ones((len(whose), size - left))
    log_det = np.full(len(whose), np.nan)
    for row, (candidate, outcome) in enumerate(zip(candidates, whose, strict=True)):
        try:
            root = Observed.of(seen[:, outcome]).root(candidate)
        except UnfitError:
            continue
        half, log_det[row] = root.half(columns[:, :, outcome]), root.log_det
        across[row], own[row] = half[:, :left].T @ half, (half[:, left:] * half[:, left:]).sum(0)
    return across, own, log_det


def side_by_side(columns: Floats, seen: Bools, candidates: Floats, whose: Places, left: int) -> Inner:
    """As `products`; `seen`, shape (days, outcomes), is true where the outcome is known."""
    packed, sorts, sort = _packed(columns, seen)
    found = _filled_up(sorts.bands(candidates))
    near, step, root, log_det = _factored(found, sort[:, whose])
    _, some, twin = np.unique(whose + 1j * candidates[:, 0], return_index=True, return_inverse=True)
    shares = near[:, None, some], found.far[sort[:, whose[some]], some][:, None, :]
    size = columns.shape[1]
    across, own = np.zeros((len(whose), left, size)), np.zeros((len(whose), size - left))
    held, spare = np.zeros((BLOCK + 2, size, len(whose))), np.empty((size, len(whose)))
    for first in range(0, len(sort), BLOCK):
        days = slice(first, min(first + BLOCK, len(sort)))
        now = held[2 : 2 + days.stop - first]
        here = packed[first : days.stop + 2][:, :, whose[some]]
        here = here[2:] + shares[0][days] * here[1:-1] + shares[1][days] * here[:-2]
        np.take(here, twin.reshape(-1), axis=2, out=now, mode="clip")
        _solved(step[days], held, spare)
        block = now.transpose(2, 1, 0) * root[days].T[:, None]
        across += block[:, :left] @ block.transpose(0, 2, 1)
        own += np.einsum("bkd,bkd->bk", block[:, left:], block[:, left:])
        held[:2] = held[len(now) : len(now) + 2]
    return across, own, log_det


def _packed(columns: Floats, seen: Bools) -> tuple[Floats, Sorts, Places]:
    """Known days alone, one after the other below two empty ones; the sorts of days, and which each is of.

    Shapes (most days + 2, columns, outcomes) and (most days, outcomes). What is empty below an outcome with fewer days
    than others is of a sort one beyond the last.
    """
    places = [np.flatnonzero(days) for days in seen.T]
    most = max(len(some) for some in places)
    sorts, each = Sorts.among(np.concatenate([steps(some) for some in places]))
    packed = np.zeros((most + 2, *columns.shape[1:]))
    sort = np.full((most, len(places)), len(sorts.steps), np.int64)
    ends = np.cumsum([len(some) for some in places])[:-1]
    for at, (some, kind) in enumerate(zip(places, np.split(each, ends), strict=True)):
        packed[2 : len(some) + 2, :, at], sort[: len(some), at] = columns[some, :, at], kind
    return packed, sorts, sort


def _filled_up(found: Bands) -> Bands:
    """With one sort more, of days that are not there."""
    ends = (1.0, 0.0, 0.0, 0.0)
    whole = (found.own, found.last, found.near, found.far)
    return Bands(*(np.vstack([part, np.full((1, part.shape[1]), end)]) for part, end in zip(whole, ends, strict=True)))


def _factored(found: Bands, sort: Places) -> tuple[Floats, Floats, Floats, Floats]:
    """The shares `near`, the triangular factor of each candidate below its diagonal of ones, and what is on it.

    Shapes (days, some), (days, 2, some) and, as one over the root, (days, some); last the log det, shape (some,).
    """
    own, last, near, far = (
        np.take_along_axis(part, sort, 0) for part in (found.own, found.last, found.near, found.far)
    )
    step, spare = np.zeros((len(sort), 2, sort.shape[1])), np.empty(sort.shape[1])
    before = earlier = np.ones(sort.shape[1])
    with np.errstate(all="ignore"):
        for day, (here, beside, share, (first, second)) in enumerate(zip(own, last, far, step, strict=True)):
            if day:
                beside -= np.multiply(share, step[day - 1, 0], out=spare)
                np.divide(beside, before, out=first)
                np.divide(share, earlier, out=second)
                here -= np.multiply(first, beside, out=spare)
                here -= np.multiply(second, share, out=spare)
            before, earlier = here, before
        return near, step, 1 / np.sqrt(own), np.log(own).sum(0)


def _solved(step: Floats, held: Floats, spare: Floats) -> None:
    """The forward solution, a day after the other, in place; two solved days stand before."""
    for day, (first, second) in enumerate(step):
        now = held[day + 2]
        now -= np.multiply(held[day + 1], first, out=spare)
        now -= np.multiply(held[day], second, out=spare)
