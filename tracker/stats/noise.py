"""What noise looks like: the same search with the habits moved round against the outcomes, so that any find is luck."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tracker.stats.asked import Columns, Dates, checked, laid
from tracker.stats.association import RATE
from tracker.stats.covariance import known
from tracker.stats.multiplicity import false_discovery, simes
from tracker.stats.plain import LEVEL, correlations, shifts, tested_cells
from tracker.stats.search import Search, search
from tracker.stats.slopes import tested
from tracker.stats.windows import LEAST_DAYS, LEAST_MEANS, WINDOWS, length
from tracker.table import Bools, Floats

MOST_SHIFTS = 40


@dataclass(frozen=True, slots=True)
class Moved:
    """The search with habits moved by `days`: pairs shown by us, and pairs and questions by a plain correlation."""

    days: int
    ours: int
    plain_pairs: int
    plain_questions: int


def noise(
    dates: Dates,
    habits: Columns,
    outcomes: Columns,
    *,
    windows: Sequence[str] = WINDOWS,
    q: float = RATE,
    most: int = MOST_SHIFTS,
) -> Iterator[Moved]:
    """Move the habits by whole weeks, at least three each way, and count what is shown; one result after the other.

    What carries over, drifts or belongs to weekdays stays as it is in both; only what belongs together is torn apart.
    Nothing comes if the diary is too short to be moved or has no question to ask.

    Args:
        dates, habits, outcomes, windows, q: as for `find_associations`.
        most: how many shifts are tried at most, evenly spread over the diary.

    Raises:
        ValueError: as `find_associations`.
    """
    found = search(laid(dates, habits, outcomes), checked(windows, q))
    if found.fits:
        yield from (_moved(found, days, q) for days in shifts(found.diary.days, most))


def _moved(found: Search, days: int, q: float) -> Moved:
    looked = np.roll(np.column_stack([look.known for look in found.looks]), days, axis=0)
    columns = np.roll(np.column_stack([look.tested for look in found.looks]), days, axis=0)
    fits = list(found.fits.values())
    outcomes = np.column_stack([fit.outcome for fit in fits])
    asked = tested_cells(found) & _enough(found, looked, outcomes)
    plain = asked & (correlations(looked, outcomes) < LEVEL)
    p = np.column_stack([one.p for one in tested(outcomes, fits[0].base, columns, [fit.considered for fit in fits])])
    groups = [asked[rows, at] for rows in _rows(found) for at in range(len(fits))]
    together = [p[rows, at] for rows in _rows(found) for at in range(len(fits))]
    ours = np.array([simes(some[there]) for some, there in zip(together, groups, strict=True) if there.any()])
    pairs = sum(bool(plain[rows, at].any()) for rows in _rows(found) for at in range(len(fits)))
    return Moved(days, int((false_discovery(ours) <= q).sum()), pairs, int(plain.sum()))


def _rows(found: Search) -> list[list[int]]:
    """The looks at each habit."""
    names = [look.habit for look in found.looks]
    return [[at for at, name in enumerate(names) if name == habit] for habit in dict.fromkeys(names)]


def _enough(found: Search, looked: Floats, outcomes: Floats) -> Bools:
    """Which look still has days enough with which outcome, shape (looks, outcomes)."""
    least = np.array([LEAST_MEANS if length(look.window) > 0 else LEAST_DAYS for look in found.looks])
    return np.asarray(known(looked).T * 1.0 @ known(outcomes) >= least[:, None])
