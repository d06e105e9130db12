"""Tests every question that can be tested: one covariance for each outcome, one slope for each look at a habit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracker.stats.asked import Laid, Look, Question, looks, questions
from tracker.stats.covariance import candidates, known
from tracker.stats.multiplicity import false_discovery, simes
from tracker.stats.slopes import Slopes, slopes, tested
from tracker.table import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What was learned of an outcome without any habit: the nuisance columns and the covariances to consider."""

    outcome: Floats
    base: Floats
    considered: Floats

    def test(self, columns: Floats) -> Slopes:
        """Each finite column, shape (days, k), on its own."""
        return slopes(self.outcome, self.base, columns, self.considered)


def refits(fits: Sequence[Fit], columns: Sequence[Floats], beside: Sequence[Floats] | None = None) -> list[Slopes]:
    """One column for each fit, on the days where it is known too; `beside`, a finite column each, is taken out."""
    if not fits:
        return []
    both = [known(column) & known(fit.outcome) for fit, column in zip(fits, columns, strict=True)]
    centred = [np.where(days, column - column[days].mean(), 0.0) for days, column in zip(both, columns, strict=True)]
    outcomes = np.column_stack([np.where(days, fit.outcome, np.nan) for days, fit in zip(both, fits, strict=True)])
    base = np.repeat(fits[0].base[:, :, None], len(fits), axis=2)
    if beside is not None:
        base = np.concatenate([base, np.column_stack(beside)[:, None, :]], axis=1)
    return tested(outcomes, base, np.column_stack(centred)[:, None, :], [fit.considered for fit in fits])


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """A question with its p value, and its slope and standard error per unit of the habit, from the tested column."""

    question: Question
    look: Look
    p: float
    slope: float
    error: float
    freedom: int


Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A diary with every question asked of it, the fit of each testable outcome, and the tested questions by pair."""

    diary: Laid
    looks: list[Look]
    questions: list[Question]
    fits: dict[str, Fit]
    pairs: dict[Pair, list[Tested]]

    def look(self, habit: str, window: str) -> Look:
        return next(look for look in self.looks if (look.habit, look.window) == (habit, window))


def search(diary: Laid, windows: Sequence[str]) -> Search:
    """Ask everything."""
    seen = looks(diary, windows)
    asked = questions(diary, seen)
    fits = fitted(diary, sorted({question.outcome for question in asked if question.need is None}))
    return Search(diary, seen, asked, fits, answers(asked, seen, fits))


def fitted(diary: Laid, names: list[str]) -> dict[str, Fit]:
    """The fit of each named outcome."""
    if not names:
        return {}
    base, outcomes = diary.base, [diary.outcomes[name] for name in names]
    considered = candidates(np.column_stack(outcomes), base)
    return {name: Fit(outcome, base, some) for name, outcome, some in zip(names, outcomes, considered, strict=True)}


def answers(asked: Sequence[Question], seen: Sequence[Look], fits: dict[str, Fit]) -> dict[Pair, list[Tested]]:
    """The tested questions, collected by habit and outcome."""
    place = {(look.habit, look.window): at for at, look in enumerate(seen)}
    found = _slopes(seen, fits)
    pairs: dict[Pair, list[Tested]] = {}
    for question in asked:
        if question.need is None:
            at, result = place[question.habit, question.window], found[question.outcome]
            unit = seen[at].spread or 1.0
            p, slope, error = float(result.p[at]), float(result.slope[at]) / unit, float(result.error[at]) / unit
            pairs.setdefault((question.habit, question.outcome), []).append(
                Tested(question, seen[at], p, slope, error, result.freedom)
            )
    return pairs


def _slopes(seen: Sequence[Look], fits: dict[str, Fit]) -> dict[str, Slopes]:
    """All looks against all outcomes."""
    if not fits:
        return {}
    some, columns = list(fits.values()), np.column_stack([look.tested for look in seen])
    outcomes = np.column_stack([fit.outcome for fit in some])
    return dict(zip(fits, tested(outcomes, some[0].base, columns, [fit.considered for fit in some]), strict=True))


def chosen(pairs: dict[Pair, list[Tested]]) -> list[tuple[Tested, float]]:
    """For each pair its window with the smallest p value, and the pair's q value among all pairs; surest first."""
    if not pairs:
        return []
    together = np.array([simes(np.array([one.p for one in windows])) for windows in pairs.values()])
    best = [min(windows, key=lambda one: one.p) for windows in pairs.values()]
    ranked = zip(best, false_discovery(together).tolist(), strict=True)
    return sorted(ranked, key=lambda one: (one[1], one[0].p, one[0].question.habit, one[0].question.outcome))
