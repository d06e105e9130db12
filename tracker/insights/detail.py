"""The page of one pair: the answer, what it rests on, what else could lie behind it, and its working."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from tracker.charts import links as chart
from tracker.insights import links, page, pairs, phrases, pictures, wording
from tracker.insights.pairs import Pair
from tracker.insights.wording import Compared
from tracker.metrics import Kind
from tracker.stats.findings import Companion, Finding
from tracker.web import inside as names
from tracker.web import naming


def context(one: Pair) -> dict[str, Any]:
    """Everything the page of a pair shows."""
    return {"pair": one, "item": page.of_pair(one), "method": links.method()} | (_answered(one) if one.compared else {})


def _answered(one: Pair) -> dict[str, Any]:
    shown = one.shown
    answer = shown.answer
    return {
        "answer": answer, "share": f"{100 * answer.n / max(answer.span, 1):.1f}",
        "pairs": one.look.answers.pairs if one.look.answers else 0, "when": wording.WHEN[answer.window],
        "p": wording.chance(answer.p), "q": wording.chance(answer.q, 3), "wide": shown.wide,
        "picture": picture(one), "legend": legend(shown), "axis": axis(shown),
        "beside": beside(one), "companions": [companion(one, other) for other in _companions(one)],
        "plan": links.plan(answer.habit, answer.outcome),
    }  # fmt: skip


def base(one: Pair) -> str:
    """The address of the pair, on which those of its files begin."""
    return reverse("insights:pair", args=[one.shown.answer.habit, one.outcome.key])


def picture(one: Pair) -> pictures.Picture:
    """The figure of every day behind the answer."""
    alt = wording.sentence(one.shown) if one.finding else wording.verdict(one.shown)
    return pictures.picture(f"{base(one)}figure", alt, one.look.user.theme, chart.height)


def legend(one: Compared) -> list[tuple[str, str]]:
    """What the marks stand for."""
    if one.habit.kind is Kind.YES_NO and not one.fortnight:
        return [
            ("dot", gettext("one day, drift taken out")),
            (
                "bar k-ink",
                gettext("what the model gives for each side; the upright line is the range of the difference"),
            ),
        ]
    return [
        ("dot", gettext("one day, drift taken out")),
        ("bar k-ink", gettext("fitted line; dashed: the range of its slope")),
    ]


def axis(one: Compared) -> tuple[str, str]:
    """What lies across, at the left and at the right."""
    if one.habit.kind is Kind.YES_NO and not one.fortnight:
        return gettext("days without"), gettext("days with")
    if one.habit.kind is Kind.YES_NO:
        return gettext("across: days of the last 14 with it"), ""
    unit = naming.unit(one.habit)
    name = names.heading(one.habit)
    said = gettext("across: %(name)s, %(unit)s") % {"name": name, "unit": unit} if unit else name
    return said, ""


def beside(one: Pair) -> list[str]:
    """What else could lie behind it, in whole sentences."""
    shown, finding = one.shown, one.finding
    said = page.cautions(shown) if finding else []
    if finding:
        said += [_other(one, key) for key in finding.explained_by]
        said.append(reverse_of(shown, finding))
    shape = one.look.answers.shape(shown.answer.habit, one.outcome.key) if one.look.answers else None
    if shape:
        turn = phrases.less(shown.habit, phrases.near(shown.habit, shape.turn, shown.answer.step))
        words = (
            gettext("Highest around %(turn)s, lower on both sides.")
            if shape.peak
            else gettext("Lowest around %(turn)s, higher on both sides.")
        )
        said.append(words % {"turn": turn})
    said.append(gettext("This shows what went together, not why."))
    said.append(
        gettext("Sleep, weekends, illness, the menstrual cycle, the season and expectation can look like this too.")
    )
    return said


def _other(one: Pair, key: str) -> str:
    metric = one.look.asked.metric(key)
    name = names.inside(metric) if metric else names.quoted(key)
    return gettext("This may just as well belong to %(other)s, which changed at the same time.") % {"other": name}


def reverse_of(one: Compared, finding: Finding) -> str:
    """The other direction, tested too."""
    if finding.reverse is None:
        return gettext("There are too few days to test the other direction.")
    facts = {"outcome": names.inside(one.outcome), "habit": names.inside(one.habit)}
    if finding.reverse.seen:
        return gettext(
            "The other direction stands out as well: %(outcome)s of the day before goes with %(habit)s. Which comes "
            "first cannot be told."
        ) % facts  # fmt: skip
    return gettext(
        "The other direction, %(outcome)s of the day before with %(habit)s, was tested too and does not stand out."
    ) % facts  # fmt: skip


def _companions(one: Pair) -> tuple[Companion, ...]:
    return one.finding.companions if one.finding else ()


def companion(one: Pair, other: Companion) -> tuple[str, str]:
    """A habit that moves with the one found, and which way."""
    metric = one.look.asked.metric(other.habit)
    way = gettext("moved the same way") if other.correlation > 0 else gettext("moved the other way")
    return names.heading(metric) if metric else other.habit, way


def working(one: Pair) -> dict[str, Any]:
    """The rows, the model and the numbers of an answer."""
    found = pairs.worked(one)
    both = [row for row in pairs.rows(found) if row.habit is not None and row.felt is not None]
    return {
        "pair": one, "finding": one.finding, "found": found,
        "rows": [_row(one, row) for row in reversed(both)], "count": len(both),
        "p": wording.chance(found.p),
        "days": len(found.dates), "candidates": len(found.covariances), "version": settings.VERSION,
        "download": reverse("insights:bundle", args=[one.shown.answer.habit, one.outcome.key]),
        "when": wording.WHEN[one.shown.answer.window], "base": base(one), "method": links.method(),
        "habit": names.heading(one.shown.habit), "outcome": names.heading(one.outcome),
    }  # fmt: skip


def _row(one: Pair, row: pairs.Day) -> tuple[Any, str, str, str]:
    """A day with its numbers as people write them."""
    cells = (row.habit, row.felt, row.cleared)
    habit, felt, cleared = (0.0 if cell is None else cell for cell in cells)
    return (
        row.day,
        phrases.bare(one.shown.habit, habit),
        phrases.bare(one.outcome, felt),
        phrases.bare(one.outcome, cleared),
    )
