"""Invents diaries whose truth is known: habits and moods with carry-over, drift, weekdays, gaps, and links put in."""

from dataclasses import dataclass, field
from math import pi

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tracker.stats.asked import Dates
from tracker.stats.windows import FORTNIGHT, NEXT, SAME, looked_at
from tracker.table import Bools, Floats

Days = NDArray[np.int64]

POINTS = 1.5  # the short-term standard deviation of an outcome, in points of its scale from 1 to 10
MIDDLE = 6.0
ROUNDING = 1 / 12  # the variance that rounding to whole points adds
GAP = 6.0  # mean days in a gap
STRETCH = 30.0  # mean days of an on-and-off habit
BEFORE = 30  # days lived before the diary begins
MIXED = ("carried", "carried", "stretches", "stretches", "trending", "weekend", "yes", "sport")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of life: `days` long, with `links` true links of sizes `sizes` (in short-term standard deviations)."""

    name: str
    days: int
    carry: float = 0.5  # of outcomes; habits that carry over do so as much
    drift: float = 0.1  # a day's step, in short-term standard deviations
    slope: float = 0.0  # of a straight trend over the whole diary, in the same
    season: float = 0.0
    weekdays: float = 0.25
    habits: tuple[str, ...] = MIXED
    outcomes: int = 6
    links: int = 0
    sizes: tuple[float, ...] = (0.3, 0.5)
    windows: tuple[str, ...] = (SAME, NEXT, FORTNIGHT)
    twist: str = ""  # "reverse", "bad days" or "heavy tails"
    lost: float = 0.2


STEADY, HARD = ("trending", "trending", "trending", "stretches", "stretches", "stretches", "carried", "carried"), 0.8
NULL = (
    Scenario("easy", 180, carry=0.2, drift=0.0, habits=("carried",) * 5 + ("yes",) * 3),
    Scenario("short", 60),
    Scenario("hard 120", 120, carry=HARD, habits=STEADY),
    Scenario("hard 365", 365, carry=HARD, habits=STEADY),
    Scenario("hard 1095", 1095, carry=HARD, habits=STEADY),
    Scenario("weekend", 365, drift=0.0, slope=1.0, weekdays=0.8, habits=("weekend",) * 5 + ("carried",) * 3),
    Scenario("trend, season", 365, drift=0.0, slope=2.0, season=1.0, habits=("season",) * 4 + ("trending",) * 4),
    Scenario("reverse", 365, habits=("follows",) * 4 + ("carried",) * 4, twist="reverse"),
    Scenario("bad days", 240, twist="bad days"),
    Scenario("heavy tails", 240, twist="heavy tails"),
)
LINKED = (
    Scenario("links 90", 90, drift=0.05, links=6),
    Scenario("links 120", 120, drift=0.05, links=6),
    Scenario("links 365", 365, drift=0.05, links=6),
    Scenario("links hard 365", 365, carry=HARD, habits=STEADY, links=6),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A true link: `slope` points of the outcome per unit of the habit's window."""

    window: str
    slope: float


@dataclass(frozen=True, slots=True, eq=False)
class Life:
    """A diary as its person noted it, and what nobody but its maker knows."""

    dates: Dates
    habits: dict[str, Floats]
    outcomes: dict[str, Floats]
    links: dict[tuple[str, str], Link] = field(default_factory=dict)
    parts: dict[tuple[str, str], Floats] = field(default_factory=dict)  # what each link adds to its outcome, in points
    covariance: tuple[float, float, float] = (0.0, 1.0, 0.0)  # as a candidate in `banded`, times ROUNDING


def life(scenario: Scenario, rng: Generator) -> Life:
    """Live one diary."""
    days = scenario.days + BEFORE
    weekday = (np.arange(days) + int(rng.integers(7))) % 7
    felt = [_outcome(scenario, weekday, rng) for _ in range(scenario.outcomes)]
    done = [_habit(kind, scenario.carry, felt[at % len(felt)], weekday, rng) for at, kind in enumerate(scenario.habits)]
    links, parts = _linked(scenario, done, rng)
    for (_, outcome), part in parts.items():
        felt[outcome] = felt[outcome] + part / POINTS
    shown = [_noted(scenario, values) for values in felt]
    at_all = ~(_gaps(days, scenario.lost / 2, rng) | (rng.random(days) < scenario.lost / 4))
    single = scenario.lost / 4
    habits = {f"habit {at}": _lost(values, at_all & (rng.random(days) > single)) for at, values in enumerate(done)}
    outcomes = {}
    for at, values in enumerate(shown):
        bad = 0.5 * (felt[at] < -0.8) if scenario.twist == "bad days" else single
        outcomes[f"outcome {at}"] = _lost(values, at_all & (rng.random(days) > bad))
    start = np.datetime64("2026-01-05") - int(weekday[BEFORE]) + 7
    return Life(
        start + np.arange(scenario.days), habits, outcomes,
        {(f"habit {h}", f"outcome {o}"): link for (h, o), link in links.items()},
        {(f"habit {h}", f"outcome {o}"): part[BEFORE:] for (h, o), part in parts.items()},
        (scenario.carry, POINTS**2 / ROUNDING, max((scenario.drift * POINTS) ** 2 / ROUNDING, 1e-9)),
    )  # fmt: skip


