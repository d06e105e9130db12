"""Least squares on days that carry over and drift: each day less its share of the last ones, so that years cost little.

An outcome is taken as explained part + slow drift (a random walk) + carry-over (first-order autoregression) + noise
of the single day. From every known day so much of the two known days before it is taken off that neither drift nor
carry-over of those days is left. What remains goes with the two known days before and with no others, so that the
covariance is a narrow band; across a gap the shares are others, and nothing needs filling.

Source: Ansley CF, Biometrika 1979;66:59.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.table import Bools, Floats

# A candidate covariance is (carry, lasting, drift): the correlation of one day with the next, and the variances of
# the carried-over part and of a day's step of the drift, both as multiples of the variance of the single day's noise.
Candidate = Floats
Days = NDArray[np.int64]

RIDGE = 1e-9  # keeps a nuisance column that no observed day moves from stopping everything


class UnfitError(ArithmeticError):
    """A candidate covariance that cannot be factored in floating point."""


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Known days less their shares: each sort of day in a row, each candidate in a column.

    `own` is the variance, `last` the covariance with the known day before; that with the one before it is `far`, since
    only the noise of that day is in both. `near` and `far` are the shares: what is added of these two days.
    """

    own: Floats
    last: Floats
    near: Floats
    far: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sorts:
    """Sorts of days by how they follow the known ones before: `steps`, shape (k, 3).

    The days from the known day before, from the one before that to it, and once more; below zero where there is no
    such day and the diary's beginning is meant, and 0 beyond. `lengths` are those that occur, `at` where in them.
    """

    steps: Days
    lengths: Days
    at: Days

    @classmethod
    def among(cls, steps: Days) -> tuple["Sorts", Days]:
        """The sorts among steps, shape (known, 3), and which of them each is, shape (known,)."""
        reach = 2 * int(np.abs(steps).max(initial=0)) + 1
        names = steps @ np.array([reach * reach, reach, 1])
        _, first, sort = np.unique(names, return_index=True, return_inverse=True)
        lengths, at = np.unique(np.abs(steps[first]), return_inverse=True)
        return cls(steps[first], lengths, at.reshape(-1, 3)), sort.reshape(-1)

    def bands(self, candidates: Floats) -> Bands:
        """The shares and covariances of each sort under each candidate, shape (some, 3)."""
        carry, lasting, drift = candidates.T
        carried = (carry ** self.lengths[:, None])[self.at] * (self.steps > 0)[:, :, None]
        now, before, earlier = carried.transpose(1, 0, 2)
        second, third = self.steps[:, 1, None] != 0, self.steps[:, 2, None] != 0
        apart = 1 - before
        far = before * (1 - now) / apart
        near, near_before = -(1 + far) * second, -(1 + earlier * apart / (1 - earlier)) * third
        new, walked = lasting * (1 - before * before), drift * np.abs(self.steps[:, 1, None])
        left = (now + near) * second
        own = drift * np.abs(self.steps[:, 0, None]) + lasting * (1 - now * now) + 1
        own += far * far * (walked + 1) + left * left * new + near * near
        return Bands(own, far * (near_before - walked) + left * new + near, near, far)


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """The days on which an outcome is known, and the algebra that rests on them alone.

    Their `places`, shape (known,), the `sorts` among them, and of which `sort` each is, shape (known,).
    """

    places: Days
    sorts: Sorts
    sort: Days

    @classmethod
    def of(cls, days: Bools) -> "Observed":
        """From true for every known day, shape (days,)."""
        places = np.flatnonzero(days)
        return cls(places, *Sorts.among(steps(places)))

    @property
    def count(self) -> int:
        return len(self.places)

    def root(self, candidate: Candidate) -> "Root":
        """The Cholesky factor of the covariance.

        Raises:
            UnfitError: if the covariance is not positive definite in floating point.
        """
        from scipy.linalg.lapack import dpbtrf  # slow to import, and only a page with insights needs it

        found = self.sorts.bands(candidate[None])
        own, last, near, far = (part[:, 0][self.sort] for part in (found.own, found.last, found.near, found.far))
        band = np.zeros((3, self.count), order="F")
        band[0], band[1, :-1], band[2, :-2] = own, last[1:], far[2:]
        factor, failed = dpbtrf(band, lower=1, overwrite_ab=1)
        if failed or not np.isfinite(factor[0]).all():
            raise UnfitError(f"no factor for {candidate.tolist()}")
        return Root(self, near, far, factor, float(candidate[2]))


@dataclass(frozen=True, slots=True, eq=False)
class Root:
    """A candidate's covariance of the known days, as a banded triangle and the shares before it."""

    observed: Observed
    near: Floats
    far: Floats
    factor: Floats
    drift: float

    @property
    def log_det(self) -> float:
        return float(2 * np.log(self.factor[0]).sum())

    def half(self, columns: Floats) -> Floats:
        """Columns, shape (days, k), as they would be without any covariance: shape (known, k), known days only."""
        from scipy.linalg.lapack import dtbtrs

        known = columns.T.take(self.observed.places, axis=1)
        left = known.copy()
        left[:, 1:] += self.near[1:] * known[:, :-1]
        left[:, 2:] += self.far[2:] * known[:, :-2]
        return np.asarray(dtbtrs(self.factor, left.T, uplo="L", trans="N", diag="N", overwrite_b=1)[0])

    def products(self, columns: Floats) -> Floats:
        """All inner products of columns, shape (days, k), under the inverse covariance, shape (k, k)."""
        half = self.half(columns)
        return np.asarray(half.T @ half)

    def drifted(self, residual: Floats) -> Floats:
        """The expected drift of every day, given what is left unexplained, shape (days,)."""
        from scipy.linalg.lapack import dtbtrs

        solved = dtbtrs(self.factor, self.half(residual[:, None]), uplo="L", trans="T", diag="N")[0][:, 0]
        pulls = np.zeros(len(residual))
        pulls[self.observed.places] = solved
        pulls[self.observed.places[:-1]] += self.near[1:] * solved[1:]
        pulls[self.observed.places[:-2]] += self.far[2:] * solved[2:]
        return np.asarray(self.drift * np.cumsum(np.cumsum(pulls[::-1])[::-1]))


def steps(places: Days) -> Days:
    """From known days to how each follows the last three, shape (known, 3), as `Sorts` tells it."""
    apart = np.concatenate([[0, 0], -1 - places[:1], np.diff(places)]) if len(places) else np.zeros(2, np.int64)
    return np.column_stack([apart[2:], apart[1:-1], apart[: len(places)]])


def steadied(products: Floats) -> Floats:
    """The same square matrices, shape (..., k, k), with a hair's breadth on their diagonals."""
    size = products.shape[-1]
    breadth = RIDGE * np.trace(products, axis1=-2, axis2=-1) / size
    return np.asarray(products + np.eye(size) * np.asarray(breadth)[..., None, None])
