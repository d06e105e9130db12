"""What the page of Insights shows: what stands out, what lacks days, what shows no link; surest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from typing import Any

from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tracker.insights import intervals, links, wording
from tracker.insights.answers import Answers
from tracker.insights.intervals import Interval
from tracker.insights.looking import Look
from tracker.insights.pairs import Pair
from tracker.insights.wording import Compared
from tracker.metrics import Kind, Metric
from tracker.stats.asked import Question
from tracker.stats.findings import Answer, Finding, Sure
from tracker.stats.windows import LEAST_DAYS, LEAST_MEANS, Lack
from tracker.web import inside as names
from tracker.web import pieces
from tracker.web.latest import Latest

FIRST = 8  # answers of a list that stand open; the others are folded
HALF_A_YEAR = 180
TONES = {Sure.CLEAR: ("leaf", "circle-check"), Sure.LIKELY: ("sky", "circle-dashed")}
LACKS: dict[Lack, Promise] = {
    Lack.OUTCOME_DAYS: _("too few days with what is felt"),
    Lack.OUTCOME_VARIED: _("what is felt was nearly always the same"),
    Lack.DAYS: _("too few days with both"),
    Lack.ANSWERS: _("too few days of one of the two answers"),
    Lack.SWITCHES: _("too few changes between the two answers"),
    Lack.VARIED: _("nearly always the same amount"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list."""

    title: str
    url: str
    badge: str
    tone: str = ""
    icon: str = ""
    sentences: tuple[str, ...] = ()
    interval: Interval | None = None
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Lists:
    """All that some answers say, in words; a piece that shows it goes by the number it was made under."""

    summary: tuple[str, ...]
    found: tuple[Item, ...]
    none: tuple[Item, ...]
    few: tuple[Item, ...]
    plan: str
    method: str
    number: int

    def __reduce__(self) -> tuple[type["Lists"], tuple[object, ...]]:
        return Lists, (self.number,)

    @property
    def first_none(self) -> tuple[Item, ...]:
        return self.none[:FIRST]

    @property
    def more_none(self) -> tuple[Item, ...]:
        return self.none[FIRST:]

    @property
    def first_few(self) -> tuple[Item, ...]:
        return self.few[:FIRST]

    @property
    def more_few(self) -> tuple[Item, ...]:
        return self.few[FIRST:]


@dataclass(frozen=True, slots=True)
class Made:
    """Lists, and what they were made of besides what names them."""

    answers: Answers
    metrics: tuple[Metric, ...]
    lists: Lists


MADE: Latest[Made] = Latest(32)  # the lists shown last, by person and language
NUMBERS = count(1)
pieces.plain(Item, Interval)


def url(habit: str, outcome: str) -> str:
    return _url(habit, outcome, get_script_prefix())


@lru_cache(maxsize=1024)  # the pairs stay the same, whatever is said of them
def _url(habit: str, outcome: str, _prefix: str) -> str:
    return reverse("insights:pair", args=[habit, outcome])


def found(one: Compared, far: float = 0.0) -> Item:
    """A finding, with all that must be said beside it."""
    finding = one.answer
    assert isinstance(finding, Finding)
    tone, icon = TONES[finding.sure]
    when = gettext("This is %(days)s; %(when)s.") % {
        "days": wording.rests_on(finding), "when": wording.WHEN[finding.window],
    }  # fmt: skip
    return Item(
        names.pair(one.habit, one.outcome), url(finding.habit, finding.outcome), wording.sure(finding), tone, icon,
        (wording.sentence(one), when, *cautions(one)), intervals.drawn(one, "sky" if tone == "sky" else "", far),
        links.plan(finding.habit, finding.outcome),
    )  # fmt: skip


def cautions(one: Compared) -> list[str]:
    """What a finding must not be read without."""
    finding = one.answer
    said = []
    if finding.window == "same":
        said.append(gettext("Same day: which came first cannot be seen here; it can go either way."))
    if one.crosses:
        said.append(gettext("That could be chance."))
    if isinstance(finding, Finding) and finding.beside_gaps and finding.beside_gaps.seen:
        said.append(
            gettext(
                "On days next to a gap, %(outcome)s was different from other days. The days in the gaps may have been "
                "different too, so read this with care."
            )
            % {"outcome": names.inside(one.outcome)}
        )
    return said


def unlinked(one: Compared, far: float = 0.0) -> Item:
    """An answer that does not stand out, with the smallest difference that would have."""
    return replace(in_short(one), interval=intervals.drawn(one, "none", far))


def in_short(one: Compared) -> Item:
    """The same without its drawing."""
    said = tuple(filter(None, (wording.amounts(one), wording.alone(one), wording.could_have_shown(one))))
    return Item(
        names.pair(one.habit, one.outcome), url(one.answer.habit, one.answer.outcome), wording.verdict(one),
        sentences=said,
    )  # fmt: skip


