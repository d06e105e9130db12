"""Days after a higher value beside days after a lower one: a difference of means, its range wide for carry-over."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracker.stats.summary import Group, at_shares
from tracker.table import Bools, Floats

Slots = NDArray[np.integer[Any]]
LAGS = range(-3, 4)
PAIRED = 42  # days on which both are recorded, below which no difference is formed
LEAST_SIDE = 7  # of them on each side of the usual
BLOCK = 7
DRAWS = 2000
SEED = 20261  # the same diary gives the same range
COVERED = (0.025, 0.975)
LARGE = 2**20
FEW = 3  # blocks of all draws that are looked up at once: what takes more room is asked of the system each time
KEPT = 9  # sums of so many pairs at each lag: three people's
RECENT = 40  # slots at the end of a diary, where nearly all changes are


def ahead(values: Floats, lag: int) -> Floats:
    """What stands `lag` days later (earlier if negative), in the slot of each day; same shape, NaN past the ends."""
    moved = np.full(len(values), np.nan)
    if abs(lag) < len(values):
        moved[max(-lag, 0) : len(values) - max(lag, 0)] = values[max(lag, 0) : len(values) - max(-lag, 0)]
    return moved


def paired(x: Floats, y: Floats, lag: int) -> int:
    """On how many days `x` is recorded and `y` is, `lag` days later."""
    return int((~np.isnan(x) & ~np.isnan(ahead(y, lag))).sum())


@dataclass(frozen=True, slots=True)
class Halves:
    """`y` on days after lower and after higher values of `x` than usual; days at the usual itself are in neither."""

    lag: int
    pairs: int
    usual: float
    lower: Group
    higher: Group

    @property
    def size(self) -> float:
        """Mean after higher minus mean after lower, in points of `y`; NaN if a side is empty."""
        return self.higher.mean - self.lower.mean

    @property
    def enough(self) -> bool:
        """Whether there are enough days to compare the sides at all."""
        return self.pairs >= PAIRED and min(self.lower.n, self.higher.n) >= LEAST_SIDE


def halves(x: Floats, y: Floats, lag: int) -> Halves:
    """Split the days at the median of all recorded `x`, and sum up `y` `lag` days later on each side.

    Args:
        x, y: shape (n,), one slot per calendar day, NaN where not recorded.
        lag: days from x to y; 0 is the same day, a negative one looks at y before x.
    """
    return _halves(~np.isnan(x), _usual(x), _sides(x), ahead(y, lag), lag)


def _halves(known: Bools, usual: float, side: Floats, later: Floats, lag: int) -> Halves:
    pairs = int((known & ~np.isnan(later)).sum())
    return Halves(lag, pairs, usual, Group.of(later[side < 0]), Group.of(later[side > 0]))


def _usual(x: Floats) -> float:
    known = x[~np.isnan(x)]
    return float(np.median(known)) if len(known) else math.nan


def _sides(x: Floats) -> Floats:
    """-1 below the usual, 1 above it, 0 at it or unknown."""
    return np.nan_to_num(np.sign(x - _usual(x)))


@dataclass(frozen=True, slots=True)
class Difference:
    """The two sides and a 95 % range of their difference (NaN where there are too few days)."""

    halves: Halves
    low: float
    high: float

    @property
    def lag(self) -> int:
        return self.halves.lag

    @property
    def size(self) -> float:
        return self.halves.size

    @property
    def known(self) -> bool:
        return not math.isnan(self.low)

    @property
    def could_be_chance(self) -> bool:
        """Whether no difference at all lies within the range."""
        return not self.known or self.low <= 0 <= self.high


def difference(
    x: Floats, y: Floats, lag: int, rng: np.random.Generator, *, block: int = BLOCK, draws: int = DRAWS
) -> Difference:
    """The difference of the two sides of `halves`, with its range from a circular block bootstrap.

    Diary days carry over into each other, so an interval that takes them one by one is too narrow. Here whole
    runs of `block` consecutive calendar days, gaps included, are drawn with replacement from the diary laid in
    a circle, as many as fill it, `draws` times; the range spans the middle 95 % of the differences so found.
    Which side a day is on stays as it is in the diary. What drifts over many weeks is still carried over more
    than a block holds, so with long drifts the range remains somewhat too narrow: it is a picture, not a test.

    Args:
        x, y, lag: as for `halves`.
        rng: the source of chance; the same one gives the same range.

    Raises:
        ValueError: if x and y differ in length, or a block is not between 1 and that length.

    Source: Politis DN, Romano JP, "A circular block-resampling procedure for stationary data", in Exploring the
    Limits of Bootstrap, Wiley 1992, 263-270.
    """
    if x.shape != y.shape:
        raise ValueError(f"{x.shape} values cannot be paired with {y.shape}")
    if not 1 <= block <= len(x):
        raise ValueError(f"a block of {block} days does not fit into {len(x)}")
    found = halves(x, y, lag)
    if not found.enough:
        return Difference(found, math.nan, math.nan)
    [ranged] = _ranged([found], _sides(x), ahead(y, lag)[None], [Draws(_starts(len(x), rng, block, draws))], block)
    return ranged


def _ranged(
    found: Sequence[Halves], side: Floats, later: Floats, draws: Sequence["Draws"], block: int
) -> list[Difference]:
    """The differences at several lags, each with a row of `later`, shape (lags, n), and draws of its own."""
    drawn = _resampled(side, later, draws, block)
    ends = [at_shares(row[~np.isnan(row)], COVERED) for row in drawn]
    return [Difference(one, low, high) for one, (low, high) in zip(found, ends, strict=True)]


def _starts(days: int, rng: np.random.Generator, block: int, draws: int) -> Slots:
    """Where each block of each draw begins, shape (blocks, draws)."""
    return rng.integers(0, days, (draws, -(-days // block))).T.astype(np.min_scalar_type(days), order="C")


class Draws:
    """Where the blocks of each draw begin: `starts` has the shape (blocks, draws)."""

    def __init__(self, starts: Slots) -> None:
        self.starts = starts
        self.blocks, self.number = starts.shape

    def add_up(self, sums: NDArray[Any]) -> NDArray[Any]:
        """What the blocks of each draw add up to, of the kind of the sums: one for each slot a block may begin at."""
        return _added(sums, self.starts)


class KnownDraws(Draws):
    """Draws that are asked again and again: where the last slots alone differ, what lies before is not added up anew.

    Whole numbers alone, whose sum is the same in any order; few results are kept, by the numbers they rest on.
    """

    def __init__(self, starts: Slots, days: int) -> None:
        super().__init__(starts)
        self._cut = max(days - RECENT, 0)
        # Draw after draw the blocks that begin late, and behind them a place beyond the last, so that none is empty.
        is_late = self._cut <= starts.T
        ends = np.cumsum(is_late.sum(axis=1))
        self._late = np.insert(starts.T[is_late].astype(np.int64) - self._cut, ends, RECENT).astype(np.uint8)
        self._begins = np.concatenate(([0], ends[:-1])) + np.arange(self.number)
        self._before = lru_cache(maxsize=KEPT)(self._added_before)

    def add_up(self, sums: NDArray[Any]) -> NDArray[Any]:
        if sums.dtype != np.int64 or not self._cut:
            return super().add_up(sums)
        late = np.add.reduceat(np.append(sums[self._cut :], 0).take(self._late), self._begins)
        return np.asarray(self._before(sums[: self._cut].tobytes()) + late)

    def _added_before(self, sums: bytes) -> NDArray[Any]:
        return _added(np.append(np.frombuffer(sums, np.int64), np.zeros(RECENT, np.int64)), self.starts)


def _added(sums: NDArray[Any], at: Slots) -> NDArray[Any]:
    """Row after row, so that any numbers give the same to the last bit, however many rows are looked up at once."""
    total = np.zeros(at.shape[1], sums.dtype)
    for first in range(0, len(at), FEW):
        for row in sums.take(at[first : first + FEW], mode="clip"):
            total += row
    return total


def _resampled(side: Floats, later: Floats, draws: Sequence[Draws], block: int) -> Floats:
    """The difference in each draw, shape (lags, draws); NaN where a side came out empty."""
    known = later[~np.isnan(later)]
    together = _whole if ((known >= 0) & (known < LARGE) & (np.rint(known) == known)).all() else _sums
    (below, fewer), (above, more) = together(side, later, draws, block)
    blank = np.full(above.shape, np.nan)
    mean = np.divide(above, more, out=blank.copy(), where=more > 0)
    return np.asarray(mean - np.divide(below, fewer, out=blank, where=fewer > 0))


Sides = list[tuple[NDArray[Any], NDArray[Any]]]  # of each draw below and above the usual: the sum, and of how many


def _whole(side: Floats, later: Floats, draws: Sequence[Draws], block: int) -> Sides:
    """Of whole numbers from 0 up, as answers are: both sums and both numbers as one, so all are looked up at once."""
    noted = ~np.isnan(later)
    most, values = draws[0].blocks * block, np.where(noted, later, 0).astype(np.int64)
    wide, count = (int(top).bit_length() for top in (most * values.max(), most))
    if 2 * (wide + count) > 62:
        return _sums(side, later, draws, block)
    values[noted] += 1 << wide
    packed = np.where(side < 0, values, 0) + (np.where(side > 0, values, 0) << (wide + count))
    drawn = _added_up(draws, packed, block)
    return [
        (part & (1 << wide) - 1, part >> wide & (1 << count) - 1)
        for part in (drawn, drawn >> wide + count)
    ]  # fmt: skip


def _sums(side: Floats, later: Floats, draws: Sequence[Draws], block: int) -> Sides:
    """Of any numbers: sum and number of a side as one, for no sum reaches half of `one`."""
    one = 2.0 ** math.ceil(math.log2(draws[0].blocks * (1 + 2 * float(np.nansum(np.abs(later), axis=1).max()))))
    found = []
    for sign in (-1, 1):
        on_side = (side == sign) & ~np.isnan(later)
        drawn = _added_up(draws, np.where(on_side, later + one, 0.0), block)
        counts = np.round(drawn / one)
        found.append((drawn - counts * one, counts))
    return found


def _added_up(draws: Sequence[Draws], values: NDArray[Any], block: int) -> NDArray[Any]:
    """What each row's blocks add up to in each of its own draws, shape (lags, draws)."""
    return np.array([own.add_up(row) for own, row in zip(draws, _block_sums(values, block), strict=True)])