def _lost(values: Floats, noted: Bools) -> Floats:
    return np.where(noted, values, np.nan)[BEFORE:]


def _gaps(days: int, share: float, rng: Generator) -> Bools:
    """True within gaps that together cover about `share` of the days."""
    gone, day = np.zeros(days, bool), 0
    while day < days:
        day += int(rng.exponential(GAP * (1 - share) / share)) if share else days
        length = int(rng.geometric(1 / GAP))
        gone[day : day + length] = True
        day += length
    return gone


def carried(days: int, carry: float, rng: Generator, heavy: bool = False) -> Floats:
    """Values that carry over from day to day, with mean 0 and spread 1 in the long run."""
    from scipy.signal import lfilter

    new = rng.standard_t(3, days) / np.sqrt(3) if heavy else rng.normal(size=days)
    new[1:] *= np.sqrt(1 - carry * carry)
    return np.asarray(lfilter([1.0], [1.0, -carry], new))


def _sign(rng: Generator) -> float:
    return float(rng.choice((-1, 1)))


def _outcome(scenario: Scenario, weekday: Days, rng: Generator) -> Floats:
    """In short-term standard deviations, without links."""
    days, heavy = len(weekday), scenario.twist == "heavy tails"
    year = np.sin(2 * pi * (np.arange(days) / 365 + rng.random()))
    weekly = rng.normal(size=7) + 1.5 * (np.arange(7) > 4)
    drifted = np.cumsum(rng.normal(size=days)) * scenario.drift
    straight = scenario.slope * _sign(rng) * np.linspace(-0.5, 0.5, days)
    moving = carried(days, scenario.carry, rng, heavy)
    moving += scenario.weekdays * weekly[weekday] + drifted - drifted.mean()
    return moving + straight + scenario.season * year


def _noted(scenario: Scenario, felt: Floats) -> Floats:
    """In whole points from 1 to 10."""
    if scenario.twist == "bad days":  # a long tail of bad days under a ceiling
        felt = 1.2 - np.exp(-0.8 * felt)
        return np.asarray(np.clip(np.round(8.5 + POINTS * felt), 1, 10))
    return np.asarray(np.clip(np.round(MIDDLE + POINTS * felt), 1, 10))


def _habit(kind: str, carry: float, felt: Floats, weekday: Days, rng: Generator) -> Floats:
    days = len(felt)
    own = carried(days, carry, rng)
    if kind == "stretches":
        switched = np.cumsum(rng.random(days) < 1 / STRETCH)
        return np.asarray((switched + int(rng.integers(2))) % 2, float)
    if kind == "weekend":
        return np.asarray(rng.random(days) < np.where(weekday > 4, 0.8, 0.15), float)
    if kind == "yes":
        return np.asarray(own > 0.3, float)
    if kind == "sport":
        return np.where(own > 0.2, np.round(30 + 15 * np.abs(own)), 0.0)
    extra = {
        "carried": np.zeros(days),
        "trending": _sign(rng) * np.linspace(-1.5, 1.5, days),
        "season": 1.5 * np.sin(2 * pi * (np.arange(days) / 365 + rng.random())),
        "follows": 0.75 * np.concatenate(([0.0], felt[:-1])),
    }[kind]
    return np.asarray(np.round(20 + 6 * (own + extra), 1))


def _linked(
    scenario: Scenario, done: list[Floats], rng: Generator
) -> tuple[dict[tuple[int, int], Link], dict[tuple[int, int], Floats]]:
    """Draw the true links, by habit and outcome, and what each adds to its outcome, in points."""
    links, parts = {}, {}
    cells = rng.choice(len(done) * scenario.outcomes, scenario.links, replace=False)
    for at, cell in enumerate(cells.tolist()):
        pair = divmod(cell, scenario.outcomes)
        window = scenario.windows[at % len(scenario.windows)]
        seen = looked_at(done[pair[0]], window)
        seen = np.where(np.isnan(seen), np.nanmean(seen), seen)
        spread = float(seen[BEFORE:].std()) or 1.0
        size = scenario.sizes[at // len(scenario.windows) % len(scenario.sizes)] * _sign(rng)
        links[pair] = Link(window, size * POINTS / spread)
        parts[pair] = links[pair].slope * (seen - seen.mean())
    return links, parts
