"""What a search of a diary hands back: every question, with its answer or with what is lacking for one."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.stats.asked import Question

CLEAR_Q, CLEAR_DAYS = 0.01, 120
LITTLE = 0.3  # points of the outcome
REACH = 3.3 + 0.84  # standard errors an effect needs to be found, among many questions, four times in five


class Sure(StrEnum):
    """How sure a finding is, in the words of the page."""

    CLEAR = "clear"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A tested pair of habit and outcome, in the window with the smallest p value.

    `slope` with its 95 % interval `lo` to `hi` is in points of the outcome per unit of the habit; `p` is of this
    window, `q` of the pair among all pairs. `low` and `high` are two usual values of the habit to compare: no and
    yes; the quartiles; or none and a typical active day. `days_low` and `days_high` count days at or beyond them.
    `n` days have both, out of `span` days of the diary.
    """

    habit: str
    outcome: str
    window: str
    slope: float
    lo: float
    hi: float
    error: float
    p: float
    q: float
    n: int
    span: int
    low: float
    high: float
    days_low: int
    days_high: int
    yes_no: bool

    @property
    def direction(self) -> int:
        """+1 if more of the habit goes with more of the outcome, else -1."""
        return 1 if self.slope > 0 else -1

    @property
    def step(self) -> float:
        """From `low` to `high`, in the habit's unit."""
        return self.high - self.low

    def over(self, step: float) -> tuple[float, float, float]:
        """The difference in outcome points that goes with `step` more of the habit, and its interval, low first."""
        ends = sorted((self.lo * step, self.hi * step))
        return self.slope * step, ends[0], ends[1]

    @property
    def effect(self) -> tuple[float, float, float]:
        """`over` the usual step."""
        return self.over(self.step)

    @property
    def smallest(self) -> float:
        """The smallest difference over the usual step, in points, that would have been shown four times in five."""
        return REACH * self.error * abs(self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse:
    """Yesterday's outcome against today's habit: in units of the habit per point of the outcome, with 95 % interval."""

    slope: float
    lo: float
    hi: float
    p: float

    @property
    def seen(self) -> bool:
        """Whether the other direction stands out by itself."""
        return self.p <= 0.05


@dataclass(frozen=True, slots=True)
class Companion:
    """A habit that moves with the one found: their correlation in its window over `n` days, weekday and trend out."""

    habit: str
    correlation: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideGaps:
    """The outcome on the `days` days next to a day without it, minus other days, in points, with 95 % interval."""

    days: int
    difference: float
    lo: float
    hi: float
    p: float

    @property
    def seen(self) -> bool:
        """Whether days beside gaps stand out, so that the days in the gaps may have been different too."""
        return self.p <= 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Answer):
    """An answer that stands out.

    `wide_lo` to `wide_hi` is the interval that allows for being shown among others (false coverage rate, Benjamini
    and Yekutieli 2005). `explained_by` names other findings' habits and contexts with which the link is no longer
    told apart from none; `reverse` and `beside_gaps` are None where there are too few days for them.
    """

    wide_lo: float
    wide_hi: float
    reverse: Reverse | None = None
    companions: tuple[Companion, ...] = ()
    explained_by: tuple[str, ...] = ()
    beside_gaps: BesideGaps | None = None

    @property
    def sure(self) -> Sure:
        return Sure.CLEAR if self.q <= CLEAR_Q and self.n >= CLEAR_DAYS else Sure.LIKELY


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLink(Answer):
    """An answer that does not stand out."""

    @property
    def little(self) -> bool:
        """Whether the interval over the usual step leaves room for a small difference at most."""
        _, lo, hi = self.effect
        return lo >= -LITTLE and hi <= LITTLE


@dataclass(frozen=True, slots=True)
class Plain:
    """What a plain correlation at p < 0.05 would have shown of the same tested questions and pairs.

    `by_luck` is the number of questions it shows on average when the outcomes are moved against the habits by whole
    weeks, so that whatever it shows is chance.
    """

    questions: int
    pairs: int
    by_luck: float


@dataclass(frozen=True, slots=True)
class Associations:
    """The whole search: `days` from the first record to the last, surest findings first, then no links by p value.

    A pair of habit and outcome is in `findings` or in `no_links` if at least one of its windows could be tested, and
    in neither otherwise; `questions` holds every question, with what the untested ones lack.
    """

    days: int
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]
    no_links: tuple[NoLink, ...]
    plain: Plain
    rate: float  # the false discovery rate asked for

    @property
    def tested(self) -> int:
        """How many questions could be tested."""
        return sum(question.need is None for question in self.questions)

    @property
    def pairs(self) -> int:
        """How many pairs of habit and outcome could be tested."""
        return len(self.findings) + len(self.no_links)

    @property
    def not_enough(self) -> tuple[Question, ...]:
        """One question for each pair that could not be tested at all: the one that lacks least."""
        done = {(answer.habit, answer.outcome) for answer in (*self.findings, *self.no_links)}
        nearest: dict[tuple[str, str], Question] = {}
        for question in self.questions:
            pair = question.habit, question.outcome
            if question.need and pair not in done:
                best = nearest.setdefault(pair, question)
                if best.need and question.need.more < best.need.more:
                    nearest[pair] = question
        return tuple(nearest.values())
