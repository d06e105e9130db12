"""Which orders of two conditions may be drawn, one by lot, and how small a p-value they allow.

A condition is 0 (A, as usual) or 1 (B, with the habit); an order is a row of them, one a period.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tracker.table import Bools

Rows = NDArray[np.int8]
Layout = Literal["balanced", "pairs"]
LAYOUTS = ("balanced", "pairs")

LONGEST_RUN = 3  # equal periods in a row, in a balanced order
ENUMERATED = 16  # periods up to which every order is listed; above, some are drawn
SAMPLED = 10_000  # how many then stand for all, the drawn one among them


def _check(layout: str, periods: int) -> None:
    if layout not in LAYOUTS:
        raise ValueError(f"no layout is called {layout!r}")
    if periods < 2 or periods % 2:
        raise ValueError(f"two conditions cannot share {periods} periods evenly")


@cache
def _completions(same: int, other: int, run: int) -> int:
    """In how many ways an order goes on, after `run` equal periods, with so many of that and the other kind left."""
    if not same and not other:
        return 1
    on = _completions(same - 1, other, run + 1) if same and run < LONGEST_RUN else 0
    return on + (_completions(other - 1, same, 1) if other else 0)


def count(layout: Layout, periods: int) -> int:
    """How many orders of that layout there are.

    Raises:
        ValueError: if the layout is unknown, or the number of periods is odd or below 2.
    """
    _check(layout, periods)
    half = periods // 2
    return 2**half if layout == "pairs" else 2 * _completions(half - 1, half, 1)


def order(layout: Layout, periods: int, index: int) -> tuple[int, ...]:
    """The order at position `index` among all, in dictionary order; so an index alone names an order.

    Balanced orders hold as many 0 as 1, at most three equal ones in a row; in pairs, each two periods hold both.

    Raises:
        ValueError: as `count`, or if there is no such position.
    """
    if not 0 <= index < count(layout, periods):
        raise ValueError(f"there is no order {index}")
    half = periods // 2
    if layout == "pairs":
        firsts = [index >> place & 1 for place in reversed(range(half))]
        return tuple(condition for first in firsts for condition in (first, 1 - first))
    found: list[int] = []
    left, last, run = [half, half], 0, 0
    for _ in range(periods):
        longer = run + 1 if last == 0 else 1  # the run, were a 0 to come now
        ways = _completions(left[0] - 1, left[1], longer) if left[0] and longer <= LONGEST_RUN else 0
        kind = int(index >= ways)
        index -= ways * kind
        left[kind] -= 1
        last, run = kind, run + 1 if kind == last else 1
        found.append(kind)
    return tuple(found)


@cache
def admissible(layout: Layout, periods: int) -> Rows:
    """All orders of that layout in dictionary order, shape (count, periods), not writable.

    Raises:
        ValueError: as `count`, or for more than 16 periods, where there are too many to list.
    """
    _check(layout, periods)
    if periods > ENUMERATED:
        raise ValueError(f"the orders of {periods} periods are too many to list")
    return _frozen([order(layout, periods, index) for index in range(count(layout, periods))])


def sampled(layout: Layout, periods: int, drawn: int, seed: str, size: int = SAMPLED) -> Rows:
    """The drawn order and then `size - 1` other ones, all different, shape (size, periods), not writable.

    Every order is equally likely to be among them. The n-th one tried stands at the position SHA-256("seed:n")
    modulo the number of orders, so the same seed gives the same rows on any machine, and anyone can check them.

    Raises:
        ValueError: as `order`, or if there are fewer than `size` orders.
    """
    total = count(layout, periods)
    if not 1 <= size <= total:
        raise ValueError(f"{size} different orders cannot be drawn from {total}")
    places, tried = {drawn: None}, 0
    while len(places) < size:
        places[int(sha256(f"{seed}:{tried}".encode()).hexdigest(), 16) % total] = None
        tried += 1
    return _frozen([order(layout, periods, place) for place in places])


def _frozen(rows: list[tuple[int, ...]]) -> Rows:
    found = np.array(rows, dtype=np.int8)
    found.setflags(write=False)
    return found


def draw(layout: Layout, periods: int, below: Callable[[int], int]) -> int:
    """Draw the position of one order; `below(n)` gives a number from 0 to n - 1, as `secrets.randbelow` does."""
    return below(count(layout, periods))


def smallest_p(rows: Rows, sides: str = "two", usable: Bools | None = None) -> float:
    """The smallest p-value a difference of means can reach with these orders, whichever of them was drawn.

    Orders that agree on all usable periods always tie, two-sided their mirror images too, and orders that leave
    one condition without a usable period always count. The worst order decides, so the answer does not
    give away which one was drawn.

    Args:
        rows: shape (orders, periods), 0 or 1.
        sides: "two", or anything else for one side.
        usable: shape (periods,), False for a lost period; None: all are usable.
    """
    kept = rows if usable is None else rows[:, usable]
    mixed = (kept != kept[:, :1]).any(axis=1) if kept.shape[1] else np.zeros(len(rows), bool)
    if not mixed.any():
        return 1.0
    told = kept[mixed]
    if sides == "two":
        told = told ^ told[:, :1]
    _, ties = np.unique(told, axis=0, return_counts=True)
    return float(ties.max() + (~mixed).sum()) / len(rows)
