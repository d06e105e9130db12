"""A diary laid out day by day, and the questions that are asked of it: every habit, outcome and window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from tracker.stats.covariance import known, nuisance
from tracker.stats.windows import Habit, Need, as_known, for_testing, habit_needs, length, outcome_needs
from tracker.table import Floats

Dates = NDArray[np.datetime64]
Columns = Mapping[str, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """One slot per calendar day, from the first day with any record to the last; NaN where nothing was noted."""

    start: np.datetime64
    days: int
    habits: dict[str, Floats]
    outcomes: dict[str, Floats]
    context: dict[str, Floats]

    @property
    def dates(self) -> Dates:
        return self.start + np.arange(self.days)

    @property
    def base(self) -> Floats:
        """Level, trend and weekdays, shape (days, 8)."""
        monday = 3  # the first day of 1970 was a Thursday
        return nuisance((np.arange(self.days) + int(self.start.astype(int)) + monday) % 7)


def laid(dates: Dates, habits: Columns, outcomes: Columns, context: Columns | None = None) -> Laid:
    """Check what was given and lay it out; days before the first record and after the last are left off.

    Raises:
        ValueError: if the dates are not strictly increasing days, a column does not fit to them, or holds infinity.
    """
    slots = _slots(dates)
    given = {"habit": habits, "outcome": outcomes, "context": context or {}}
    values = {kind: {name: _column(name, v, len(dates)) for name, v in some.items()} for kind, some in given.items()}
    rows = [v for kind in ("habit", "outcome") for v in values[kind].values()]
    noted = np.flatnonzero(known(np.array(rows)).any(0)) if rows else np.empty(0, int)
    if not len(noted):
        slots, start, days = slots[:0], np.datetime64("1970-01-01", "D"), 0
        values = {kind: {name: v[:0] for name, v in some.items()} for kind, some in values.items()}
    else:
        start, days = dates[noted[0]].astype("datetime64[D]"), int(slots[noted[-1]] - slots[noted[0]]) + 1
        slots = slots - slots[noted[0]]
    within = (slots >= 0) & (slots < days)

    def daily(column: Floats) -> Floats:
        row = np.full(days, np.nan)
        row[slots[within]] = column[within]
        return row

    habits, outcomes, around = ({name: daily(v) for name, v in values[kind].items()} for kind in given)
    return Laid(start, days, habits, outcomes, around)


def _slots(dates: Dates) -> NDArray[np.int64]:
    if not isinstance(dates, np.ndarray) or dates.ndim != 1 or dates.dtype != np.dtype("datetime64[D]"):
        raise ValueError("dates must be a one-dimensional numpy array of datetime64[D]")
    if np.isnat(dates).any():
        raise ValueError("dates must not hold NaT")
    slots = dates.astype(np.int64)
    if (np.diff(slots) <= 0).any():
        raise ValueError("dates must be strictly increasing")
    return slots


def _column(name: str, values: Floats, days: int) -> Floats:
    try:
        column = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name!r} must hold numbers") from None
    if column.shape != (days,):
        raise ValueError(f"{name!r} has the shape {column.shape}, but there are {days} dates")
    if np.isinf(column).any():
        raise ValueError(f"{name!r} must not hold infinity")
    return column


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A habit through a window: what is known of it, and the finite column of mean 0 and spread 1 that is tested."""

    habit: str
    window: str
    known: Floats
    tested: Floats
    spread: float  # of the tested column, in the habit's unit; 0 if it never changes


def looks(diary: Laid, windows: Sequence[str]) -> list[Look]:
    """Every habit through every window."""
    return [_look(habit, diary.habits[habit], window) for habit, window in product(diary.habits, windows)]


def _look(name: str, habit: Floats, window: str) -> Look:
    column = for_testing(habit, window)
    if not len(column):
        return Look(name, window, column, column, 0.0)
    spread = float(column.std())
    return Look(name, window, as_known(habit, window), (column - column.mean()) / (spread or 1.0), spread)


@dataclass(frozen=True, slots=True)
class Question:
    """One of the questions asked; `need` says what is lacking for an answer (None: nothing), `n` the days with both."""

    habit: str
    outcome: str
    window: str
    n: int
    need: Need | None


def questions(diary: Laid, seen: list[Look]) -> list[Question]:
    """Every look with every outcome, in the order of the outcomes; a name is never asked about itself."""
    found, habits = [], {name: Habit.of(values) for name, values in diary.habits.items()}
    for name, outcome in diary.outcomes.items():
        lacking, there = outcome_needs(outcome), known(outcome)
        for look in seen:
            if look.habit != name:
                need = lacking or habit_needs(habits[look.habit], look.known, there, look.window)
                found.append(Question(look.habit, name, look.window, int((known(look.known) & there).sum()), need))
    return found


def checked(windows: Sequence[str], q: float) -> tuple[str, ...]:
    """The windows, if they and the false discovery rate make sense.

    Raises:
        ValueError: if a window is unknown or named twice, there is none, or q is not between 0 and 1.
    """
    for window in windows:
        length(window)
    if not windows or len(set(windows)) < len(windows):
        raise ValueError("windows must be named, each once")
    if not 0 < q < 1:
        raise ValueError(f"a false discovery rate lies between 0 and 1, not at {q}")
    return tuple(windows)
