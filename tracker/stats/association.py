"""Finds what goes with what in a diary, and says so only when carry-over, drift, weekdays, gaps and luck do not.

For each outcome level, trend and weekdays are taken out, and slow drift, carry-over from day to day and noise of the
single day are modelled (see `banded` and `covariance`). A pair of habit and outcome has one p value over its windows
(Simes); pairs are shown at a false discovery rate (Benjamini and Hochberg).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tracker.stats.asked import Columns, Dates, checked, laid
from tracker.stats.beside import beside_gaps, companions, explanations, reverses
from tracker.stats.covariance import known
from tracker.stats.findings import Associations, Finding, NoLink
from tracker.stats.plain import plain
from tracker.stats.search import Search, Tested, chosen, refits, search
from tracker.stats.slopes import Slopes
from tracker.stats.windows import WINDOWS
from tracker.table import Floats

RATE = 0.04  # a guard below the 0.05 that is promised


def find_associations(
    dates: Dates,
    habits: Columns,
    outcomes: Columns,
    *,
    windows: Sequence[str] = WINDOWS,
    q: float = RATE,
    context: Columns | None = None,
) -> Associations:
    """Search a diary for links between habits and outcomes.

    Args:
        dates: shape (days,), datetime64[D], strictly increasing; days may be absent.
        habits, outcomes: name to shape (days,), NaN where not recorded, 0 and 1 for no and yes.
        windows: "same" day, "next" day, and "avg14" for the mean of the last 14 days (any other number too).
        q: the false discovery rate at which pairs are shown.
        context: as habits: what merely happens (illness, travel); it never changes what is found, but a finding
            that is no longer told apart from none once a context is taken out names it in `explained_by`.

    Raises:
        ValueError: if dates are not increasing days, a column does not fit to them or holds infinity, or a window
            is unknown.
    """
    windows = checked(windows, q)
    return answered(search(laid(dates, habits, outcomes, context), windows), q)


def answered(found: Search, q: float) -> Associations:
    """What a search found, at the false discovery rate `q`."""
    ranked = chosen(found.pairs)
    shown = [(one, rate) for one, rate in ranked if rate <= q]
    level = 1 - q * len(shown) / max(len(ranked), 1)
    others = [_no_link(found, one, rate) for one, rate in ranked[len(shown) :]]
    return Associations(
        found.diary.days,
        tuple(found.questions),
        tuple(_findings(found, shown, level)),
        tuple(sorted(others, key=lambda answer: (answer.p, answer.habit, answer.outcome))),
        plain(found),
        q,
    )


def _findings(found: Search, shown: list[tuple[Tested, float]], level: float) -> list[Finding]:
    some = [one for one, _ in shown]
    turned = reverses(found.diary, [(one.question.habit, one.question.outcome) for one in some])
    gaps = beside_gaps({one.question.outcome: found.fits[one.question.outcome] for one in some})
    findings = []
    again = refits([found.fits[one.question.outcome] for one in some], [one.look.known for one in some])
    for (one, rate), refitted, by, reverse in zip(shown, again, explanations(found, some), turned, strict=True):
        slope, wide = float(refitted.slope[0]), float(refitted.half_width(level)[0])
        findings.append(
            Finding(
                **_answer(found, one, rate, refitted), wide_lo=slope - wide, wide_hi=slope + wide, reverse=reverse,
                companions=companions(found, one), explained_by=by, beside_gaps=gaps[one.question.outcome],
            )
        )  # fmt: skip
    return findings


def _no_link(found: Search, one: Tested, rate: float) -> NoLink:
    slope, error = np.array([one.slope]), np.array([one.error])
    return NoLink(**_answer(found, one, rate, Slopes(np.array([one.p]), slope, error, one.freedom)))


def _answer(found: Search, one: Tested, rate: float, result: Slopes) -> dict[str, Any]:
    """The fields of `Answer`."""
    question, column = one.question, one.look.known
    both = column[known(column) & known(found.diary.outcomes[question.outcome])]
    low, high, yes_no = compared(both)
    slope, half = float(result.slope[0]), float(result.half_width()[0])
    return {
        "habit": question.habit, "outcome": question.outcome, "window": question.window,
        "slope": slope, "lo": slope - half, "hi": slope + half, "error": float(result.error[0]),
        "p": one.p, "q": rate, "n": question.n, "span": found.diary.days,
        "low": low, "high": high, "yes_no": yes_no,
        "days_low": int((both <= low).sum()), "days_high": int((both >= high).sum()),
    }  # fmt: skip


def compared(values: Floats) -> tuple[float, float, bool]:
    """Two values of a habit to compare, lower first, and whether they are its only two.

    The quartiles; where these are equal, the commonest value and the median of the others.
    """
    distinct = np.unique(values)
    if len(distinct) == 2:
        return float(distinct[0]), float(distinct[1]), True
    low, high = (float(end) for end in np.percentile(values, (25, 75)))
    if low == high:
        low = float(np.median(values))
        high = float(np.median(values[values != low]))
    return min(low, high), max(low, high), False
