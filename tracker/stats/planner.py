"""How often a self-test of each length would notice the difference that matters, foretold from the own diary."""

import math
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from tracker.stats.designs import ALPHA, Design, Onset, Refusal, Sides, candidates
from tracker.stats.orders import Rows, sampled
from tracker.stats.periods import period_values
from tracker.stats.profile import Profile
from tracker.stats.simulation import Places, carried, p_values
from tracker.table import Floats

RUNS = 3000
ROUGH_RUNS = 1000
FEWER = 400  # orders that stand for all where there are more than twice as many
HOPELESS = 100  # spreads; nobody looks for a larger difference
ENOUGH, ENOUGH_IF_WORSE = 0.80, 0.65
SEED = 20262  # the same diary gives the same plan


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one design can be expected to notice, as shares between 0 and 1 (NaN if it cannot be a test).

    `power` takes the diary at its word, `power_if_worse` its memory as longer; `low` to `high` allows for how
    short the diary is, in memory and spread.
    """

    design: Design
    smallest_p: float
    refusal: Refusal | None
    power: float
    power_if_worse: float
    low: float
    high: float

    @property
    def enough(self) -> bool:
        """Whether it would notice the difference reliably."""
        return self.power >= ENOUGH and self.power_if_worse >= ENOUGH_IF_WORSE

    @property
    def tries(self) -> tuple[int, int]:
        """Of ten such trials, about how many would notice it: from, to.

        Raises:
            ValueError: if the design cannot be a test.
        """
        return round(10 * self.low), round(10 * self.high)


@dataclass(frozen=True, slots=True)
class Advice:
    """All designs for an onset; `suggested` is the shortest reliable one within the days the person is willing.

    Without one, `needed_days` are those of the shortest reliable design there is (None: there is none), and
    `noticeable` the difference that the longest design within the days would notice (NaN: there is no design).
    `refusal` is set, and all else empty, if the diary is too short to plan from.
    """

    outlooks: tuple[Outlook, ...]
    suggested: Outlook | None
    needed_days: int | None
    noticeable: float
    refusal: Refusal | None = None


def plan(
    profile: Profile,
    onset: Onset,
    meaningful: float,
    willing_days: int,
    *,
    sides: Sides = "two",
    kind: str | None = None,
    alpha: float = ALPHA,
    seed: int = SEED,
) -> Advice:
    """Weigh every design for an effect that begins so soon against the difference that matters.

    Args:
        profile: what the diary says of single days.
        onset: how soon an effect is expected.
        meaningful: the difference that matters, in points of the outcome.
        willing_days: how long the person would go on.
        sides: "two", or "one" for the hoped direction alone.
        kind: another kind of design than the usual one for the onset, such as "pairs".
        alpha: the p-value at which a difference counts.
        seed: the same one gives the same advice.

    Raises:
        ValueError: if the difference is not positive, the days are none, or onset, kind, sides or alpha unknown.
    """
    if not 0 < meaningful < math.inf or willing_days < 1:
        raise ValueError(f"no plan of {willing_days} days looks for a difference of {meaningful}")
    designs = candidates(onset, kind)
    if not profile.enough:
        return Advice((), None, None, math.nan, Refusal("diary_too_short", math.nan, 0))
    outlooks = tuple(_outlook(design, profile, onset, meaningful, sides, alpha, seed) for design in designs)
    reliable = [outlook for outlook in outlooks if outlook.enough]
    suggested = next((outlook for outlook in reliable if outlook.design.days <= willing_days), None)
    if suggested:
        return Advice(outlooks, suggested, suggested.design.days, meaningful)
    possible = [o.design for o in outlooks if not o.refusal and o.design.days <= willing_days]
    noticeable = _noticeable(possible[-1], profile, meaningful, sides, alpha, seed) if possible else math.nan
    return Advice(outlooks, None, reliable[0].design.days if reliable else None, noticeable)


def _outlook(
    design: Design, profile: Profile, onset: Onset, meaningful: float, sides: Sides, alpha: float, seed: int
) -> Outlook:
    refusal, smallest = design.refusal(onset, sides, alpha), design.smallest_p(sides)
    if refusal:
        return Outlook(design, smallest, refusal, math.nan, math.nan, math.nan, math.nan)
    likely, ends = (profile, replace(profile, memory=profile.memory_high)), (profile.worse, profile.better)
    usual, longer = (power(design, view, meaningful, sides=sides, alpha=alpha, seed=seed) for view in likely)
    worse, better = (
        power(design, view, meaningful, sides=sides, alpha=alpha, seed=seed, runs=ROUGH_RUNS) for view in ends
    )
    low, *_, high = sorted((usual, worse, better))
    return Outlook(design, smallest, None, usual, longer, low, high)


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Made-up trials of one design in which nothing makes a difference, and the order drawn in each."""

    means: Floats
    rows: Rows
    drawn: Places

    def noticing(self, difference: float, sides: Sides, alpha: float) -> float:
        """The share with p <= alpha once the difference, in points of the outcome, is added."""
        tail = "two" if sides == "two" else "greater"
        p = p_values(self.means + difference * self.rows[self.drawn], self.rows, self.drawn, tail)
        return float((p <= alpha + 1e-12).mean())


