"""A range as a small drawing: where it lies beside no difference at all."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.insights import phrases
from tracker.insights.wording import Compared
from tracker.metrics import Kind
from tracker.stats.findings import LITTLE

WIDTH, EDGE = 280, 8
NICE = (0.5, 1, 1.5, 2, 3, 4, 5, 10)


@dataclass(frozen=True, slots=True)
class Interval:
    """Lengths in px of a drawing 280 wide; `mind` is the zone too small to notice, if the unit has one."""

    css: str
    alt: str
    ends: tuple[str, str]
    low: str
    point: str
    high: str
    mind: tuple[str, str] | None


def reach(some: Sequence[Compared]) -> float:
    """How far the axis of a list goes to each side, so that all its ranges can be compared."""
    furthest = max((abs(end) for one in some for end in one.effect), default=1.0)
    return next((float(nice) for nice in NICE if nice >= furthest), float(math.ceil(furthest)))


def drawn(one: Compared, css: str, far: float = 0.0) -> Interval:
    """The drawing of one answer, on an axis that goes as far as `far`, or as it needs."""
    far = far or reach([one])
    effect, lo, hi = one.effect
    low, high = one.ends
    mind = one.outcome.kind is Kind.SCALE and far > LITTLE
    zone = (_x(-LITTLE, far), f"{2 * LITTLE / far * (WIDTH / 2 - EDGE):.1f}") if mind else None
    digits = phrases.digits_for(far)
    end = phrases.end(one.outcome, far, 0 if far % 1 == 0 else digits)
    alt = f"{phrases.end(one.outcome, effect, one.digits)} ({low} – {high})"
    return Interval(css, alt, (f"−{end}", f"+{end}"), _x(lo, far), _x(effect, far), _x(hi, far), zone)


def _x(value: float, far: float) -> str:
    return f"{WIDTH / 2 + max(-1.0, min(1.0, value / far)) * (WIDTH / 2 - EDGE):.1f}"
