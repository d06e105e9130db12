"""Holds the search to account on invented diaries: what it shows of nothing, and what it misses."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from time import process_time

import numpy as np

from tracker.stats.asked import laid
from tracker.stats.association import RATE, answered, find_associations
from tracker.stats.covariance import for_each
from tracker.stats.invented import ROUNDING, Life, Scenario, life
from tracker.stats.many import products
from tracker.stats.multiplicity import false_discovery, simes
from tracker.stats.plain import LEVEL, correlations
from tracker.stats.search import Pair, Search, search
from tracker.stats.windows import WINDOWS
from tracker.table import Floats


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over people; what begins with `plain` is of a correlation at p < 0.05, what is `false` of shown pairs.

    `false_share` sums each person's share of false pairs among those shown, 0 where nothing is. `intervals` counts
    the 95 % intervals of true links shown in the right window, `holding` those that hold the truth.
    """

    people: int = 0
    links: int = 0
    any_false: int = 0
    plain_any_false: int = 0
    false_share: float = 0.0
    plain_false_share: float = 0.0
    shown: int = 0
    plain_shown: int = 0
    found: int = 0
    plain_found: int = 0
    oracle_found: int = 0
    intervals: int = 0
    holding: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    @property
    def power(self) -> float:
        """The share of true links found."""
        return self.found / max(self.links, 1)

    @property
    def of_oracle(self) -> float:
        """Links found for each that the oracle finds."""
        return self.found / max(self.oracle_found, 1)

    @property
    def coverage(self) -> float:
        return self.holding / max(self.intervals, 1)


def tally(scenario: Scenario, people: Iterable[int], seed: int) -> Tally:
    """Add up the people of these numbers."""
    return sum((person(scenario, seed, number) for number in people), Tally())


def person(scenario: Scenario, seed: int, number: int) -> Tally:
    """Invent one person, search the diary and compare with the truth; equal arguments, equal counts."""
    lived = life(scenario, np.random.default_rng([seed, number, *scenario.name.encode()]))
    began = process_time()
    searched = search(laid(lived.dates, lived.habits, lived.outcomes), WINDOWS)
    result = answered(searched, RATE)
    seconds = process_time() - began
    mine, plain = {(one.habit, one.outcome) for one in result.findings}, plainly(searched)
    oracle = by_oracle(lived, searched, RATE) if lived.links else set()
    true = set(lived.links)
    at = {(one.habit, one.outcome, one.window): one for one in result.findings}
    right = [(at[*pair, link.window], link) for pair, link in lived.links.items() if (*pair, link.window) in at]
    return Tally(
        1, len(true), bool(mine - true), bool(plain - true), _share(mine, true), _share(plain, true),
        len(mine), len(plain), len(mine & true), len(plain & true), len(oracle & true),
        len(right), sum(one.lo <= link.slope <= one.hi for one, link in right), seconds,
    )  # fmt: skip


def _share(shown: set[Pair], true: set[Pair]) -> float:
    return len(shown - true) / max(len(shown), 1)


def plainly(found: Search) -> set[Pair]:
    """The pairs that a plain correlation shows at p < 0.05 in any window that has data enough."""
    names = list(found.fits)
    if not names:
        return set()
    outcomes = np.column_stack([found.fits[name].outcome for name in names])
    p = correlations(np.column_stack([look.known for look in found.looks]), outcomes)
    row = {(look.habit, look.window): at for at, look in enumerate(found.looks)}
    return {
        (habit, outcome)
        for (habit, outcome), windows in found.pairs.items()
        if any(p[row[habit, one.question.window], names.index(outcome)] < LEVEL for one in windows)
    }


def by_oracle(lived: Life, found: Search, rate: float) -> set[Pair]:
    """The pairs found by one who knows the true covariance and all other true links, and counts questions as we do."""
    from scipy.special import ndtr

    first, together = int((found.diary.start - lived.dates[0]).astype(int)), []
    for (habit, outcome), windows in found.pairs.items():
        cleared = found.diary.outcomes[outcome].copy()
        for (other, felt), part in lived.parts.items():
            if felt == outcome and other != habit:
                cleared -= part[first : first + len(cleared)]
        ratios = _ratios(lived, cleared, found.diary.base, np.column_stack([one.look.tested for one in windows]))
        together.append(simes(2 * ndtr(-np.abs(ratios))))
    q = false_discovery(np.array(together))
    return {pair for pair, one in zip(found.pairs, q.tolist(), strict=True) if one <= rate}


def _ratios(lived: Life, outcome: Floats, base: Floats, columns: Floats) -> Floats:
    """Slopes over their true standard errors, shape (columns,)."""
    size = base.shape[1]
    stacked = for_each(base, outcome[:, None] - np.nanmean(outcome), columns)
    inner, own, _ = products(stacked, np.array([lived.covariance]), np.zeros(1, np.intp), size + 1)
    solved = np.linalg.solve(inner[0, :size, :size], inner[0, :size, size:])
    left = inner[0, size, size + 1 :] - inner[0, :size, size] @ solved[:, 1:]
    error = np.sqrt(np.maximum(own[0] - (inner[0, :size, size + 1 :] * solved[:, 1:]).sum(0), 1e-9) / ROUNDING)
    return np.asarray(left / ROUNDING / error)


FAMILY = (60, 120, 365, 1095, 3650)  # days


def seconds_for(days: int, seed: int, times: int = 5) -> float:
    """The median processor time of a whole search: eight habits, six outcomes, three windows, nothing to find."""
    spent = []
    for number in range(times):
        lived = life(Scenario(f"{days} days", days), np.random.default_rng([seed, number]))
        began = process_time()
        find_associations(lived.dates, lived.habits, lived.outcomes)
        spent.append(process_time() - began)
    return float(np.median(spent))