def lacking(question: Question, habit: Metric, outcome: Metric) -> Item:
    """A pair that lacks something, and how much of it."""
    need = question.need
    assert need is not None
    if need.lack is Lack.SWITCHES:
        badge = ngettext("about %(n)s more change", "about %(n)s more changes", need.more) % {"n": need.more}
    else:
        badge = ngettext("about %(n)s more day", "about %(n)s more days", need.more) % {"n": need.more}
    lack = Lack.VARIED if need.lack is Lack.ANSWERS and habit.kind is not Kind.YES_NO else need.lack
    both = ngettext("%(n)s day with both", "%(n)s days with both", question.n) % {"n": question.n}
    return Item(
        names.pair(habit, outcome),
        url(question.habit, question.outcome),
        badge,
        sentences=(both, str(LACKS[lack])),
    )


def of_pair(one: Pair) -> Item:
    """The answer of a single pair, whatever it is."""
    title = names.pair(one.habit, one.outcome)
    if one.compared:
        return found(one.compared) if one.finding else unlinked(one.compared)
    if one.held:
        return Item(title, "", gettext("Held back"), sentences=(gettext(
            "A self-test of this is running. Looking early bends its answer, so nothing is shown until it ends."
        ),))  # fmt: skip
    if not one.asked:
        return Item(title, "", gettext("Not asked"), sentences=(gettext(
            "Only what you do is asked about what you feel. Two things of the same sort are shown beside each other "
            "in Trends."
        ),))  # fmt: skip
    lack = one.look.answers.lacking(one.habit.key, one.outcome.key) if one.look.answers else None
    if lack:
        return lacking(lack, one.habit, one.outcome)
    return Item(title, "", wording.days_to_go(max(1, one.look.to_go)), sentences=(gettext(
        "A diary of two months can find large links, six to twelve months medium ones."
    ),))  # fmt: skip


def context(look: Look, pair: Pair | None) -> dict[str, Any]:
    """Everything the page shows once there are answers."""
    return {
        "lists": lists(look), "held": [names.heading(metric) for metric in look.asked.held],
        "asked_for": of_pair(pair) if pair else None,
    }  # fmt: skip


def lists(look: Look) -> Lists:
    """The answers of a diary are put into words once, not at every visit."""
    answers, metrics = look.answers, look.asked.everything
    assert answers is not None
    name = look.user.pk, get_language(), get_script_prefix()
    known = MADE.get(name)
    if known is None or known.metrics != metrics or not (known.answers is answers or known.answers == answers):
        known = MADE.put(name, Made(answers, metrics, _lists(answers, metrics)))
    return known.lists


def _lists(answers: Answers, metrics: Iterable[Metric]) -> Lists:
    """What stands out, what shows no link, and what lacks days: all that these answers say of these numbers."""
    known = {metric.key: metric for metric in metrics}
    shown, rest = _on_one_axis(_compared(known, answers.findings)), _on_one_axis(_compared(known, answers.no_links))
    first, folded = rest[:FIRST], rest[FIRST:]
    return Lists(
        tuple(summary(answers)), tuple(found(one, far) for one, far in shown),
        (*(unlinked(one, far) for one, far in first), *(in_short(one) for one, _far in folded)),
        _lacking(known, answers.not_enough), links.plan(), links.method(), next(NUMBERS),
    )  # fmt: skip


def _on_one_axis(some: Sequence[Compared]) -> list[tuple[Compared, float]]:
    """Answers in points share an axis, so that they can be compared; others have their own."""
    far = intervals.reach([one for one in some[:FIRST] if one.outcome.kind is Kind.SCALE])
    return [(one, far if one.outcome.kind is Kind.SCALE else 0.0) for one in some]


def _compared(known: Mapping[str, Metric], some: Sequence[Answer]) -> list[Compared]:
    return [
        Compared.of(one, known[one.habit], known[one.outcome])
        for one in some
        if one.habit in known and one.outcome in known
    ]


def _lacking(known: Mapping[str, Metric], lacks: Iterable[Question]) -> tuple[Item, ...]:
    """Pairs of which something is there, nearest first; what was never noted is not held against anybody."""
    some = [one for one in lacks if one.n and one.need and one.habit in known and one.outcome in known]
    some.sort(key=lambda one: one.need.more if one.need else 0)
    return tuple(lacking(one, known[one.habit], known[one.outcome]) for one in some)


def summary(answers: Answers) -> list[str]:
    """What was asked and found, and what luck alone would show."""
    return [
        gettext("%(questions)s questions asked of %(days)s days; %(shown)s stand out after allowing for chance.")
        % {"questions": answers.tested, "days": answers.noted, "shown": len(answers.findings)},
        gettext("A plain search would have shown you %(naive)s links. Luck alone gives about %(expected)s.")
        % {"naive": answers.plain.questions, "expected": round(answers.plain.by_luck)},
        gettext("%(pairs)s pairs checked; about 1 in 25 of those shown is expected to be chance.")
        % {"pairs": answers.pairs},
    ]


def empty(look: Look) -> dict[str, Any]:
    """What will be here, and how far it is."""
    stages = [
        (LEAST_DAYS, gettext("A first answer"), gettext("a large link on the same day or the next")),
        (LEAST_MEANS, gettext("Two-week averages"), gettext("habits that add up over two weeks")),
        (HALF_A_YEAR, gettext("Medium links"), gettext("six to twelve months find medium ones")),
    ]
    steps = [(days, name, what, max(0, days - look.noted)) for days, name, what in stages]
    return {"look": look, "steps": steps, "method": links.method()}