def power(
    design: Design,
    profile: Profile,
    difference: float,
    *,
    sides: Sides = "two",
    alpha: float = ALPHA,
    seed: int = SEED,
    runs: int = RUNS,
) -> float:
    """The share of made-up trials in which a true, immediate difference gives p <= alpha.

    Days are simulated one by one: the spread and memory of the diary, its drift, its weekdays and its gaps;
    then they are dropped, averaged and tested as real ones. Equal seeds use equal chance, whatever the profile.

    Raises:
        ValueError: if the sides are unknown or there are no runs.
    """
    if sides not in ("two", "one") or runs < 1:
        raise ValueError(f"no {runs} trials with {sides} sides")
    return trials(design, profile, np.random.default_rng((seed, design.days, design.periods)), runs).noticing(
        difference, sides, alpha
    )


def trials(design: Design, profile: Profile, rng: np.random.Generator, runs: int) -> Trials:
    """So many made-up trials with days like the profile's."""
    noise, seen = rng.standard_normal((runs, design.days)), rng.random((runs, design.days))
    rows = _rows(design)
    drawn = rng.integers(len(rows), size=runs)
    means = period_values(days_like(profile, noise, seen), design.period_days, design.drop_days).means
    return Trials(means, rows, drawn)


def days_like(profile: Profile, noise: Floats, seen: Floats) -> Floats:
    """Made-up diaries like the profile's, around 0, NaN where nothing is recorded; shape as the noise.

    Args:
        noise: shape (runs, days), standard normal.
        seen: the same shape, even between 0 and 1.
    """
    at = np.arange(noise.shape[1])
    expected = profile.drift * (at - at.mean()) + np.array(profile.weekdays)[at % 7]
    days = profile.spread * carried(noise, profile.memory) + expected
    return np.where(seen < profile.missing, np.nan, days)


@cache
def _rows(design: Design) -> Rows:
    """All orders, or so many that more would hardly change how often a difference is noticed."""
    if design.possible <= 2 * FEWER:
        return design.rows(0)[0]
    return sampled(design.layout, design.periods, 0, "plan", FEWER)


def _noticeable(design: Design, profile: Profile, meaningful: float, sides: Sides, alpha: float, seed: int) -> float:
    """The smallest difference that this design would notice reliably, to about one part in fifty."""
    views = (profile, ENOUGH), (replace(profile, memory=profile.memory_high), ENOUGH_IF_WORSE)
    made_up = [
        (trials(design, view, np.random.default_rng((seed, design.days, design.periods)), ROUGH_RUNS), least)
        for view, least in views
    ]

    def reliable(difference: float) -> bool:
        return all(tries.noticing(difference, sides, alpha) >= least for tries, least in made_up)

    low, high = meaningful, 1.5 * meaningful
    while not reliable(high):
        low, high = high, 1.5 * high
        if high > HOPELESS * (profile.spread + meaningful):
            return math.nan
    while high > 1.02 * low:
        middle = (low + high) / 2
        low, high = (low, middle) if reliable(middle) else (middle, high)
    return high
