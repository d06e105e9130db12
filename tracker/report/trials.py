"""A finished experiment in a few lines, read from what was written down when it was opened."""

from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext, pgettext

from tracker.experiments import report, verdict, verdict_page
from tracker.experiments.models import Blinding, Experiment
from tracker.experiments.verdict_page import Told
from tracker.trends.wording import in_a_row

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """Title, what was compared, how it was done, what came out, and what tempers it."""

    title: str
    facts: Pairs
    design: str
    said: tuple[str, ...]
    tempered: tuple[str, ...]


def trial(row: Experiment) -> Trial:
    """What one experiment said.

    Raises:
        LookupError: if nothing was worked out yet.
    """
    result = report.result_of(row)
    if result is None:
        raise LookupError(row.uid)
    told = verdict_page.told(row, result)
    words = told.words
    return Trial(
        row.title, _facts(row, told), _design(row), words.lines if words else _looked(told),
        (*words.always, *words.notes) if words else (str(verdict.ALWAYS),),
    )  # fmt: skip


def _facts(row: Experiment, told: Told) -> Pairs:
    habit = gettext("%(habit)s (%(dose)s)") % {"habit": row.habit, "dose": row.dose} if row.dose else row.habit
    facts = [
        (pgettext("of a plan", "With it"), habit),
        (pgettext("of a plan", "Without it"), row.usual),
        (gettext("The one thing you measure"), told.outcome),
    ]
    if told.primary:
        a, b = told.means
        facts += [(gettext("Mean without it, mean with it"), f"{a or '–'}, {b or '–'}")]
    return tuple((name, words) for name, words in facts if words)


def _design(row: Experiment) -> str:
    assert row.start_date and row.end_date
    when = gettext("Experiment in one person, planned from %(first)s to %(last)s.") % {
        "first": formats.date_format(row.start_date, "DATE_FORMAT"),
        "last": formats.date_format(row.end_date, "DATE_FORMAT"),
    }
    if row.watched:
        return when
    how = gettext(
        "%(periods)s periods of %(days)s days, half of them with it, in an order drawn by lot and sealed before the "
        "first day."
    ) % {"periods": row.periods, "days": row.period_days}
    helped = row.blinding == Blinding.HELPER
    knew = gettext("A helper filled numbered boxes.") if helped else gettext(
        "Open: the person knew which period they were in."
    )  # fmt: skip
    return in_a_row(when, how, knew)


def _looked(told: Told) -> tuple[str, ...]:
    """Of one that ended early or was only watched."""
    if told.body.get("verdict") == "watched":
        return (gettext("Watched before and after, without a test."),)
    said = [gettext("Exploratory: ended early, so this is a look, not an answer.")]
    if told.difference and told.body.get("verdict") == "exploratory":
        said.append(gettext("%(points)s with it") % {"points": told.difference})
    return tuple(said)