def _block_sums(values: NDArray[Any], block: int) -> NDArray[Any]:
    """The sum of the `block` values from each slot of a row on, going round at its end; same shape and kind."""
    none = np.zeros((len(values), 1), values.dtype)
    totals = np.cumsum(np.concatenate((none, values, values[:, : block - 1]), axis=1), axis=1)
    return np.asarray(totals[:, block:] - totals[:, :-block])


def all_lags(x: Floats, y: Floats) -> tuple[Difference, ...]:
    """The difference at every lag from three days before to three days after, each with its own fixed chance."""
    return _all_lags(np.ascontiguousarray(x, float).tobytes(), np.ascontiguousarray(y, float).tobytes())


@lru_cache(maxsize=64)  # a page says what its figures draw, and most changes touch neither of the two
def _all_lags(x: bytes, y: bytes) -> tuple[Difference, ...]:
    first, second = np.frombuffer(x), np.frombuffer(y)
    known, usual, side = ~np.isnan(first), _usual(first), _sides(first)
    later = np.array([ahead(second, lag) for lag in LAGS])
    found = [_halves(known, usual, side, row, lag) for row, lag in zip(later, LAGS, strict=True)]
    at = [row for row, one in enumerate(found) if one.enough]
    draws = [_fixed(len(side), found[row].lag) for row in at]
    ranged = _ranged([found[row] for row in at], side, later[at], draws, BLOCK) if at else []
    known_at = dict(zip(at, ranged, strict=True))
    return tuple(known_at.get(row, Difference(one, math.nan, math.nan)) for row, one in enumerate(found))


@lru_cache(maxsize=len(LAGS))  # what is drawn rests on the number of days alone, and a year is a year
def _fixed(days: int, lag: int) -> KnownDraws:
    return KnownDraws(_starts(days, np.random.default_rng(SEED + lag), BLOCK, DRAWS), days)
