"""Thins a long diary: a mark a day up to 400 days, then a mark a week, then a mark a month."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tracker.stats.summary import rolling_mean
from tracker.table import Floats, Series, Span

Counts = NDArray[np.int64]
MOST_DAYS = 400
MOST_WEEKS = 200
LEAST_NOTED = 3  # a mean of a week or a month rests on at least so many recorded days


class Grain(StrEnum):
    """What one mark stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def window(self) -> int:
        """Days in the running mean that is drawn beside marks of this grain."""
        return {Grain.DAY: 7, Grain.WEEK: 28, Grain.MONTH: 365}[self]

    @property
    def minimum(self) -> int:
        """Recorded days that running mean needs."""
        return {Grain.DAY: 3, Grain.WEEK: 8, Grain.MONTH: 60}[self]


def grain(span: Span) -> Grain:
    """The finest grain that stays readable over `span`."""
    if len(span) <= MOST_DAYS:
        return Grain.DAY
    return Grain.WEEK if len(span) <= MOST_WEEKS * 7 else Grain.MONTH


def starts(span: Span, step: Grain) -> NDArray[np.int64]:
    """The slots at which a new day, week (Monday) or month begins; the first is always 0."""
    days = span.dates()
    if step is Grain.DAY:
        return np.arange(len(days))
    if step is Grain.WEEK:
        new = (np.arange(len(days)) + span.start.weekday()) % 7 == 0
    else:
        months = days.astype("datetime64[M]")
        new = np.concatenate(([True], months[1:] != months[:-1]))
    new[0] = True
    return np.flatnonzero(new)


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """One value a mark: `at` is its middle in slots of the span, `width` in days; only recorded ones are here."""

    at: Floats
    values: Floats
    width: float


def marks(series: Series, step: Grain, *, middle: bool = False) -> Marks:
    """The recorded days, or the mean (the median if `middle`) of each week or month with enough of them."""
    if step is Grain.DAY:
        slots = np.flatnonzero(series.known).astype(float)
        return Marks(slots, series.values[series.known], 1)
    first = starts(series.span, step)
    last = np.append(first[1:], len(series.span))
    group = np.repeat(np.arange(len(first)), last - first)[series.known]
    n = np.bincount(group, minlength=len(first))
    sums = (_medians if middle else _means)(series.values[series.known], group, n)
    noted = n >= LEAST_NOTED
    return Marks(((first + last - 1) / 2)[noted], sums[noted], 7 if step is Grain.WEEK else 365.25 / 12)


def _means(values: Floats, group: Counts, n: Counts) -> Floats:
    means: Floats = np.bincount(group, values, len(n)) / np.maximum(n, 1)
    return means


def _medians(values: Floats, group: Counts, n: Counts) -> Floats:
    """Of each group of values; anything where a group is empty."""
    ordered = np.append(values[np.lexsort((values, group))], 0.0)
    first = np.cumsum(n) - n
    medians: Floats = (ordered[first + np.maximum(n - 1, 0) // 2] + ordered[first + n // 2]) / 2
    return medians


def line(series: Series, span: Span, step: Grain) -> tuple[Floats, Floats]:
    """The running mean within `span` as slots and values, one point a mark; earlier days of `series` lead in."""
    means = Series(series.key, series.span, rolling_mean(series.values, step.window, step.minimum)).within(span).values
    at = np.append(starts(span, step)[1:] - 1, len(span) - 1) if step is not Grain.DAY else np.arange(len(span))
    return at.astype(float), means[at]


@lru_cache(maxsize=64)
def months(span: Span) -> tuple[Span, ...]:
    """The calendar months that `span` touches, cut to it."""
    return _parts(span, Grain.MONTH)


@lru_cache(maxsize=64)
def weeks(span: Span) -> tuple[Span, ...]:
    """The weeks from Monday on that `span` touches, cut to it."""
    return _parts(span, Grain.WEEK)


def _parts(span: Span, step: Grain) -> tuple[Span, ...]:
    days: list[date] = list(span)
    first = [int(slot) for slot in starts(span, step)]
    return tuple(Span(days[a], days[b - 1]) for a, b in zip(first, [*first[1:], len(days)], strict=True))
