"""Sentences of Insights, each whole: what went together, by how much, on which days. Nothing here says why."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tracker.insights import phrases
from tracker.metrics import Kind, Metric
from tracker.stats.findings import Answer, Finding, NoLink, Sure
from tracker.stats.windows import FORTNIGHT, NEXT, SAME
from tracker.web import inside as names
from tracker.web.numbers import written

FORTNIGHT_DAYS = 14
AVERAGED = frozenset({Kind.COUNT, Kind.AMOUNT})  # what may be so much a day

WHEN: dict[str, Promise] = {SAME: _("same day"), NEXT: _("next day"), FORTNIGHT: _("over two weeks")}
SURE: dict[Sure, Promise] = {Sure.CLEAR: _("Clear pattern"), Sure.LIKELY: _("Likely pattern")}
SENTENCES: dict[tuple[str, str], tuple[Promise, Promise]] = {
    (SAME, "amount"): (
        _(
            "On days with %(habit)s (against %(less)s), %(outcome)s was %(points)s higher on average "
            "(%(low)s to %(high)s)."
        ),
        _(
            "On days with %(habit)s (against %(less)s), %(outcome)s was %(points)s lower on average "
            "(%(low)s to %(high)s)."
        ),
    ),
    (NEXT, "amount"): (
        _(
            "The day after %(habit)s (against %(less)s), %(outcome)s was %(points)s higher on average "
            "(%(low)s to %(high)s)."
        ),
        _(
            "The day after %(habit)s (against %(less)s), %(outcome)s was %(points)s lower on average "
            "(%(low)s to %(high)s)."
        ),
    ),
    (FORTNIGHT, "amount"): (
        _(
            "When the two-week average was %(habit)s a day (against %(less)s), %(outcome)s was %(points)s higher on "
            "average (%(low)s to %(high)s)."
        ),
        _(
            "When the two-week average was %(habit)s a day (against %(less)s), %(outcome)s was %(points)s lower on "
            "average (%(low)s to %(high)s)."
        ),
    ),
    (FORTNIGHT, "level"): (
        _(
            "With a two-week average of %(habit)s (against %(less)s), %(outcome)s was %(points)s higher on average "
            "(%(low)s to %(high)s)."
        ),
        _(
            "With a two-week average of %(habit)s (against %(less)s), %(outcome)s was %(points)s lower on average "
            "(%(low)s to %(high)s)."
        ),
    ),
    (SAME, "yes"): (
        _(
            "On the %(days_with)s days with %(habit)s, %(outcome)s was %(points)s higher on average than on the "
            "%(days_without)s days without (%(low)s to %(high)s)."
        ),
        _(
            "On the %(days_with)s days with %(habit)s, %(outcome)s was %(points)s lower on average than on the "
            "%(days_without)s days without (%(low)s to %(high)s)."
        ),
    ),
    (NEXT, "yes"): (
        _(
            "On the %(days_with)s days after one with %(habit)s, %(outcome)s was %(points)s higher on average than on "
            "the %(days_without)s days after one without (%(low)s to %(high)s)."
        ),
        _(
            "On the %(days_with)s days after one with %(habit)s, %(outcome)s was %(points)s lower on average than on "
            "the %(days_without)s days after one without (%(low)s to %(high)s)."
        ),
    ),
    (FORTNIGHT, "yes"): (
        _(
            "In two weeks with %(habit)s on %(days_with)s of 14 days (against %(days_without)s), %(outcome)s was "
            "%(points)s higher on average (%(low)s to %(high)s)."
        ),
        _(
            "In two weeks with %(habit)s on %(days_with)s of 14 days (against %(days_without)s), %(outcome)s was "
            "%(points)s lower on average (%(low)s to %(high)s)."
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """An answer over a step that people think in: two amounts of the habit, the difference and its interval."""

    answer: Answer
    habit: Metric
    outcome: Metric
    low: float
    high: float

    @classmethod
    def of(cls, answer: Answer, habit: Metric, outcome: Metric) -> "Compared":
        if habit.kind is Kind.YES_NO:
            if answer.window == FORTNIGHT:
                few, many = round(answer.low * FORTNIGHT_DAYS), round(answer.high * FORTNIGHT_DAYS)
                few, many = (few, many) if few < many else (max(0, many - 1), max(many, 1))
                return cls(answer, habit, outcome, few / FORTNIGHT_DAYS, many / FORTNIGHT_DAYS)
            return cls(answer, habit, outcome, 0.0, 1.0)
        return cls(answer, habit, outcome, *phrases.rounded(habit, answer.low, answer.high))

    @property
    def effect(self) -> tuple[float, float, float]:
        """The difference between the two amounts, in the outcome's unit, and its interval, low first."""
        return self.answer.over(self.high - self.low)

    @property
    def smallest(self) -> float:
        """The smallest difference over this step that would have been shown four times in five."""
        return self.answer.smallest * (self.high - self.low) / abs(self.answer.step or 1.0)

    @property
    def digits(self) -> int:
        return phrases.digits_for(*self.effect)

    @property
    def ends(self) -> tuple[str, str]:
        """The range as written, with its signs."""
        _effect, lo, hi = self.effect
        return phrases.end(self.outcome, lo, self.digits), phrases.end(self.outcome, hi, self.digits)

    @property
    def wide(self) -> tuple[str, str] | None:
        """The range that allows for the finding being one picked out of all pairs, as written; None for no finding."""
        if not isinstance(self.answer, Finding):
            return None
        step = self.high - self.low
        ends = sorted((self.answer.wide_lo * step, self.answer.wide_hi * step))
        return phrases.end(self.outcome, ends[0], self.digits), phrases.end(self.outcome, ends[1], self.digits)

    @property
    def crosses(self) -> bool:
        """Whether the interval holds no difference at all."""
        _effect, lo, hi = self.effect
        return lo <= 0 <= hi

    @property
    def form(self) -> tuple[str, str]:
        """Which sentence fits."""
        if self.habit.kind is Kind.YES_NO:
            return self.answer.window, "yes"
        a_day = self.habit.kind in AVERAGED and not self.habit.typed and self.habit.key != "sleep_regularity"
        return self.answer.window, "amount" if a_day or not self.fortnight else "level"

    @property
    def fortnight(self) -> bool:
        return self.answer.window == FORTNIGHT


