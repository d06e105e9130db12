"""Describes a diary: means, a person's usual, weekdays, coverage, before and after; absent is NaN, never 0."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tracker.table import Floats, Series, Span

USUAL_DAYS = 90
USUAL_LEAST = 14


def rolling_mean(values: Floats, window: int, minimum: int) -> Floats:
    """The mean of each day and the `window - 1` days before it, same shape as `values`.

    NaN where fewer than `minimum` of those days are recorded, so a gap stays a gap.

    Raises:
        ValueError: unless 1 <= minimum <= window.
    """
    if not 1 <= minimum <= window:
        raise ValueError(f"a mean of {window} days cannot rest on {minimum}")
    known = ~np.isnan(values)
    sums = np.concatenate(([0.0], np.cumsum(np.where(known, values, 0.0))))
    counts = np.concatenate(([0], np.cumsum(known)))
    first = np.maximum(np.arange(len(values)) - window + 1, 0)
    last = np.arange(len(values)) + 1
    n = counts[last] - counts[first]
    return np.where(n >= minimum, (sums[last] - sums[first]) / np.maximum(n, 1), np.nan)


def usual(values: Floats, days: int = USUAL_DAYS, minimum: int = USUAL_LEAST) -> float:
    """The median of the last `days` recorded days, in the metric's unit; NaN if fewer than `minimum` are."""
    known = values[~np.isnan(values)][-days:]
    return float(np.median(known)) if len(known) >= minimum else math.nan


def at_shares(values: Floats, shares: Sequence[float]) -> list[float]:
    """What so large shares of the values lie below, by linear interpolation; to the last bit `numpy.percentile`.

    Args:
        values: shape (n,), at least one, none NaN; few enough that looking up how to do it would take most of the time.
    """
    ordered, found = np.sort(values), []
    for share in shares:
        below, part = divmod((len(ordered) - 1) * share, 1)
        low, high = float(ordered[int(below)]), float(ordered[min(int(below) + 1, len(ordered) - 1)])
        found.append(low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part))
    return found


@dataclass(frozen=True, slots=True)
class Group:
    """Some days summed up: their number, mean and quartiles in the metric's unit (NaN if there are none)."""

    n: int
    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Floats) -> "Group":
        """Sum up the recorded ones among `values`; quartiles by linear interpolation."""
        known = values[~np.isnan(values)]
        if not len(known):
            return cls(0, math.nan, math.nan, math.nan)
        low, high = at_shares(known, (0.25, 0.75))
        return cls(len(known), float(np.add.reduce(known) / len(known)), low, high)  # known.mean(), in half the time


def by_weekday(series: Series) -> tuple[Group, ...]:
    """Seven groups, Monday first."""
    weekday = (np.arange(len(series.span)) + series.span.start.weekday()) % 7
    return tuple(Group.of(series.values[weekday == day]) for day in range(7))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of how many days are recorded; `off` more were not, and nobody expected them to be."""

    noted: int
    days: int
    off: int = 0

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.noted / max(self.days, 1)


def coverage(series: Series) -> Coverage:
    """How much of its span a series records; days off count as expected only where they were recorded after all."""
    return Coverage(series.noted, len(series.span) - series.excused, series.excused)


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of days without a value; `start` is its first day."""

    days: int
    start: date | None


def longest_gap(series: Series) -> Gap | None:
    """The longest run of days not recorded since the first recorded one, the latest if several are as long.

    Days before the first value are no gap: nobody had begun to note it. Days that nobody expected to be recorded
    count as little. None if there is no value at all.
    """
    if not series.noted:
        return None
    idle = np.zeros(len(series.values), bool) if series.off is None else series.off & ~series.known
    slots = np.flatnonzero(~idle)  # the days that count, in order
    filled = np.flatnonzero(series.known[slots])
    lengths = np.diff(np.append(filled, len(slots))) - 1
    at = len(lengths) - 1 - int(np.argmax(lengths[::-1]))
    days = int(lengths[at])
    return Gap(days, series.span.start + timedelta(days=int(slots[filled[at] + 1])) if days else None)


BEFORE, AFTER = 14, 28


@dataclass(frozen=True, slots=True)
class Around:
    """The days before and after day 0; day 0 itself belongs to neither side."""

    before: Group
    after: Group


def window(start: date) -> Span:
    """The 14 days before `start`, the day itself and the 28 days after it."""
    return Span(start - timedelta(days=BEFORE), start + timedelta(days=AFTER))


def around(series: Series, start: date) -> Around:
    """Both sides of `start`, whatever span the series has."""
    values = series.within(window(start)).values
    return Around(Group.of(values[:BEFORE]), Group.of(values[BEFORE + 1 :]))


@dataclass(frozen=True, slots=True)
class Shape:
    """What a line looks like, for a sentence: its days, ends and the mean of each third (NaN where nothing is)."""

    coverage: Coverage
    mean: float
    lowest: float
    highest: float
    thirds: tuple[float, float, float]


def shape(series: Series) -> Shape:
    """The facts of a trend sentence, in the metric's unit."""
    known = series.values[series.known]
    lowest, highest = (float(known.min()), float(known.max())) if len(known) else (math.nan, math.nan)
    first, middle, last = map(_mean, np.array_split(series.values, 3))
    return Shape(coverage(series), _mean(series.values), lowest, highest, (first, middle, last))


def _mean(values: Floats) -> float:
    """Of the recorded ones; NaN if there are none."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan
