"""The designs a self-test may have, which one suits how soon an effect is felt, and which cannot answer at all."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tracker.stats.orders import ENUMERATED, SAMPLED, Layout, Rows, admissible, count, order, sampled

Onset = Literal["same_day", "few_days", "week", "fortnight"]
Sides = Literal["two", "one"]
Reason = Literal["too_few_orders", "too_short", "too_long", "shorter_than_onset", "diary_too_short"]

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Kind:
    """What designs of one name have in common: the allowed (period days, dropped days), the usual one first."""

    layout: Layout
    windows: tuple[tuple[int, int], ...]
    fewest: int  # periods
    usual: int
    choices: tuple[int, ...]  # periods the planner tries, those that cannot answer among them


KINDS: dict[str, Kind] = {
    "day": Kind("balanced", ((1, 0),), 28, 56, (14, 28, 56, 84, 112)),
    "week": Kind("balanced", ((7, 2),), 8, 12, (4, 6, 8, 10, 12, 14, 16)),
    "fortnight": Kind("balanced", ((14, 4), (14, 7)), 8, 12, (4, 6, 8, 10, 12, 14, 16)),
    "fourweek": Kind("balanced", ((28, 14),), 8, 8, (4, 6, 8, 10, 12)),
    "pairs": Kind("pairs", ((7, 2), (14, 4), (14, 7), (28, 14)), 12, 12, (6, 8, 10, 12, 14, 16)),
}
LONGEST = 448  # days; nobody is asked for more

# How soon an effect is felt: the design for it, the shortest period that holds it, and the days in which most of it
# has come (the time constant of its growth is half of them).
ONSETS: dict[Onset, tuple[str, int, float]] = {
    "same_day": ("day", 1, 0),
    "few_days": ("week", 7, 2),
    "week": ("fortnight", 14, 6),
    "fortnight": ("fourweek", 28, 14),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no test is possible; `share` is how much of a slow effect the result would still hold (else NaN)."""

    reason: Reason
    smallest_p: float
    orders: int
    share: float = math.nan


@dataclass(frozen=True, slots=True)
class Design:
    """So many periods of so many days, the first `drop_days` of each left out.

    Raises:
        ValueError: if there is no such kind, or it has no such periods.
    """

    kind: str
    periods: int
    period_days: int
    drop_days: int

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no design is called {self.kind!r}")
        if (self.period_days, self.drop_days) not in KINDS[self.kind].windows:
            raise ValueError(f"no {self.kind} design leaves {self.drop_days} of {self.period_days} days out")
        count(self.layout, self.periods)

    @classmethod
    def usual(cls, kind: str, periods: int | None = None) -> "Design":
        """The design of that kind in its usual form.

        Raises:
            ValueError: as the class itself.
        """
        if kind not in KINDS:
            raise ValueError(f"no design is called {kind!r}")
        return cls(kind, KINDS[kind].usual if periods is None else periods, *KINDS[kind].windows[0])

    @property
    def layout(self) -> Layout:
        return KINDS[self.kind].layout

    @property
    def days(self) -> int:
        return self.periods * self.period_days

    @property
    def sampled(self) -> bool:
        """Whether there are too many orders to list, so that 10,000 drawn ones stand for all."""
        return self.periods > ENUMERATED and count(self.layout, self.periods) > SAMPLED

    @property
    def orders(self) -> int:
        """How many orders the test goes through."""
        return SAMPLED if self.sampled else count(self.layout, self.periods)

    @property
    def possible(self) -> int:
        """How many orders can be drawn."""
        return count(self.layout, self.periods)

    def smallest_p(self, sides: Sides = "two") -> float:
        """The smallest p-value there is: every listed order has its mirror image, a drawn one need not have."""
        return (2 if sides == "two" and not self.sampled else 1) / self.orders

    def rows(self, drawn: int, seed: str = "") -> tuple[Rows, int]:
        """The orders the test goes through, and at which of them the drawn one stands.

        Args:
            drawn: the position of the drawn order among all that are possible.
            seed: chooses the others where they are too many to list.
        """
        if self.sampled:
            return sampled(self.layout, self.periods, drawn, seed), 0
        rows = admissible(self.layout, self.periods)
        if not 0 <= drawn < len(rows):
            raise ValueError(f"there is no order {drawn}")
        return rows, drawn

    def order(self, drawn: int) -> tuple[int, ...]:
        """The conditions of the periods, 0 or 1, in the order at that position."""
        return order(self.layout, self.periods, drawn)

    def refusal(self, onset: Onset | None = None, sides: Sides = "two", alpha: float = ALPHA) -> Refusal | None:
        """Why this design cannot be a test, or None if it can.

        Raises:
            ValueError: if onset, sides or alpha are unknown or impossible.
        """
        if onset is not None and onset not in ONSETS:
            raise ValueError(f"no effect begins {onset!r}")
        if sides not in ("two", "one") or not 0 < alpha < 1:
            raise ValueError(f"no test has {sides} sides at {alpha}")
        smallest = self.smallest_p(sides)
        if smallest > alpha + 1e-12:
            return Refusal("too_few_orders", smallest, self.orders)
        if self.periods < KINDS[self.kind].fewest:
            return Refusal("too_short", smallest, self.orders)
        if self.days > LONGEST or (self.periods > ENUMERATED and self.kind != "day"):
            return Refusal("too_long", smallest, self.orders)
        if onset is not None and self.period_days < ONSETS[onset][1]:
            return Refusal("shorter_than_onset", smallest, self.orders, share_left(self, ONSETS[onset][2] / 2))
        return None


def candidates(onset: Onset, kind: str | None = None) -> tuple[Design, ...]:
    """The designs to choose from for an effect that begins so soon, short ones first, impossible ones among them.

    Args:
        onset: how soon an effect is expected.
        kind: another kind than the usual one for it; "pairs" takes the period length that the onset asks for.

    Raises:
        ValueError: if there is no such onset or kind.
    """
    if onset not in ONSETS or kind not in (None, *KINDS):
        raise ValueError(f"no design fits an effect that begins {onset!r} ({kind})")
    usual, least, _ = ONSETS[onset]
    chosen = KINDS[kind or usual]
    window = next((w for w in chosen.windows if w[0] >= least), chosen.windows[-1])
    return tuple(Design(kind or usual, periods, *window) for periods in chosen.choices)


def share_left(design: Design, time_constant: float) -> float:
    """How much of the full effect the result holds if it builds up and fades with that time constant in days.

    The mean over all orders (or, where they are too many to list, the first 200 drawn). 0 is at once: 1.0.

    Raises:
        ValueError: if the time constant is negative.
    """
    if time_constant < 0:
        raise ValueError(f"an effect cannot take {time_constant} days")
    if not time_constant:
        return 1.0
    rows = sampled(design.layout, design.periods, 0, "", 200) if design.sampled else design.rows(0)[0]
    stays, level, felt = math.exp(-1 / time_constant), np.zeros(len(rows)), np.zeros(rows.shape)
    for period in range(design.periods):
        for day in range(design.period_days):
            level = stays * level + (1 - stays) * rows[:, period]
            if day >= design.drop_days:
                felt[:, period] += level / (design.period_days - design.drop_days)
    signs = 2.0 * rows - 1
    return float((signs * felt).sum(axis=1).mean() / (design.periods / 2))
