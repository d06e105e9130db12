"""The exact answer of a randomised self-test: how many of the orders that could have been drawn look as extreme.

The only assumption of the p-value is that the order was drawn by lot: nothing about shapes, memory or drift.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tracker.stats.orders import Rows
from tracker.table import Floats

TIE = 1e-9  # of the largest statistic, and at least of 1: sums of the same numbers in another order differ by less
TAILS = {"two": 0, "one": 1, "greater": 1, "less": -1}

Statistic = Callable[[Floats, Rows], float]


@dataclass(frozen=True, slots=True, eq=False)
class RandomisationResult:
    """How the drawn order compares with all that might have been.

    `observed` is the statistic under the drawn order; `statistics` has shape (orders,), infinite where an order
    leaves nothing to compare; `extreme` of `orders` are at least as extreme, the drawn one among them.
    """

    observed: float
    extreme: int
    orders: int
    statistics: Floats

    @property
    def p(self) -> float:
        """Between 1 / orders and 1."""
        return self.extreme / self.orders

    def reaches(self, alpha: float) -> bool:
        """Whether p is at most `alpha`, unharmed by the rounding of a division."""
        return self.extreme <= alpha * self.orders + TIE


def randomisation_test(
    values: ArrayLike, rows: ArrayLike, statistic: Statistic, *, drawn: int = 0, sides: str = "two"
) -> RandomisationResult:
    """Compare a statistic under the order that was used with the same statistic under every order possible.

    If the conditions change nothing, the values would have been the same under each order, so each was equally
    likely to look most extreme. Values so nearly equal that only rounding parts them count as ties, and ties
    count. An order whose statistic cannot be computed counts as extreme; if that is the drawn one, p is 1.

    Args:
        values: shape (n,), NaN where nothing was recorded; what that means is for the statistic to say.
        rows: shape (orders, n), 0 or 1: every order that could have been drawn, as often as it could.
        statistic: takes the values and one row, gives a number.
        drawn: which row was used.
        sides: "two" (far from zero either way), "greater" (or "one") or "less".

    Raises:
        ValueError: if a shape, an entry, the drawn row or the sides make no sense.

    Source: Edgington ES, Onghena P, "Randomization Tests", 4th edition, Chapman & Hall 2007; uncomputable orders
    as De TK, Michiels B, Tanious R, Onghena P, Behavior Research Methods 52 (2020), 1355-1370.
    """
    y, orders = checked(values, rows, drawn, sides)
    return _compared(np.array([float(statistic(y, row)) for row in orders]), drawn, sides)


def exact_test(values: ArrayLike, rows: ArrayLike, *, drawn: int = 0, sides: str = "two") -> RandomisationResult:
    """`randomisation_test` with the difference of means, B minus A, all orders at once; lost periods are left out."""
    y, orders = checked(values, rows, drawn, sides)
    return _compared(differences(y, orders), drawn, sides)


def checked(values: ArrayLike, rows: ArrayLike, drawn: int, sides: str) -> tuple[Floats, Rows]:
    """Values and orders as arrays.

    Raises:
        ValueError: as `randomisation_test`.
    """
    y, orders = np.asarray(values, dtype=np.float64), np.asarray(rows)
    if y.ndim != 1 or not len(y) or np.isinf(y).any():
        raise ValueError("values are one row of finite numbers, or NaN where nothing was recorded")
    if orders.ndim != 2 or not len(orders) or orders.shape[1] != len(y):
        raise ValueError(f"orders of shape {orders.shape} do not fit {len(y)} values")
    if not np.isin(orders, (0, 1)).all():
        raise ValueError("an order holds 0 and 1 only")
    if not 0 <= drawn < len(orders):
        raise ValueError(f"there is no order {drawn} among {len(orders)}")
    if sides not in TAILS:
        raise ValueError(f"sides are {', '.join(TAILS)}, not {sides!r}")
    return y, orders.astype(np.int8)


def _compared(statistics: Floats, drawn: int, sides: str) -> RandomisationResult:
    found = np.where(np.isfinite(statistics), statistics, np.inf)
    observed, orders = float(found[drawn]), len(found)
    if math.isinf(observed):
        return RandomisationResult(math.nan, orders, orders, found)
    slack = TIE * max(1.0, float(np.abs(found[np.isfinite(found)]).max()))
    extreme = int((towards(found, sides) >= towards(np.array([observed]), sides) - slack).sum())
    return RandomisationResult(observed, extreme, orders, found)


def towards(statistics: Floats, sides: str) -> Floats:
    """How far each statistic lies in the direction that counts; what cannot be computed lies furthest."""
    tail = TAILS[sides]
    lies = tail * statistics if tail else np.abs(statistics)
    return np.where(np.isinf(statistics), np.inf, lies)


def mean_difference(values: Floats, row: Rows) -> float:
    """The mean of the recorded values under B minus that under A; NaN if one of them has none."""
    return float(differences(values, np.asarray(row)[None, :])[0])


def differences(values: Floats, rows: Rows) -> Floats:
    """The difference of means, B minus A, under each order; infinite where one condition has no recorded value.

    Args:
        values: shape (..., n), NaN where nothing was recorded.
        rows: shape (orders, n), 0 or 1.

    Returns:
        Shape (..., orders), in the unit of the values.
    """
    known = ~np.isnan(values)
    counts = known.sum(axis=-1, keepdims=True, dtype=np.float64)
    middle = np.where(known, values, 0.0).sum(axis=-1, keepdims=True) / np.maximum(counts, 1)
    b = rows.T.astype(np.float64)
    n_b = known.astype(np.float64) @ b
    # Centred values sum to zero, so the sum under A is minus that under B.
    found = np.asarray(np.where(known, values - middle, 0.0) @ b * counts, dtype=np.float64)
    both = n_b * (counts - n_b)
    with np.errstate(divide="ignore", invalid="ignore"):
        found /= both
    found[both == 0] = np.inf
    return found


def interval(values: ArrayLike, rows: ArrayLike, *, drawn: int = 0, level: float = 0.95) -> tuple[float, float]:
    """All constant differences that the two-sided exact test would not rule out, in the unit of the values.

    Taking a difference d off the B periods changes the statistic of an order from t to t - d c, where c is the
    statistic of the drawn conditions themselves. So each order is at least as extreme as the drawn one exactly
    for d between (T - t) / (1 - c) and (T + t) / (1 + c), which always holds T: the bounds are order statistics.

    Args:
        values, rows, drawn: as for `exact_test`.
        level: 0.95 covers the true difference in at least 95 of 100 trials.

    Returns:
        Lower and upper bound; (-inf, inf) if there are too few orders or periods for any bound.

    Raises:
        ValueError: as `randomisation_test`, or unless 0 < level < 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    y, orders = checked(values, rows, drawn, "two")
    t = differences(y, orders)
    c = differences(np.where(np.isnan(y), np.nan, orders[drawn]), orders)
    always = np.isinf(t) | (np.abs(np.abs(c) - 1) < 1e-12)
    place = math.floor((1 - level) * len(t) + TIE) - int(always.sum())
    if math.isinf(t[drawn]) or place < 0 or always.all():
        return -math.inf, math.inf
    t_, c_ = t[~always], c[~always]
    ends = np.sort([(t[drawn] - t_) / (1 - c_), (t[drawn] + t_) / (1 + c_)], axis=0)
    return float(np.sort(ends[0])[place]), float(np.sort(ends[1])[::-1][place])


