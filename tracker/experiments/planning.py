"""What each length of a test could show, foretold from the person's own days; what cannot be one is refused."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import get_args

import numpy as np

from tracker.accounts.models import User
from tracker.diary.days import daily_table
from tracker.metrics import BY_KEY, Metric
from tracker.stats import planner
from tracker.stats.designs import ONSETS, Design, Onset, Refusal, Sides
from tracker.stats.planner import Advice, Outlook
from tracker.stats.profile import LEAST_DAYS, LEAST_RECORDED, Profile, profile
from tracker.table import Floats, Span

BASELINE = 56  # days looked back on
WATCHED = (28, 56, 84)  # days that "before and after" may last
WILLING = (56, 84, 112, 168, 224, 336, 448)
FLOOR = 2.0  # spreads below the usual mood at which a running test asks how the person is


@dataclass(frozen=True, slots=True)
class Baseline:
    """The last weeks of the diary; `lacking` days are needed before anything can be planned."""

    days: Profile
    mean: float
    mood_floor: float  # NaN if mood was noted too seldom to know

    @property
    def lacking(self) -> int:
        return max(0, LEAST_DAYS - self.days.days, LEAST_RECORDED - self.days.recorded)

    @property
    def flat(self) -> bool:
        """Every day the same, so that nothing can be foretold."""
        return not self.lacking and not self.days.spread > 0


@dataclass(frozen=True, slots=True)
class Option:
    """One plan to choose or to see refused; without a design it is "before and after"."""

    key: str
    days: int
    design: Design | None = None
    outlook: Outlook | None = None
    refusal: Refusal | None = None
    suggested: bool = False

    @property
    def open(self) -> bool:
        return self.refusal is None

    @property
    def exploratory(self) -> bool:
        """It may be started, but would not find what matters reliably."""
        return self.outlook is not None and not self.outlook.enough


@dataclass(frozen=True, slots=True)
class Plans:
    """All that can be chosen for one question; `advice` is None where only "before and after" is left."""

    baseline: Baseline
    options: tuple[Option, ...]
    advice: Advice | None

    @property
    def usual(self) -> str:
        """The key of what is suggested, nothing where nothing is."""
        return next((option.key for option in self.options if option.suggested), "")

    def option(self, key: str) -> Option | None:
        """The one of that key, if it may be chosen."""
        return next((option for option in self.options if option.key == key and option.open), None)


def baselines(user: User, outcomes: Iterable[Metric], today: date) -> dict[str, Baseline]:
    """How each outcome went over the last weeks, from the first day it was noted; one fixed set of queries."""
    wanted = {metric.key: metric for metric in outcomes}
    table = daily_table(user, Span.ending(today, BASELINE), {**wanted, "mood": BY_KEY["mood"]}.values())
    felt = table.columns["mood"][~np.isnan(table.columns["mood"])]
    floor = float(felt.mean() - FLOOR * felt.std(ddof=1)) if len(felt) >= LEAST_RECORDED else math.nan
    return {key: _baseline(_begun(table.columns[key]), floor) for key in wanted}


def baseline(user: User, outcome: Metric, today: date) -> Baseline:
    """How one outcome went."""
    return baselines(user, [outcome], today)[outcome.key]


def _baseline(days: Floats, floor: float) -> Baseline:
    known = days[~np.isnan(days)]
    return Baseline(profile(days), float(known.mean()) if len(known) else math.nan, floor)


def _begun(days: Floats) -> Floats:
    known = np.flatnonzero(~np.isnan(days))
    return days[known[0] :] if len(known) else days[:0]


@lru_cache(maxsize=256)
def _foretold(days: Profile, onset: Onset, meaningful: float, willing: int, sides: Sides, kind: str | None) -> Advice:
    return planner.plan(days, onset, meaningful, willing, sides=sides, kind=kind)


def plans(
    start: Baseline, onset: Onset | None, meaningful: float, willing: int, sides: Sides = "two", *, pairs: bool = False
) -> Plans:
    """Every plan for an effect that begins so soon; those that cannot answer stand among them with the reason.

    Args:
        start: the last weeks.
        onset: None where nothing can be drawn by lot.
        meaningful: the smallest difference that matters, in points.
        willing: the most days the person would go on.
        sides: "one" counts the hoped direction alone.
        pairs: two and two, for whom a strong drift is expected.
    """
    watched = tuple(Option(f"watch-{days}", days) for days in WATCHED)
    if onset is None or not start.days.enough:
        return Plans(start, watched, None)
    advice = _foretold(start.days, onset, meaningful, willing, sides, "pairs" if pairs else None)
    found = [_option(outlook, advice) for outlook in advice.outlooks]
    return Plans(start, (*_shorter(onset, sides), *found, *watched), advice)


def _option(outlook: Outlook, advice: Advice) -> Option:
    design = outlook.design
    suggested = advice.suggested is not None and advice.suggested.design == design
    return Option(f"{design.kind}-{design.periods}", design.days, design, outlook, outlook.refusal, suggested)


def _shorter(onset: Onset, sides: Sides) -> tuple[Option, ...]:
    """The usual design for the next quicker effect: shown, so that nobody wonders why it is not offered."""
    quicker = get_args(Onset).index(onset) - 1
    if quicker < 0:
        return ()
    design = Design.usual(ONSETS[get_args(Onset)[quicker]][0])
    refusal = design.refusal(onset, sides)
    return (Option(f"{design.kind}-{design.periods}", design.days, design, None, refusal),) if refusal else ()


def first_days(today: date) -> tuple[date, date]:
    """The earliest first day, and the Monday suggested: time to read it over and to prepare."""
    earliest = today + timedelta(days=1)
    return earliest, earliest + timedelta(days=-earliest.weekday() % 7)
