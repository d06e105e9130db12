"""Many made-up trials at once: days that carry over, their periods, and the exact p-value of each."""

import numpy as np
from numpy.typing import NDArray

from tracker.stats.orders import Rows
from tracker.stats.trial import TAILS, TIE, differences, towards
from tracker.table import Floats

AT_ONCE = 1_000_000  # statistics held in memory

Places = NDArray[np.int64]


def carried(noise: Floats, memory: float) -> Floats:
    """AR(1) series of unit spread made from independent standard normal noise, days along the last axis.

    Args:
        noise: shape (runs, days).
        memory: the correlation of neighbouring days.

    Raises:
        ValueError: unless 0 <= memory < 1.
    """
    if not 0 <= memory < 1:
        raise ValueError(f"days cannot carry over by {memory}")
    fresh = np.asfortranarray(noise * np.sqrt(1 - memory**2))
    fresh[:, 0] = noise[:, 0]
    for day in range(1, noise.shape[1]):
        fresh[:, day] += memory * fresh[:, day - 1]
    return fresh


def p_values(values: Floats, rows: Rows, drawn: Places, sides: str = "two") -> Floats:
    """What `exact_test` says of each of many trials, shape (runs,).

    Args:
        values: shape (runs, periods), NaN for a lost period.
        rows: shape (orders, periods).
        drawn: shape (runs,), which row each trial used.
        sides: as for `exact_test`.

    Raises:
        ValueError: if the shapes do not fit or there are no such sides.
    """
    if values.ndim != 2 or rows.shape[1] != values.shape[1] or drawn.shape != values.shape[:1] or sides not in TAILS:
        raise ValueError(f"{values.shape} values, {rows.shape} orders and {drawn.shape} draws do not fit")
    half = len(rows) // 2
    mirrored = sides == "two" and np.array_equal(rows[:half], 1 - rows[: half - 1 : -1])
    compared = rows[:half] if mirrored else rows  # the mirror image of an order has the same distance from zero
    p, complete = np.empty(len(values)), ~np.isnan(values).any(axis=1)
    for group, formula in ((complete, _weighed), (~complete, differences)):
        runs = np.flatnonzero(group)
        step = max(1, AT_ONCE // len(compared))
        for part in (runs[i : i + step] for i in range(0, len(runs), step)):
            y = values[part]
            own = towards(_own(y, rows[drawn[part]]), sides)
            reach = TIE * np.maximum(1.0, np.nanmax(np.abs(y), axis=1, initial=0.0))
            p[part] = (towards(formula(y, compared), sides) >= (own - reach)[:, None]).mean(axis=1)
            p[part[np.isinf(own)]] = 1.0
    return p


def _weighed(values: Floats, rows: Rows) -> Floats:
    """`differences` where nothing is lost: one product."""
    b = rows.astype(np.float64)
    n_b = b.sum(axis=1, keepdims=True)
    n_a = rows.shape[1] - n_b
    centred = values - values.mean(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = b / n_b - (1 - b) / n_a
    return np.where(((n_b == 0) | (n_a == 0)).T, np.inf, centred @ np.nan_to_num(weights, posinf=0, neginf=0).T)


def _own(values: Floats, orders: Rows) -> Floats:
    """The difference of each trial under its own order."""
    means = []
    for condition in (0, 1):
        on = (orders == condition) & ~np.isnan(values)
        n = on.sum(axis=1)
        means.append(np.where(n > 0, np.where(on, values, 0.0).sum(axis=1) / np.maximum(n, 1), np.nan))
    found = means[1] - means[0]
    return np.where(np.isnan(found), np.inf, found)
