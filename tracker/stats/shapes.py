"""Finds links that turn round: more of the outcome in the middle of a habit than at both of its ends, or less.

A curve must stand out among all pairs (a quadratic part beside the straight one, Benjamini and Hochberg), and the
lines below and above the habit's median must both slope, in opposite directions.

Source: Simonsohn U, Adv Methods Pract Psychol Sci 2018;1:538 (two lines).
"""

from dataclasses import dataclass

import numpy as np

from tracker.stats.asked import Columns, Dates, laid
from tracker.stats.association import RATE
from tracker.stats.multiplicity import false_discovery
from tracker.stats.search import Fit, Tested, refits, search
from tracker.stats.windows import NEXT, SAME
from tracker.table import Floats

UNTOLD = 0.05


@dataclass(frozen=True, slots=True)
class Shape:
    """A link that turns round at about `turn`, in the habit's unit; `peak` if the outcome is highest there."""

    habit: str
    outcome: str
    window: str
    peak: bool
    turn: float
    p: float
    q: float


def find_shapes(dates: Dates, habits: Columns, outcomes: Columns, *, q: float = RATE) -> tuple[Shape, ...]:
    """Look for links that turn round, on the same and the next day, surest first.

    Args:
        dates, habits, outcomes, q: as for `find_associations`; habits of two answers have no shape.

    Raises:
        ValueError: as `find_associations`.
    """
    found = search(laid(dates, habits, outcomes), (SAME, NEXT))
    cases = [one for windows in found.pairs.values() for one in windows if not _two_answers(one.look.known)]
    if not cases:
        return ()
    fits = [found.fits[one.question.outcome] for one in cases]
    straight = [one.look.tested for one in cases]
    curved = refits(fits, [column * column for column in straight], straight)
    p = np.array([float(result.p[0]) for result in curved])
    rates = false_discovery(p)
    shown = [
        _shape(fit, one, float(result.slope[0]), float(result.p[0]), rate)
        for one, fit, result, rate in zip(cases, fits, curved, rates.tolist(), strict=True)
        if rate <= q and _turns(fit, one.look.tested)
    ]
    return tuple(sorted(shown, key=lambda shape: (shape.q, shape.p, shape.habit, shape.outcome)))


def _two_answers(values: Floats) -> bool:
    return len(np.unique(values[~np.isnan(values)])) == 2


def _shape(fit: Fit, one: Tested, curve: float, p: float, rate: float) -> Shape:
    asked = one.question
    return Shape(asked.habit, asked.outcome, asked.window, curve < 0, _turn(fit, one, curve), p, rate)


def _turns(fit: Fit, column: Floats) -> bool:
    """Whether the lines below and above the median both slope, in opposite directions."""
    apart = column - np.median(column)
    below, above = np.minimum(apart, 0.0), np.maximum(apart, 0.0)
    first, second = refits([fit, fit], [below, above], [above, below])
    steep = max(float(first.p[0]), float(second.p[0])) < UNTOLD
    return steep and bool(first.slope[0] * second.slope[0] < 0)


def _turn(fit: Fit, one: Tested, curve: float) -> float:
    """Where the curve is level, in the habit's unit, within what was recorded."""
    column = one.look.tested
    straight = refits([fit], [column], [column * column])[0]
    known = one.look.known[~np.isnan(one.look.known)]
    mean = float(np.mean(known))
    return float(np.clip(mean - one.look.spread * float(straight.slope[0]) / (2 * curve), known.min(), known.max()))
