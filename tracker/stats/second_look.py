"""A model of single days with memory and trend, beside the exact test: a second look, never the test."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tracker.stats.student import normal_share, quantile, two_sided
from tracker.table import Floats

MEMORIES = tuple(step / 20 for step in range(20))  # 0, .05 ... .95
LEAST_DAYS = 14
PRIOR = 0.5  # daily spreads: effects of about half a spread, either way, are expected beforehand


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The difference B minus A in a regression on days, in the unit of the days, with its 95 % interval.

    `memory` is the correlation of neighbouring days; `df` a rule of thumb, as the number of days counts for less
    the longer the memory.
    """

    effect: float
    se: float
    memory: float
    df: float
    p: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    likelihood: float
    memory: float
    coefficients: Floats
    variances: Floats


def second_look(days: ArrayLike, conditions: ArrayLike) -> SecondLook | None:
    """Regress days on condition and a straight trend, the rest an AR(1) series, its memory chosen by REML.

    Args:
        days: shape (n,), NaN where nothing was recorded.
        conditions: shape (n,), 0 or 1, NaN on days left out.

    Returns:
        None with fewer than 14 days, only one condition, or nothing left to explain.

    Raises:
        ValueError: if the shapes differ.

    Source: generalised least squares with restricted maximum likelihood, as in Pinheiro JC, Bates DM,
    "Mixed-Effects Models in S and S-PLUS", Springer 2000, chapter 5; a gap of g days correlates by memory ** g.
    """
    y, z = np.asarray(days, dtype=np.float64), np.asarray(conditions, dtype=np.float64)
    if y.shape != z.shape or y.ndim != 1:
        raise ValueError(f"{y.shape} days, but {z.shape} conditions")
    at = np.flatnonzero(~np.isnan(y) & ~np.isnan(z))
    if len(at) < LEAST_DAYS or len(set(z[at])) < 2:
        return None
    trend = (at - at.mean()) / (at.max() - at.min())
    design = np.column_stack([np.ones(len(at)), z[at], trend])
    if np.linalg.matrix_rank(design) < design.shape[1] or _flat(y[at], design):
        return None
    best = max((_fit(y[at], design, np.diff(at), memory) for memory in MEMORIES), key=lambda fit: fit.likelihood)
    df = max(2.0, len(at) * (1 - best.memory) / (1 + best.memory) - design.shape[1])
    effect, se = float(best.coefficients[1]), math.sqrt(float(best.variances[1]))
    reach = quantile(0.975, df) * se
    return SecondLook(effect, se, best.memory, df, two_sided(effect / se, df), effect - reach, effect + reach)


def _flat(y: Floats, design: Floats) -> bool:
    rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return bool(np.abs(rest).max() <= 1e-9 * max(1.0, float(np.abs(y).max())))


def _fit(y: Floats, design: Floats, gaps: ArrayLike, memory: float) -> _Fit:
    """Each day less what the one before foretells of it, then least squares."""
    carried = memory ** np.asarray(gaps, dtype=np.float64)
    scale = np.sqrt(1 - carried**2)
    table = np.column_stack([design, y])
    table = np.vstack([table[:1], (table[1:] - carried[:, None] * table[:-1]) / scale[:, None]])
    x, white = table[:, :-1], table[:, -1]
    squares = x.T @ x
    coefficients = np.asarray(np.linalg.solve(squares, x.T @ white), dtype=np.float64)
    free = len(y) - x.shape[1]
    variance = float(((white - x @ coefficients) ** 2).sum()) / free
    likelihood = -0.5 * (free * math.log(variance) + np.linalg.slogdet(squares)[1] + 2 * np.log(scale).sum())
    variances = np.asarray(variance * np.diag(np.linalg.inv(squares)), dtype=np.float64)
    return _Fit(float(likelihood), memory, coefficients, variances)


def likely_better(look: SecondLook, spread: float, direction: int) -> float:
    """How likely the person does better with it, if effects of about half a daily spread were expected beforehand.

    Args:
        look: the second look.
        spread: the standard deviation of a day before the trial, in its unit.
        direction: 1 if higher was hoped for, -1 if lower.

    Raises:
        ValueError: unless the spread is positive and the direction 1 or -1.
    """
    if not spread > 0 or direction not in (1, -1):
        raise ValueError(f"nothing can be said with a spread of {spread} and a direction of {direction}")
    variance = 1 / (1 / look.se**2 + 1 / (PRIOR * spread) ** 2)
    return normal_share(direction * variance * look.effect / look.se**2 / math.sqrt(variance))
