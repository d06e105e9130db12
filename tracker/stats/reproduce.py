"""Works out one link of a diary anew, outside Vagus, with numpy and scipy alone: plain matrices, no shortcuts.

    python reproduce.py days.csv covariances.csv [tested]

days.csv holds a row a calendar day: date, outcome, known (the habit, seen through its window), tested (the same with
gaps filled and far values pulled in); empty is not recorded. covariances.csv holds a row a candidate: carry, lasting,
drift.

The model: outcome = level + trend + weekday + slope * habit + slow drift + carry-over + noise of the single day. With
the noise's variance as the unit, the drift is a random walk with steps of variance `drift`, the carry-over has
variance `lasting` and correlation `carry` from one day to the next. Each candidate covariance gives a slope by
generalised least squares; their average, weighted by how likely each candidate makes the days (restricted
likelihood), is the slope that is shown: of a finding on the days with both, of a pair that does not stand out
(`tested`) on all days of the outcome.
"""

import csv
import sys
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, stats

Floats = NDArray[np.float64]


def read(path: str) -> dict[str, list[str]]:
    """The columns of a table."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(column: list[str]) -> Floats:
    """Numbers, NaN where empty."""
    return np.array([float(text) if text else np.nan for text in column])


def nuisance(dates: list[date]) -> Floats:
    """Level, trend and weekdays."""
    weekdays = np.array([day.weekday() for day in dates])
    contrasts = [(weekdays == day) * 1.0 - (weekdays == 6) * 1.0 for day in range(6)]
    return np.column_stack([np.ones(len(dates)), np.linspace(-1, 1, len(dates)), *contrasts])


def covariance(days: NDArray[np.int64], carry: float, lasting: float, drift: float) -> Floats:
    """Of the outcome on these days, with the single day's noise as the unit."""
    apart = np.abs(days[:, None] - days)
    together = np.minimum(days[:, None], days) + 1
    return np.asarray(drift * together + lasting * carry**apart + np.eye(len(days)))


def mixture(outcome: Floats, habit: Floats, base: Floats, candidates: Floats) -> tuple[float, float, float, int]:
    """The slope, its standard error, two-sided p value and degrees of freedom, on the days that have both."""
    days = np.flatnonzero(~np.isnan(outcome) & ~np.isnan(habit))
    y, x, z = outcome[days] - outcome[days].mean(), habit[days] - habit[days].mean(), base[days]
    freedom, results = len(days) - z.shape[1] - 1, []
    for carry, lasting, drift in candidates:
        root = linalg.cholesky(covariance(days, carry, lasting, drift), lower=True)
        white = linalg.solve_triangular(root, np.column_stack([z, x, y]), lower=True)
        q, r = np.linalg.qr(white[:, :-2])
        clean = white[:, -2:] - q @ (q.T @ white[:, -2:])
        own = clean[:, 0] @ clean[:, 0]
        slope = clean[:, 0] @ clean[:, 1] / own
        rest = np.sum((clean[:, 1] - slope * clean[:, 0]) ** 2)
        likely = -0.5 * freedom * np.log(rest) - np.log(np.diag(root)).sum() - np.log(np.abs(np.diag(r))).sum()
        results.append((slope, rest / freedom / own, likely - 0.5 * np.log(own)))
    slopes, variances, likely = np.array(results).T
    weights = np.exp(likely - likely.max())
    weights /= weights.sum()
    mean = float(weights @ slopes)
    error = float(np.sqrt(weights @ (variances + (slopes - mean) ** 2)))
    ratio = slopes / np.sqrt(variances)
    tails = weights @ stats.t.sf(ratio, freedom), weights @ stats.t.cdf(ratio, freedom)
    return mean, error, float(min(1.0, 2 * min(tails))), freedom


def main(days: str, covariances: str, column: str = "known") -> None:
    """Print the slope of a column with its 95 % interval, and the p value."""
    table, candidates = read(days), read(covariances)
    base = nuisance([date.fromisoformat(day) for day in table["date"]])
    outcome, habit, tested = (numbers(table[name]) for name in ("outcome", column, "tested"))
    considered = np.column_stack([numbers(candidates[name]) for name in ("carry", "lasting", "drift")])
    slope, error, _, freedom = mixture(outcome, habit, base, considered)
    half = float(stats.t.ppf(0.975, freedom)) * error
    p = mixture(outcome, tested, base, considered)[2]
    print(f"slope {slope:.6g}, 95 % interval {slope - half:.6g} to {slope + half:.6g}, p {p:.3g}")


if __name__ == "__main__":
    main(*sys.argv[1:])