def sentence(one: Compared) -> str:
    """The finding: two amounts of the habit, the difference in the outcome, its range turned the way it is told."""
    effect, lo, hi = one.effect
    lower = effect < 0
    low, high = (-hi, -lo) if lower else (lo, hi)
    said = str(SENTENCES[one.form][lower])
    return said % (
        _facts(one)
        | {
            "outcome": names.inside(one.outcome),
            "points": phrases.points(one.outcome, abs(effect), one.digits),
            "low": phrases.end(one.outcome, low, one.digits),
            "high": phrases.end(one.outcome, high, one.digits),
        }
    )


def _facts(one: Compared) -> dict[str, str | int]:
    if one.habit.kind is Kind.YES_NO:
        days = (
            (round(one.high * FORTNIGHT_DAYS), round(one.low * FORTNIGHT_DAYS))
            if one.fortnight
            else (one.answer.days_high, one.answer.days_low)
        )
        return {"habit": names.inside(one.habit), "days_with": days[0], "days_without": days[1]}
    return {"habit": phrases.habit(one.habit, one.high), "less": phrases.less(one.habit, one.low)}


def verdict(one: Compared) -> str:
    """The answer of a pair that does not stand out."""
    if isinstance(one.answer, NoLink) and one.outcome.kind is Kind.SCALE and one.answer.little:
        return gettext("Little or no link")
    low, high = one.ends
    return gettext("No clear pattern yet: could be anywhere from %(low)s to %(high)s") % {"low": low, "high": high}


def sure(finding: Finding) -> str:
    return str(SURE[finding.sure])


def amounts(one: Compared) -> str:
    """What is compared, for an answer without a sentence of its own."""
    return _amounts(one.habit, one.low, one.high, one.answer.window, get_language())


@lru_cache(maxsize=1024)  # a change of the diary seldom changes which amounts are compared
def _amounts(habit: Metric, low: float, high: float, window: str, _language: str | None) -> str:
    if habit.kind is Kind.YES_NO and window != FORTNIGHT:
        return gettext("Days with it against days without, %(when)s.") % {"when": WHEN[window]}
    if habit.kind is Kind.YES_NO:
        few, many = (round(end * FORTNIGHT_DAYS) for end in (low, high))
        return gettext("Two weeks with it on %(more)s of 14 days against %(less)s.") % {"more": many, "less": few}
    return gettext("Days with %(more)s against %(less)s, %(when)s.") % {
        "more": phrases.less(habit, high), "less": phrases.less(habit, low), "when": WHEN[window],
    }  # fmt: skip


def alone(one: Compared) -> str:
    """What to say of a range that leaves out no difference and still does not stand out."""
    if one.crosses:
        return ""
    return gettext("Asked alone this might stand out; among so many questions, luck makes some look like this.")


def could_have_shown(one: Compared) -> str:
    """How large a difference would have had to be for this diary to show it."""
    size = phrases.points(one.outcome, one.smallest, phrases.digits_for(one.smallest))
    return gettext("This diary could have shown a difference of about %(size)s or more.") % {"size": size}


def rests_on(answer: Answer) -> str:
    """Days with both, and how much of the diary that is."""
    share = round(100 * answer.n / max(answer.span, 1))
    return ngettext(
        "based on %(days)s day, %(share)s of 100 days of the diary",
        "based on %(days)s days, %(share)s of 100 days of the diary",
        answer.n,
    ) % {"days": answer.n, "share": share}


def chance(p: float, digits: int = 4) -> str:
    """A share that luck alone has; one too small to write says so."""
    least = 10.0**-digits
    if p < least:
        return gettext("less than %(n)s") % {"n": written(least, digits)}
    return written(p, digits)


def days_to_go(more: int) -> str:
    return ngettext("Not enough yet: about %(n)s more day", "Not enough yet: about %(n)s more days", more) % {"n": more}
