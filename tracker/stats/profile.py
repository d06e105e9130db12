"""What a diary says of single days: how far they spread, how much they carry over, drift, weekdays and gaps."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tracker.table import Floats

LEAST_DAYS, LEAST_RECORDED = 28, 20  # a plan needs as much diary
LONGEST_MEMORY = 0.9
REACH = 0.84  # standard errors: 8 of 10 diaries lie within them on one side
WIDE_REACH = 1.28  # and 8 of 10 within these on both
CLEAR_DRIFT = 2.0  # standard errors
CLEAR_WEEKDAYS = 12.59  # 95 in 100 diaries without weekdays stay below (chi-square, 6 degrees of freedom)
NO_WEEKDAYS = (0.0,) * 7


@dataclass(frozen=True, slots=True)
class Profile:
    """Single days of a diary, in points of the outcome.

    `days` slots of which `recorded` hold a value; `spread` the standard deviation around the trend, `memory` the
    correlation of neighbouring days, `drift` the change a day (0 unless clear), `missing` the share of days without
    a value, `weekdays` seven deviations counted from the diary's first day (0 unless clear).

    Raises:
        ValueError: if one of them is impossible.
    """

    days: int
    recorded: int
    spread: float
    memory: float
    drift: float = 0.0
    missing: float = 0.0
    weekdays: tuple[float, ...] = NO_WEEKDAYS

    def __post_init__(self) -> None:
        sound = 0 <= self.recorded <= self.days and 0 <= self.memory < 1 and 0 <= self.missing <= 1
        if not sound or math.isinf(self.spread) or self.spread < 0 or len(self.weekdays) != 7:
            raise ValueError(f"no diary looks like {self}")

    @property
    def enough(self) -> bool:
        """Whether a plan can rest on it: 28 days, 20 of them recorded, not all the same."""
        return self.days >= LEAST_DAYS and self.recorded >= LEAST_RECORDED and self.spread > 0

    @property
    def memory_high(self) -> float:
        return min(LONGEST_MEMORY, self.memory + REACH * self._memory_error)

    @property
    def worse(self) -> "Profile":
        """The same with a longer memory and a wider spread, as far as so short a diary leaves open."""
        return self._moved(WIDE_REACH)

    @property
    def better(self) -> "Profile":
        """The same with a shorter memory and a narrower spread."""
        return self._moved(-WIDE_REACH)

    def _moved(self, errors: float) -> "Profile":
        memory = min(LONGEST_MEMORY, max(0.0, self.memory + errors * self._memory_error))
        return replace(self, memory=memory, spread=self.spread * max(0.1, 1 + errors * self._spread_error))

    @property
    def _memory_error(self) -> float:
        return math.sqrt((1 - self.memory**2) / max(1, self.recorded))

    @property
    def _spread_error(self) -> float:
        """Of the spread, as a share of it: days that carry over tell less."""
        kept = self.memory**2
        return math.sqrt((1 + kept) / (1 - kept) / (2 * max(1, self.recorded)))


def profile(values: ArrayLike) -> Profile:
    """Describe a diary's days around a straight line.

    The correlation of neighbouring recorded days is corrected for the line that was fitted to them, which makes
    a short diary look as if it carried over less. Drift counts if it is over two standard errors (wider for the
    memory), weekdays if they differ more than in 95 of 100 diaries without any.

    Args:
        values: shape (n,), one slot per calendar day, NaN where not recorded.

    Raises:
        ValueError: unless they are one row of finite numbers or NaN.

    Source of the correction: Marriott FHC, Pope JA, "Bias in the estimation of autocorrelations", Biometrika 41
    (1954), 390-402.
    """
    y = np.asarray(values, dtype=np.float64)
    if y.ndim != 1 or np.isinf(y).any():
        raise ValueError("a diary is one row of finite numbers, or NaN where nothing was recorded")
    known = np.flatnonzero(~np.isnan(y))
    if len(known) < 3:
        return Profile(len(y), len(known), math.nan, 0.0, missing=1 - len(known) / max(1, len(y)))
    slope, rest = _straightened(y, known)
    spread, memory = _spread(rest, 2), _memory(rest)
    weekdays = _weekdays(rest, spread)
    if any(weekdays):
        rest = rest - np.array(weekdays)[np.arange(len(y)) % 7]
        spread, memory = _spread(rest, 8), _memory(rest)
    error = spread / math.sqrt(((known - known.mean()) ** 2).sum()) * math.sqrt((1 + memory) / (1 - memory))
    drift = slope if abs(slope) > CLEAR_DRIFT * error else 0.0
    return Profile(len(y), len(known), spread, memory, drift, 1 - len(known) / len(y), weekdays)


def _straightened(y: Floats, known: NDArray[np.int64]) -> tuple[float, Floats]:
    """The slope a day and what is left of the days beside their line."""
    at, centre = np.arange(len(y)), float(np.mean(known))
    recorded = y[known]
    slope = float(((known - centre) * (recorded - recorded.mean())).sum() / ((known - centre) ** 2).sum())
    rest = y - recorded.mean() - slope * (at - centre)
    tiny = 1e-9 * max(1.0, float(np.abs(recorded).max()))
    return slope, np.where(np.abs(rest) < tiny, 0.0, rest)


def _spread(rest: Floats, fitted: int) -> float:
    known = rest[~np.isnan(rest)]
    return math.sqrt(float((known**2).sum()) / max(1, len(known) - fitted))


def _memory(rest: Floats) -> float:
    known = rest[~np.isnan(rest)]
    products = rest[1:] * rest[:-1]
    products = products[~np.isnan(products)]
    variance, n = float((known**2).mean()), len(known)
    if not variance or not len(products):
        return 0.0
    found = float(products.mean()) / variance
    if n > 8:
        found = (found + 2 / n) / (1 - 4 / n)
    return min(LONGEST_MEMORY, max(0.0, found))


def _weekdays(rest: Floats, spread: float) -> tuple[float, ...]:
    groups = [rest[first::7] for first in range(7)]
    groups = [group[~np.isnan(group)] for group in groups]
    if not spread or min(map(len, groups)) < 3:
        return NO_WEEKDAYS
    means = np.array([group.mean() for group in groups])
    means -= means.mean()
    apart = sum(len(group) * mean**2 for group, mean in zip(groups, means, strict=True)) / spread**2
    if apart <= CLEAR_WEEKDAYS:
        return NO_WEEKDAYS
    return tuple(float(mean) for mean in means)
