"""When a habit is looked at: the same day, the day before, or the mean of some days up to it."""

import re
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tracker.stats.covariance import known
from tracker.table import Bools, Floats

SAME, NEXT, FORTNIGHT = "same", "next", "avg14"
WINDOWS = (SAME, NEXT, FORTNIGHT)
MEAN = re.compile(r"avg([1-9]\d{0,2})")

LONGEST_FILLED = 7  # days of a gap in a habit that are filled from its neighbours
TAME_AT = 2.5  # standard deviations
LEAST_TO_FILL = 10

LEAST_DAYS = 40  # on which both are known; also of the outcome alone
LEAST_MEANS = 75  # the same for a mean of several days
LEAST_EACH = 8  # days of each answer to a yes-or-no habit, or off the commonest value of another
LEAST_SWITCHES = 3
LEAST_VARIED = 12  # days of the outcome off its commonest value


class Lack(StrEnum):
    """What there is too little of for a question to be asked."""

    OUTCOME_DAYS = "outcome_days"  # days with the outcome
    OUTCOME_VARIED = "outcome_varied"  # days on which the outcome was off its commonest value
    DAYS = "days"  # days with both
    ANSWERS = "answers"  # days with the rarer answer of a yes-or-no habit
    SWITCHES = "switches"  # changes between yes and no
    VARIED = "varied"  # days on which the habit was off its commonest value


@dataclass(frozen=True, slots=True)
class Need:
    """What is lacking, and how many more such days (or switches) are needed at least."""

    lack: Lack
    more: int


def length(window: str) -> int:
    """Days in the mean that `window` names; 0 for the same day, -1 for the day before.

    Raises:
        ValueError: if there is no such window.
    """
    if window in (SAME, NEXT):
        return 0 if window == SAME else -1
    if not (found := MEAN.fullmatch(window)):
        raise ValueError(f"there is no window {window!r}: same, next, or avg and a number of days")
    return int(found[1])


def looked_at(habit: Floats, window: str) -> Floats:
    """The habit as each day sees it through the window, same shape; NaN where that is not known.

    A mean needs half of its days, and all of them within the diary.
    """
    if (days := length(window)) <= 0:
        return habit.copy() if days == 0 else np.concatenate(([np.nan], habit[:-1]))
    there = known(habit)
    sums = np.concatenate(([0.0], np.cumsum(np.where(there, habit, 0.0))))
    counts = np.concatenate(([0], np.cumsum(there)))
    end = np.arange(1, len(habit) + 1)
    start = np.maximum(end - days, 0)
    count = counts[end] - counts[start]
    return np.where((count >= days / 2) & (end >= days), (sums[end] - sums[start]) / np.maximum(count, 1), np.nan)


def filled(habit: Floats) -> Floats:
    """The habit with gaps of up to a week filled from the days around them, same shape.

    What lies between two known days is drawn towards the mean, the more so the less one day says about the next.
    Only the habit itself is used, so that filling cannot make a link with anything.
    """
    at = np.flatnonzero(known(habit))
    if len(at) < LEAST_TO_FILL:
        return habit.copy()
    mean, days = habit[at].mean(), np.arange(len(habit))
    after = np.searchsorted(at, days)
    inside = (after > 0) & (after < len(at))
    after = np.clip(after, 1, len(at) - 1)
    short = inside & (at[after] - at[after - 1] - 1 <= LONGEST_FILLED)
    between = mean + _carry(habit - mean) * (np.interp(days, at, habit[at]) - mean)
    return np.where(known(habit), habit, np.where(short, between, np.nan))


def _carry(centred: Floats) -> float:
    """The correlation of one day with the next, between 0 and 1."""
    there = known(centred)
    value = np.where(there, centred, 0.0)
    variance = (value * value).sum() / there.sum()
    pairs = max((there[1:] & there[:-1]).sum(), 1)
    return float(np.clip((value[1:] * value[:-1]).sum() / pairs / variance, 0, 1)) if variance > 0 else 0.0


def tame(values: Floats) -> Floats:
    """The values with far ones pulled in to 2.5 standard deviations, twice, so that no single day decides."""
    for _ in range(2):
        mean, far = values.mean(), TAME_AT * values.std()
        values = np.clip(values, mean - far, mean + far)
    return values


def for_testing(habit: Floats, window: str) -> Floats:
    """The finite, tamed column that is tested: short gaps filled, the remaining days at the mean."""
    column = looked_at(filled(habit), window)
    if not len(column):
        return column
    mean = np.nanmean(column) if known(column).any() else 0.0
    return tame(np.where(known(column), column, mean))


def as_known(habit: Floats, window: str) -> Floats:
    """The column that is reported: recorded days only, except that a mean of days may bridge short gaps."""
    return looked_at(filled(habit) if length(window) > 0 else habit, window)


def outcome_needs(outcome: Floats) -> Need | None:
    """What an outcome lacks to be asked about at all."""
    values = outcome[known(outcome)]
    if len(values) < LEAST_DAYS:
        return Need(Lack.OUTCOME_DAYS, LEAST_DAYS - len(values))
    varied = off_commonest(values)
    return Need(Lack.OUTCOME_VARIED, LEAST_VARIED - varied) if varied < LEAST_VARIED else None


def off_commonest(values: Floats) -> int:
    """How many of the values, all known, differ from the one that occurs most."""
    return len(values) - int(np.unique(values, return_counts=True)[1].max()) if len(values) else 0


@dataclass(frozen=True, slots=True, eq=False)
class Habit:
    """A habit and what its minimum of data rests on: its only two answers, switches, days off the commonest."""

    values: Floats
    answers: tuple[float, ...]
    switches: int
    varied: int

    @classmethod
    def of(cls, values: Floats) -> "Habit":
        recorded = values[known(values)]
        distinct = np.unique(recorded)
        answers = tuple(distinct.tolist()) if len(distinct) == 2 else ()
        return cls(values, answers, int((np.diff(recorded) != 0).sum()), off_commonest(recorded))


def habit_needs(habit: Habit, column: Floats, there: Bools, window: str) -> Need | None:
    """What a habit lacks to be asked about through a window.

    Args:
        column: the habit as known through the window, shape (days,).
        there: where the outcome is known.
    """
    both = known(column) & there
    least = LEAST_MEANS if length(window) > 0 else LEAST_DAYS
    if (count := int(both.sum())) < least:
        return Need(Lack.DAYS, least - count)
    if np.ptp(column[both]) == 0:
        return Need(Lack.VARIED, LEAST_EACH)
    if not habit.answers:
        return Need(Lack.VARIED, LEAST_EACH - habit.varied) if habit.varied < LEAST_EACH else None
    rarer = min(int((habit.values[both] == answer).sum()) for answer in habit.answers)
    if rarer < LEAST_EACH:
        return Need(Lack.ANSWERS, LEAST_EACH - rarer)
    return Need(Lack.SWITCHES, LEAST_SWITCHES - habit.switches) if habit.switches < LEAST_SWITCHES else None