def stopped_early(values: ArrayLike, rows: ArrayLike, *, drawn: int = 0, sides: str = "two") -> RandomisationResult:
    """The exact test of a trial that ended after the first `len(values)` periods: exploratory, never a verdict.

    Every order counts by its beginning, so beginnings that more orders share weigh more. It holds only if the
    end had nothing to do with how the outcome went; after a stop because of how it felt there is no p-value.

    Raises:
        ValueError: as `randomisation_test`, or if more periods were lived than planned.
    """
    lived, planned = np.asarray(values, dtype=np.float64), np.asarray(rows)
    if planned.ndim != 2 or lived.ndim != 1 or len(lived) > planned.shape[1]:
        raise ValueError(f"{lived.shape} values do not begin orders of shape {planned.shape}")
    return exact_test(lived, planned[:, : len(lived)], drawn=drawn, sides=sides)


def pairs_won(values: Sequence[float] | Floats, row: Sequence[int] | Rows) -> float:
    """Of all pairs of one B and one A period, the share in which B is higher, ties half; NaN without any pair."""
    y, b = np.asarray(values, dtype=np.float64), np.asarray(row) == 1
    known = ~np.isnan(y)
    gaps = y[b & known][:, None] - y[~b & known][None, :]
    return float((np.sign(gaps) / 2 + 0.5).mean()) if gaps.size else math.nan
