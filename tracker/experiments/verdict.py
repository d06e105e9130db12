"""The answer in fixed words: a rule gives the sentence, and what tempers it is never left out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tracker.metrics import Metric
from tracker.web import naming
from tracker.web.inside import inside
from tracker.web.numbers import written

# Whole sentences; `%(points)s` comes with sign and unit.
SENTENCES: dict[str, Promise] = {
    "hoped": _(
        "Your %(outcome)s differed between the two kinds of periods, in the direction you hoped: %(points)s (%(low)s "
        "to %(high)s). A difference this big would come up by the luck of the draw in %(k)s of %(n)s possible orders."
    ),
    "hoped_open": _(
        "Your %(outcome)s differed between the two kinds of periods, in the direction you hoped: %(points)s (no range "
        "can be given). A difference this big would come up by the luck of the draw in %(k)s of %(n)s possible orders."
    ),
    "other_way": _(
        "Your %(outcome)s differed between the two kinds of periods, in the other direction: %(points)s (%(low)s to "
        "%(high)s). Stop, and talk to someone who knows you."
    ),
    "other_way_open": _(
        "Your %(outcome)s differed between the two kinds of periods, in the other direction: %(points)s (no range can "
        "be given). Stop, and talk to someone who knows you."
    ),
    "no_meaningful": _("A difference as big as you said matters is unlikely."),
    "not_settled": _("Not settled. %(points)s (%(low)s to %(high)s): this experiment could not tell."),
    "not_settled_open": _("Not settled. %(points)s (no range can be given): this experiment could not tell."),
    "lost": _("Too many periods were lost for an answer."),
}
MAYBE_SMALLER = _("It may be smaller than what you said matters.")
ALWAYS = _("One person, one experiment. It says nothing about others, and it is not a reason to change treatment.")
TAKING = _("You knew what you were taking. Expectation can be part of this difference.")
DOING = _("You knew which period you were in. Expectation can be part of this difference.")
BOXES = _("You knew the boxes by their numbers only. What you guessed can still be part of this difference.")
GAP = _("You filled in fewer days in one condition; this can bend the result.")
FOLLOWED = _("The plan was followed on %(percent)s of days: the result is about the plan, not the full dose.")
EXPLORATORY = _("Exploratory: ended early, so this is a look, not an answer.")
BADGES: dict[str, tuple[Promise, str, str]] = {
    "hoped": (_("In the direction you hoped"), "leaf", "circle-check"),
    "other_way": (_("In the other direction"), "clay", "triangle-alert"),
    "no_meaningful": (_("No difference that matters to you"), "sky", "minus"),
    "not_settled": (_("Not settled"), "amber", "circle-dashed"),
    "lost": (_("No answer"), "", "circle-dashed"),
}
TAKEN = frozenset({"supplement", "probiotic", "magnesium"})


@dataclass(frozen=True, slots=True)
class Words:
    """A verdict as it is read: its sentences, what is always under it, what tempers this one."""

    kind: str
    lines: tuple[str, ...]
    always: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def badge(self) -> str:
        return str(BADGES[self.kind][0])

    @property
    def tone(self) -> str:
        return BADGES[self.kind][1]

    @property
    def icon(self) -> str:
        return BADGES[self.kind][2]

    @property
    def everything(self) -> tuple[str, ...]:
        return (*self.lines, *self.always, *self.notes)


def signed(value: float, digits: int = 1) -> str:
    """A difference with its sign; nothing differs is 0."""
    text = written(value, digits)
    return f"+{text}" if round(value, digits) > 0 else text


def points(metric: Metric, value: float) -> str:
    """A difference with sign and unit."""
    amount, unit = signed(value), naming.unit(metric)
    if unit:
        return gettext("%(n)s %(unit)s") % {"n": amount, "unit": unit}
    return ngettext("%(n)s point", "%(n)s points", 1 if abs(round(value, 1)) == 1 else 2) % {"n": amount}


def kind_of(body: Mapping[str, Any], *, exploratory: bool) -> str:
    """The rule's verdict; a plan started as too weak never says more than "not settled"."""
    kind = str(body["verdict"])
    return "not_settled" if exploratory and kind in ("hoped", "other_way") else kind


def words(body: Mapping[str, Any], metric: Metric, *, exploratory: bool, taking: bool, blind: bool = False) -> Words:
    """The verdict of a result; `taking` and `blind` choose the sentence on expectation.

    Args:
        body: as `report.primary` writes it.
        metric: the outcome.
        exploratory: the plan was started knowing that it was too weak.
        taking: something was swallowed.
        blind: a helper filled numbered boxes.
    """
    kind = kind_of(body, exploratory=exploratory)
    lines = [sentence(kind, body, metric)]
    if kind == "hoped" and body["maybe_smaller"]:
        lines.append(str(MAYBE_SMALLER))
    open_label = BOXES if blind else TAKING if taking else DOING
    return Words(kind, tuple(lines), (str(open_label), str(ALWAYS)), tuple(notes(body)))


def sentence(kind: str, body: Mapping[str, Any], metric: Metric) -> str:
    """The one sentence of a verdict."""
    if kind in ("lost", "no_meaningful"):
        return str(SENTENCES[kind])
    low, high = body["low"], body["high"]
    facts = {
        "outcome": inside(metric), "points": points(metric, body["difference"]),
        "k": written(body["extreme"]), "n": written(body["orders"]),
    }  # fmt: skip
    if low is None or high is None:
        return str(SENTENCES[f"{kind}_open"]) % facts
    return str(SENTENCES[kind]) % (facts | {"low": signed(low), "high": signed(high)})


def notes(body: Mapping[str, Any]) -> list[str]:
    """What tempers a result: days noted unevenly, a plan followed in part."""
    found = []
    if body["uneven"]:
        found.append(str(GAP))
    shares = [share for share in body["followed"] if share is not None]
    if shares and min(shares) < 0.8 - 1e-12:
        found.append(str(FOLLOWED) % {"percent": percent(body["followed_all"])})
    return found


def percent(share: float | None) -> str:
    """A share in a hundred, with its sign; nothing where nothing is known."""
    if share is None or math.isnan(share):
        return ""
    return gettext("%(n)s%%") % {"n": written(100 * share)}
