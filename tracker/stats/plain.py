"""What a plain correlation would have shown of the same diary, for comparison: it takes every day for a new one."""

from collections.abc import Sequence

import numpy as np

from tracker.stats.covariance import known
from tracker.stats.findings import Plain
from tracker.stats.search import Search
from tracker.table import Bools, Floats

LEVEL = 0.05
WEEK = 7
NEAREST = 21  # days by which outcomes are moved at least, so that true links are broken
MOST_SHIFTS = 12
LEAST = 4  # days below which a correlation has no p value


def correlations(columns: Floats, outcomes: Floats) -> Floats:
    """The p value of each column with each outcome, shape (columns, outcomes); 1 where there is none.

    Args:
        columns, outcomes: shape (days, any), NaN where not recorded; a pair uses the days on which both are known.

    Source: Pearson's product-moment correlation with Student's t of n - 2 degrees of freedom.
    """
    return _chances(_parts(columns), _parts(outcomes))


def _chances(columns: Floats, outcomes: Floats) -> Floats:
    """As `correlations`, from the `_parts` of both."""
    from scipy.special import stdtr

    size, felt = columns.shape[1], outcomes.shape[1]
    sums = columns.reshape(3 * size, -1) @ outcomes.reshape(3 * felt, -1).T
    (days, y, yy), (x, xy, _), (xx, _, _) = sums.reshape(3, size, 3, felt).transpose(0, 2, 1, 3)
    n = np.maximum(days, LEAST)
    first, second = xx - x * x / n, yy - y * y / n
    moving = (first > 1e-9) & (second > 1e-9) & (days >= LEAST)
    r = np.clip(np.where(moving, (xy - x * y / n) / np.sqrt(np.where(moving, first * second, 1.0)), 0.0), -1, 1)
    ratio = np.abs(r) * np.sqrt((n - 2) / np.maximum(1 - r * r, 1e-15))
    return np.asarray(2 * stdtr(n - 2, -ratio))


def _parts(values: Floats) -> Floats:
    """1 where known, each column with mean 0 and spread 1, and its square; 0 elsewhere. Shape (3, columns, days)."""
    there = known(values)
    count = np.maximum(there.sum(0), 1)
    left = np.where(there, values - np.where(there, values, 0.0).sum(0) / count, 0.0)
    spread = np.sqrt((left * left).sum(0) / count)
    left = left / np.where(spread > 0, spread, 1.0)
    return np.ascontiguousarray(np.array([there * 1.0, left, left * left]).transpose(0, 2, 1))


def shifts(days: int, most: int) -> list[int]:
    """Whole weeks by which a diary can be moved round against itself, evenly spread, at least three weeks each way."""
    every = range(NEAREST, days - NEAREST + 1, WEEK)
    if len(every) <= most:
        return list(every)
    return [every[round(at)] for at in np.linspace(0, len(every) - 1, most)]


def plain(found: Search) -> Plain:
    """Count what a plain correlation shows of the tested questions, as they are and with outcomes moved."""
    if not found.fits:
        return Plain(0, 0, 0.0)
    columns = np.column_stack([look.known for look in found.looks])
    outcomes = np.column_stack([fit.outcome for fit in found.fits.values()])
    asked = tested_cells(found)
    shown = asked & (correlations(columns, outcomes) < LEVEL)
    pairs = {(found.looks[row].habit, column) for row, column in np.argwhere(shown).tolist()}
    by_luck = moved(columns, outcomes, asked, shifts(found.diary.days, MOST_SHIFTS))
    return Plain(int(shown.sum()), len(pairs), float(np.mean(by_luck)) if by_luck else LEVEL * int(asked.sum()))


def tested_cells(found: Search) -> Bools:
    """Which look was tested with which outcome, shape (looks, fitted outcomes)."""
    rows = {(look.habit, look.window): at for at, look in enumerate(found.looks)}
    columns = {name: at for at, name in enumerate(found.fits)}
    asked = np.zeros((len(rows), len(columns)), bool)
    for (habit, outcome), windows in found.pairs.items():
        for one in windows:
            asked[rows[habit, one.question.window], columns[outcome]] = True
    return asked


def moved(columns: Floats, outcomes: Floats, asked: Bools, by: Sequence[int]) -> list[int]:
    """How many of the questions asked a plain correlation shows, for each shift of the outcomes."""
    done, felt = _parts(columns), _parts(outcomes)
    return [int((asked & (_chances(done, np.roll(felt, days, axis=2)) < LEVEL)).sum()) for days in by]
