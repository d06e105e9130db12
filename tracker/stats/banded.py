"""Least squares on days that carry over and drift: the covariance as a banded matrix, so that years cost little.

An outcome is taken as explained part + slow drift (a random walk) + carry-over (first-order autoregression) + noise
of the single day. Both hidden parts together have a precision matrix of order twice the days and bandwidth two;
whatever is not observed has weight zero, so that a gap needs no filling.

Source: Rue H, Held L, Gaussian Markov Random Fields, 2005, chapter 2; Woodbury's identity.
"""

from dataclasses import dataclass

import numpy as np

from tracker.table import Bools, Floats

# A candidate covariance is (carry, lasting, drift): the correlation of one day with the next, and the variances of
# the carried-over part and of a day's step of the drift, both as multiples of the variance of the single day's noise.
Candidate = Floats

RIDGE = 1e-9  # keeps a nuisance column that no observed day moves from stopping everything


class UnfitError(ArithmeticError):
    """A candidate covariance that cannot be factored in floating point."""


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """The days on which an outcome is known, shape (days,), and the algebra that rests on them alone."""

    days: Bools

    @property
    def count(self) -> int:
        return int(self.days.sum())

    def factor(self, candidate: Candidate) -> tuple[Floats, float]:
        """The banded Cholesky factor of the hidden parts' precision, and log det of the covariance.

        Raises:
            UnfitError: if the matrix is not positive definite in floating point.
        """
        from scipy.linalg.lapack import dpbtrf  # slow to import, and only a page with insights needs it

        carry, lasting, drift = (float(part) for part in candidate)
        days = len(self.days)
        band = self._precision(carry, 1.0 / (lasting * (1 - carry * carry)), drift)
        factor, failed = dpbtrf(band, lower=0, overwrite_ab=1)
        if failed:
            raise UnfitError(f"no factor for carry {carry}, lasting {lasting}, drift {drift}")
        scale = days * np.log(drift * lasting) + (days - 1) * np.log1p(-carry * carry)
        return factor, float(2 * np.log(factor[2]).sum() + scale)

    def _precision(self, carry: float, tight: float, drift: float) -> Floats:
        """Upper band storage, shape (3, 2 * days): drift in even places, carried-over part in odd ones."""
        seen, days = self.days * 1.0, len(self.days)
        band = np.zeros((3, 2 * days), order="F")
        band[2, 0::2] = 2.0 / drift + seen
        band[2, 2 * days - 2] = 1.0 / drift + seen[-1]
        band[2, 1::2] = tight * (1 + carry * carry) + seen
        band[2, 1], band[2, 2 * days - 1] = tight + seen[0], tight + seen[-1]
        band[1, 1::2] = seen
        band[0, 2::2], band[0, 3::2] = -1.0 / drift, -carry * tight
        return band

    def products(self, factor: Floats, columns: Floats) -> Floats:
        """All inner products of columns, shape (days, k), under the inverse covariance, shape (k, k)."""
        from scipy.linalg.lapack import dtbtrs

        wide = self._widen(columns)
        half, _ = dtbtrs(factor, wide, uplo="U", trans="T", diag="N")
        plain = wide[0::2]
        return np.asarray(plain.T @ plain - half.T @ half)

    def hidden(self, factor: Floats, residual: Floats) -> tuple[Floats, Floats]:
        """The expected drift and carried-over part of every day, given what is left unexplained, shape (days,)."""
        from scipy.linalg.lapack import dtbtrs

        half, _ = dtbtrs(factor, self._widen(residual[:, None]), uplo="U", trans="T", diag="N")
        solved, _ = dtbtrs(factor, half, uplo="U", trans="N", diag="N")
        return solved[0::2, 0], solved[1::2, 0]

    def _widen(self, columns: Floats) -> Floats:
        """The columns laid under both hidden parts, shape (2 * days, k), zero where unobserved."""
        wide = np.empty((2 * len(self.days), columns.shape[1]), order="F")
        wide[0::2] = wide[1::2] = np.where(self.days[:, None], columns, 0.0)
        return wide


def steadied(products: Floats) -> Floats:
    """The same square matrices, shape (..., k, k), with a hair's breadth on their diagonals."""
    size = products.shape[-1]
    breadth = RIDGE * np.trace(products, axis1=-2, axis2=-1) / size
    return np.asarray(products + np.eye(size) * np.asarray(breadth)[..., None, None])
