"""What to know beside a finding: the other direction, what travels along, what else explains it, what gaps hide."""

import numpy as np

from tracker.stats.asked import Laid
from tracker.stats.drift import known
from tracker.stats.findings import BesideGaps, Companion, Reverse
from tracker.stats.search import Fit, Search, Tested, fitted
from tracker.stats.windows import LEAST_DAYS, LEAST_EACH, for_testing, habit_needs, looked_at, outcome_needs
from tracker.table import Floats

TOGETHER = 0.3  # correlation from which on two habits are said to move together
MOST_COMPANIONS = 3
UNTOLD = 0.05


def reversed_(diary: Laid, habit: str, outcome: str) -> Reverse | None:
    """Yesterday's outcome against today's habit, tested the same way; None where there is too little for it."""
    felt = diary.outcomes[outcome]
    column, there = looked_at(felt, "next"), known(diary.habits[habit])
    if outcome_needs(diary.habits[habit]) or habit_needs(felt, column, there, "next"):
        return None
    turned = Laid(diary.start, diary.days, {}, {habit: diary.habits[habit]}, {})
    result = fitted(turned, [habit])[habit].refit(column)
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
    around = {name: for_testing(column, "same") for name, column in found.diary.context.items()}
    around = {name: column for name, column in around.items() if np.ptp(column) > 0}
    return [_explained(found.fits[one.question.outcome], one, shown, around) for one in shown]


def _explained(fit: Fit, one: Tested, shown: list[Tested], around: dict[str, Floats]) -> tuple[str, ...]:
    rivals = {
        other.look.habit: other.look.tested
        for other in shown
        if other.question.outcome == one.question.outcome and other is not one
    }
    return tuple(
        name
        for name, column in (rivals | around).items()
        if float(fit.refit(one.look.known, beside=column[:, None]).p[0]) > UNTOLD
    )


def beside_gaps(fit: Fit) -> BesideGaps | None:
    """The outcome on days next to a day without it against other days; None with fewer than eight of either."""
    there = fit.observed.days
    after, before = np.append(there[1:], True), np.append(True, there[:-1])
    beside = (there & ~(after & before)) * 1.0
    days = int(beside[there].sum())
    if min(days, int(there.sum()) - days) < LEAST_EACH:
        return None
    result = fit.test((beside - beside[there].mean())[:, None])
    slope, half = float(result.slope[0]), float(result.half_width()[0])
    return BesideGaps(days=days, difference=slope, lo=slope - half, hi=slope + half, p=float(result.p[0]))
