"""From single days to one number a period, and how evenly the diary was kept under both conditions."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tracker.stats.orders import Rows
from tracker.table import Floats

LATE = 2  # days after which an entry no longer counts
LEAST_SHARE = 0.4  # of a period's kept days
LEAST_DAYS = 2
UNEVEN = 0.15  # a difference in how often the diary was kept that is worth a word
FOLLOWED = 0.8  # below, the result is about the plan rather than the habit


def needed_days(period_days: int, drop_days: int) -> int:
    """How many recorded days a period needs to count.

    Raises:
        ValueError: unless 0 <= drop_days < period_days.
    """
    if not 0 <= drop_days < period_days:
        raise ValueError(f"{drop_days} days cannot be left out of {period_days}")
    kept = period_days - drop_days
    return 1 if period_days == 1 else max(LEAST_DAYS, math.ceil(LEAST_SHARE * kept - 1e-9))


def in_time(values: ArrayLike, days_late: ArrayLike) -> Floats:
    """The values that were entered at most two days after their day; the others become NaN, same shape.

    Args:
        values, days_late: shape (n,); NaN where nothing was recorded.
    """
    found, late = np.asarray(values, dtype=np.float64), np.asarray(days_late, dtype=np.float64)
    if found.shape != late.shape:
        raise ValueError(f"{found.shape} values, but {late.shape} times of entry")
    return np.where(late > LATE, np.nan, found)


@dataclass(frozen=True, slots=True, eq=False)
class Periods:
    """One number a period; `means` NaN for a lost one, `counts` the recorded days in it, both (..., periods)."""

    means: Floats
    counts: Floats
    kept: int  # days of a period that count
    needed: int  # of them recorded, below which it is lost

    @property
    def lost(self) -> tuple[int, ...]:
        """Which periods are lost, from 0 (for one trial)."""
        return tuple(int(k) for k in np.flatnonzero(np.isnan(self.means)))


def period_values(days: ArrayLike, period_days: int, drop_days: int) -> Periods:
    """The mean of each period's recorded days, its first `drop_days` left out whether or not the condition changed.

    Args:
        days: shape (..., periods * period_days), NaN where nothing was recorded.

    Raises:
        ValueError: if the days do not fill whole periods, are not finite, or none would be kept.
    """
    y, needed = np.asarray(days, dtype=np.float64), needed_days(period_days, drop_days)
    if not y.ndim or not y.shape[-1] or y.shape[-1] % period_days:
        raise ValueError(f"days of shape {y.shape} are no whole periods of {period_days}")
    if np.isinf(y).any():
        raise ValueError("days are finite numbers, or NaN where nothing was recorded")
    kept = y.reshape(*y.shape[:-1], -1, period_days)[..., drop_days:]
    known = ~np.isnan(kept)
    counts = known.sum(axis=-1).astype(np.float64)
    sums = np.where(known, kept, 0.0).sum(axis=-1)
    means = np.where(counts >= needed, sums / np.maximum(counts, 1), np.nan)
    return Periods(means, counts, period_days - drop_days, needed)


@dataclass(frozen=True, slots=True)
class Shares:
    """The same share under both conditions, between 0 and 1; NaN where there is nothing to share."""

    a: float
    b: float

    @property
    def uneven(self) -> bool:
        """Whether they differ by more than 15 points."""
        return abs(self.b - self.a) > UNEVEN + 1e-12

    @property
    def low(self) -> bool:
        """Whether either is under 80 %."""
        return min(self.a, self.b) < FOLLOWED - 1e-12


def filled(periods: Periods, row: Rows) -> Shares:
    """On which share of the days that count something was recorded."""
    shares = periods.counts / periods.kept
    b = np.asarray(row) == 1
    if shares.shape != b.shape:
        raise ValueError(f"{shares.shape} periods, but an order of {b.shape}")
    return Shares(_mean(shares[~b]), _mean(shares[b]))


def followed(kept_to: ArrayLike, row: Rows, period_days: int) -> Shares:
    """On which share of the days with an answer the plan was followed.

    Args:
        kept_to: shape (periods * period_days,), 1 as planned, 0 not, NaN where nothing was said.
    """
    days, b = np.asarray(kept_to, dtype=np.float64), np.repeat(np.asarray(row) == 1, period_days)
    if days.shape != b.shape:
        raise ValueError(f"{days.shape} answers for {b.shape} days")
    return Shares(_mean(days[~b]), _mean(days[b]))


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan
