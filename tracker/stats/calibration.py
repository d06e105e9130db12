"""Holds the self-tests to account: false alarms, coverage and the planner, in made-up diaries whose truth is known."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from tracker.stats.designs import KINDS, ONSETS, Design, Onset, Sides
from tracker.stats.orders import Rows, count
from tracker.stats.periods import period_values
from tracker.stats.planner import plan, power, trials
from tracker.stats.profile import Profile, profile
from tracker.stats.simulation import Places, carried, p_values
from tracker.stats.student import quantile
from tracker.stats.trial import exact_test, interval
from tracker.table import Bools, Floats

ALPHA = 0.05
DESIGNS = (Design("week", 8, 7, 2), Design("week", 12, 7, 2), Design("fortnight", 8, 14, 4))
MEMORIES = (0.4, 0.8)


@dataclass(frozen=True, slots=True, eq=False)
class Diaries:
    """Made-up days, in spreads, shape (runs, days), with the order of each: `conditions` 0 or 1, the same shape."""

    days: Floats
    conditions: Rows
    design: Design
    rng: np.random.Generator

    @property
    def at(self) -> Floats:
        """How far each day is into the trial, from 0 to 1."""
        return np.arange(self.design.days) / self.design.days

    def plus(self, change: ArrayLike) -> "Diaries":
        return replace(self, days=self.days + np.asarray(change, dtype=np.float64))

    def only(self, kept: Bools) -> "Diaries":
        return replace(self, days=np.where(kept, self.days, np.nan))


def drifting(diaries: Diaries) -> Diaries:
    return diaries.plus(2 * diaries.at)


def broken(diaries: Diaries) -> Diaries:
    return diaries.plus(1.0 * (diaries.at >= 0.4))


def weekly(diaries: Diaries) -> Diaries:
    return diaries.plus(0.7 * (np.arange(diaries.design.days) % 7 >= 5))


def switching(diaries: Diaries) -> Diaries:
    """The first two days after a change of condition are half a spread lower."""
    order = diaries.conditions[:, :: diaries.design.period_days]
    changed = np.diff(order, axis=1, prepend=order[:, :1]) != 0
    since = np.arange(diaries.design.days) % diaries.design.period_days
    return diaries.plus(-0.5 * (np.repeat(changed, diaries.design.period_days, axis=1) & (since < 2)))


def rounded(diaries: Diaries) -> Diaries:
    return replace(diaries, days=np.clip(np.round(3 + diaries.days), 1, 5))


def missing(diaries: Diaries) -> Diaries:
    return diaries.only(diaries.rng.random(diaries.days.shape) >= 0.25)


def missing_when_low(diaries: Diaries) -> Diaries:
    usual = np.mean(diaries.days, axis=1, keepdims=True)
    return diaries.only(diaries.rng.random(diaries.days.shape) >= np.where(diaries.days < usual, 0.4, 0.1))


def all_at_once(diaries: Diaries) -> Diaries:
    return missing_when_low(weekly(drifting(diaries)))


SETTINGS: dict[str, Callable[[Diaries], Diaries]] = {
    "plain": lambda diaries: diaries,
    "drift of 2 spreads": drifting,
    "break of 1 spread": broken,
    "weekends + 0.7": weekly,
    "dip at each switch": switching,
    "rounded to 1-5": rounded,
    "25 % missing": missing,
    "missing when low": missing_when_low,
    "all at once": all_at_once,
}


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """How often a trial in which nothing changes gives p <= 5 %, as shares."""

    design: Design
    setting: str
    memory: float
    two_sided: float
    one_sided: float
    days_apart: float  # a Welch t-test that takes each day by itself


def false_alarms(design: Design, setting: str, memory: float, runs: int, rng: np.random.Generator) -> FalseAlarms:
    """Simulate `runs` trials without any effect and test each in three ways."""
    rows, _ = design.rows(0)
    drawn = rng.integers(len(rows), size=runs)
    conditions = np.repeat(rows[drawn], design.period_days, axis=1)
    days = carried(rng.standard_normal((runs, design.days)), memory)
    found = SETTINGS[setting](Diaries(days, conditions, design, rng)).days
    means = period_values(found, design.period_days, design.drop_days).means
    return FalseAlarms(
        design,
        setting,
        memory,
        _share(p_values(means, rows, drawn)),
        _share(p_values(means, rows, drawn, "greater")),
        float(welch_alarms(found, conditions).mean()),
    )


def _share(p: Floats) -> float:
    return float((p <= ALPHA + 1e-12).mean())


def welch_alarms(days: Floats, conditions: Rows) -> Bools:
    """Whether Welch's t-test on single days says p <= 5 %, shape (runs,): the mistake that is not made here."""
    means, errors, sizes = [], [], []
    for condition in (0, 1):
        on = (conditions == condition) & ~np.isnan(days)
        n = on.sum(axis=1)
        mean = np.where(on, days, 0.0).sum(axis=1) / n
        squares = np.where(on, days - mean[:, None], 0.0) ** 2
        means.append(mean)
        sizes.append(n)
        errors.append(squares.sum(axis=1) / (n - 1) / n)
    freedom = (errors[0] + errors[1]) ** 2 / (errors[0] ** 2 / (sizes[0] - 1) + errors[1] ** 2 / (sizes[1] - 1))
    critical = np.interp(1 / freedom, *_critical())
    return np.asarray(np.abs(means[1] - means[0]) >= critical * np.sqrt(errors[0] + errors[1]))


@cache
def _critical() -> tuple[list[float], list[float]]:
    """One over the degrees of freedom, and the t that 5 % lie beyond: nearly a straight line between the points."""
    parts = [0.0001, *(part / 100 for part in range(1, 101))]
    return parts, [quantile(1 - ALPHA / 2, 1 / part) for part in parts]


def all_false_alarms(runs: int, seed: int) -> Iterator[FalseAlarms]:
    """Every design, setting and memory of the goal, one after the other."""
    combinations = [(d, s, m) for d in DESIGNS for s in SETTINGS for m in MEMORIES]
    for number, (design, setting, memory) in enumerate(combinations):
        yield false_alarms(design, setting, memory, runs, np.random.default_rng((seed, number)))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the 95 % interval holds the true difference."""

    design: Design
    memory: float
    covered: float


def coverage(design: Design, memory: float, runs: int, rng: np.random.Generator, effect: float = 0.5) -> Coverage:
    """Simulate trials with a true difference, in spreads, and look into each interval."""
    made_up = trials(design, _days(memory), rng, runs)
    inside = 0
    for means, drawn in zip(made_up.means + effect * made_up.rows[made_up.drawn], made_up.drawn, strict=True):
        low, high = interval(means, made_up.rows, drawn=int(drawn))
        inside += low <= effect <= high
    return Coverage(design, memory, inside / runs)


def mismatches(data_sets: int, rng: np.random.Generator) -> int:
    """How often the interval and the test disagree about a difference, in random data with lost periods."""
    wrong = 0
    for _ in range(data_sets):
        rows = Design("week", int(rng.choice([8, 10, 12])), 7, 2).rows(0)[0]
        values = np.where(rng.random(rows.shape[1]) < 0.1, np.nan, rng.standard_normal(rows.shape[1]))
        drawn, level = int(rng.integers(len(rows))), float(rng.choice([0.8, 0.9, 0.95]))
        low, high = interval(values, rows, drawn=drawn, level=level)
        for difference in rng.normal(0, 2, 4):
            test = exact_test(values - difference * rows[drawn], rows, drawn=drawn)
            wrong += (low <= difference <= high) == test.reaches(1 - level)
    return wrong


@dataclass(frozen=True, slots=True)
class Foretold:
    """What the planner says beside a long simulation of the same diary."""

    design: Design
    memory: float
    missing: float
    planned: float
    simulated: float

    @property
    def off(self) -> float:
        return abs(self.planned - self.simulated)


def foretold(
    design: Design, memory: float, gone: float, effect: float, runs: int, rng: np.random.Generator
) -> Foretold:
    """Set the planner beside `runs` trials whose days are made, thinned, averaged and tested here."""
    rows, drawn = _all_rows(design, runs, rng)
    days = carried(rng.standard_normal((runs, design.days)), memory)
    days += effect * np.repeat(rows[drawn], design.period_days, axis=1)
    days[rng.random(days.shape) < gone] = np.nan
    means = period_values(days, design.period_days, design.drop_days).means
    planned = power(design, _days(memory, gone), effect)
    return Foretold(design, memory, gone, planned, _share(p_values(means, rows, drawn)))


def _all_rows(design: Design, runs: int, rng: np.random.Generator) -> tuple[Rows, Places]:
    rows = design.rows(0, "calibration")[0]
    return rows, rng.integers(len(rows), size=runs)


def _days(memory: float, gone: float = 0.0) -> Profile:
    return Profile(56, 56, 1.0, memory, 0.0, gone)


def slowest_plan() -> float:
    """How many seconds the slowest plan takes, over every onset, with a difference that is hard to notice."""
    times = []
    for onset in ONSETS:
        start = time.perf_counter()
        plan(_days(0.4, 0.2), onset, 0.4, 200)
        times.append(time.perf_counter() - start)
    return max(times)


def range_holds(days: int, diaries: int, rng: np.random.Generator, onset: Onset = "few_days") -> float:
    """In which share of short diaries the planner's range holds what a 12-period trial would really notice."""
    true = power(Design.usual("week"), _days(0.4), 0.8, runs=10_000)
    held = 0
    for series in carried(rng.standard_normal((diaries, days)), 0.4):
        outlooks = plan(profile(series), onset, 0.8, 84).outlooks
        outlook = next(o for o in outlooks if o.design.periods == KINDS["week"].usual)
        held += outlook.low <= true <= outlook.high
    return held / diaries


def refused() -> tuple[int, int]:
    """How many designs of up to 16 periods whose smallest p-value is over 5 % are refused, and how many there are."""
    asked: list[tuple[str, Sides]] = [("week", "two"), ("week", "one"), ("pairs", "two"), ("pairs", "one")]
    impossible = [
        design.refusal(None, sides) is not None
        for kind, sides in asked
        for design in (Design(kind, periods, 7, 2) for periods in range(2, 17, 2))
        if (2 if sides == "two" else 1) / count(design.layout, design.periods) > ALPHA + 1e-12
    ]
    return sum(impossible), len(impossible)
