"""What to know beside a finding: the other direction, what travels along, what else explains it, what gaps hide."""

from collections.abc import Sequence

import numpy as np

from tracker.stats.asked import Laid
from tracker.stats.covariance import LONG, known
from tracker.stats.findings import BesideGaps, Companion, Reverse
from tracker.stats.search import Fit, Pair, Search, Tested, fitted, refits
from tracker.stats.slopes import Slopes, tested
from tracker.stats.windows import (
    LEAST_DAYS,
    LEAST_EACH,
    NEXT,
    SAME,
    Habit,
    for_testing,
    habit_needs,
    looked_at,
    outcome_needs,
)
from tracker.table import Floats

TOGETHER = 0.3  # correlation from which on two habits are said to move together
MOST_COMPANIONS = 3
UNTOLD = 0.05


def reverses(diary: Laid, pairs: Sequence[Pair]) -> list[Reverse | None]:
    """Yesterday's outcome against today's habit for each pair, tested the same way; None where there is too little.

    The habits' own covariances are fitted for this. Yesterday's habit is taken out too: an outcome that follows the
    habit knows something of it, and would else seem to lead where it only follows, in one test of four. Of a diary
    longer than `LONG` only the latest days are used.
    """
    latest = Laid(
        diary.start + max(diary.days - LONG, 0), min(diary.days, LONG), {},
        {habit: diary.habits[habit][-LONG:] for habit, _ in pairs}, {},
    )  # fmt: skip
    fits = fitted(latest, [name for name, values in latest.outcomes.items() if outcome_needs(values) is None])
    felt = [looked_at(diary.outcomes[outcome][-LONG:], NEXT) for _, outcome in pairs]
    able = [at for at, (habit, _) in enumerate(pairs) if habit in fits and _enough(felt[at], fits[habit].outcome)]
    some = [fits[pairs[at][0]] for at in able]
    results = refits(some, [felt[at] for at in able], [for_testing(fit.outcome, NEXT) for fit in some])
    turned = dict(zip(able, (_reverse(result) for result in results), strict=True))
    return [turned.get(at) for at in range(len(pairs))]


def _enough(felt: Floats, habit: Floats) -> bool:
    return habit_needs(Habit.of(felt), felt, known(habit), NEXT) is None


def _reverse(result: Slopes) -> Reverse:
    slope, half = float(result.slope[0]), float(result.half_width()[0])
    return Reverse(slope=slope, lo=slope - half, hi=slope + half, p=float(result.p[0]))


def companions(found: Search, one: Tested) -> tuple[Companion, ...]:
    """The habits that move most with the one of a finding, in its window, weekday and trend taken out of both."""
    others = [look for look in found.looks if look.window == one.question.window and look.habit != one.question.habit]
    base = found.fits[one.question.outcome].base
    moving = [_together(one.look.known, look.known, look.habit, base) for look in others]
    strong = [other for other in moving if abs(other.correlation) >= TOGETHER]
    return tuple(sorted(strong, key=lambda other: (-abs(other.correlation), other.habit))[:MOST_COMPANIONS])


def _together(first: Floats, second: Floats, name: str, base: Floats) -> Companion:
    both = known(first) & known(second)
    if both.sum() < LEAST_DAYS:
        return Companion(name, 0.0, int(both.sum()))
    pair = np.column_stack([first[both], second[both]])
    left = pair - base[both] @ np.linalg.lstsq(base[both], pair, rcond=None)[0]
    size = np.sqrt((left * left).sum(0))
    if (size <= 1e-9 * np.maximum(np.abs(pair).sum(0), 1e-12)).any():
        return Companion(name, 0.0, int(both.sum()))
    return Companion(name, float(left[:, 0] @ left[:, 1] / (size[0] * size[1])), int(both.sum()))


def explanations(found: Search, shown: list[Tested]) -> list[tuple[str, ...]]:
    """For each finding the other findings' habits and the contexts that leave too little of it to be told from none.

    Each is taken out of outcome and habit by itself; a link is no longer told if its p value then exceeds 0.05.
    """
    around = {name: for_testing(column, SAME) for name, column in found.diary.context.items()}
    around = {name: column for name, column in around.items() if np.ptp(column) > 0}
    cases = [(at, name, column) for at, one in enumerate(shown) for name, column in _rivals(one, shown, around)]
    fits = [found.fits[shown[at].question.outcome] for at, _, _ in cases]
    results = refits(fits, [shown[at].look.known for at, _, _ in cases], [column for _, _, column in cases])
    untold = [(at, name) for (at, name, _), result in zip(cases, results, strict=True) if result.p[0] > UNTOLD]
    return [tuple(name for case, name in untold if case == at) for at in range(len(shown))]


def _rivals(one: Tested, shown: list[Tested], around: dict[str, Floats]) -> list[tuple[str, Floats]]:
    others = [other for other in shown if other is not one and other.question.outcome == one.question.outcome]
    return [*((other.look.habit, other.look.tested) for other in others), *around.items()]


def beside_gaps(fits: dict[str, Fit]) -> dict[str, BesideGaps | None]:
    """Each outcome on days next to a day without it against other days; None with fewer than eight of either."""
    if not fits:
        return {}
    some, there = list(fits.values()), np.column_stack([known(fit.outcome) for fit in fits.values()])
    ends = np.ones((1, len(some)), bool)
    beside = there & ~(np.vstack([there[1:], ends]) & np.vstack([ends, there[:-1]]))
    outcomes, considered = np.column_stack([fit.outcome for fit in some]), [fit.considered for fit in some]
    results = tested(outcomes, some[0].base, beside * 1.0, considered)
    days, noted = beside.sum(0).tolist(), there.sum(0).tolist()
    return {
        name: _gaps(result, at, days[at]) if min(days[at], noted[at] - days[at]) >= LEAST_EACH else None
        for at, (name, result) in enumerate(zip(fits, results, strict=True))
    }


def _gaps(result: Slopes, at: int, days: int) -> BesideGaps:
    slope, half = float(result.slope[at]), float(result.half_width()[at])
    return BesideGaps(days=days, difference=slope, lo=slope - half, hi=slope + half, p=float(result.p[at]))
