"""Where reading leads: the field to note something in, its chart, its experiment, the diary's own answer.

Rooms that may be built without each other meet here by the names of their addresses; what is not there is not offered.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.accounts.models import User
from tracker.diary.catalogue import built_in
from tracker.guidance.articles import Claim
from tracker.metrics import Area, Metric, Source

EXPERIMENTS: dict[str, Promise] = {
    "E1": _("Live fermented food"),
    "E2": _("More kinds of plants"),
    "E3": _("Mediterranean-style eating"),
    "E4": _("A probiotic you mean to take anyway"),
    "E5": _("Fewer ultra-processed and sugary items"),
    "E6": _("A steady time to get up"),
    "E7": _("Ten quiet minutes"),
    "E8": _("Daily movement"),
    "E9": _("A break outside or with music"),
    "E10": _("Gentler skin care"),
    "E11": _("Regular meal times"),
    "E12": _("Diary of a magnesium plan made with a doctor"),
}
OF_FOOD = frozenset({"E1", "E2", "E3", "E5", "E11"})
CARDS = {Source.SERVINGS: "food", Source.DOSES: "doses", Source.NIGHT: "night", Source.MOMENTS: "moments"}
OWN_FIGURE = {"stool_type": "stool", "supplement_magnesium": "magnesium"}


@dataclass(frozen=True, slots=True)
class Lead:
    """A link out of an article."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """All that one claim, or one article, leads to; `insight` is empty where there is nothing to look into."""

    note: tuple[Lead, ...] = ()
    see: tuple[Lead, ...] = ()
    test: tuple[Lead, ...] = ()
    insight: str = ""

    def __bool__(self) -> bool:
        return bool(self.note or self.see or self.test or self.insight)


def of_claim(claim: Claim, user: User) -> Leads:
    """Where a claim leads this person."""
    found = of(claim.log, claim.look, claim.test, user)
    return Leads(note=found.note, see=found.see, test=found.test, insight=insight() if found.see else "")


def of(log: Iterable[Metric], look: Iterable[Metric], tests: Iterable[str], user: User) -> Leads:
    """Links for these numbers and experiments, without food for whoever keeps a diary without food."""
    asked = {metric.key for metric in built_in(user)}
    fitting = (key for key in tests if not (user.food_free and key in OF_FOOD))
    return Leads(
        note=tuple(_noting(metric, asked) for metric in log if offered(metric, user)),
        see=tuple(Lead(gettext(metric.label), chart(metric)) for metric in look if offered(metric, user)),
        test=tuple(Lead(str(EXPERIMENTS[key]), experiment(key)) for key in fitting),
    )  # fmt: skip


def offered(metric: Metric, user: User) -> bool:
    return not (user.food_free and metric.area is Area.FOOD)


def _noting(metric: Metric, asked: Collection[str]) -> Lead:
    return Lead(
        gettext(metric.label), field(metric) if metric.key in asked else reverse("accounts:settings") + "#notes"
    )


def field(metric: Metric) -> str:
    """Where Today asks for a number."""
    if metric.source is Source.EVENTS:
        return reverse("diary:today") + "#events"
    return reverse("diary:today") + "#" + CARDS.get(metric.source, f"field-{metric.key}")


def chart(metric: Metric) -> str:
    """The figure that shows a number below mood, or one of its own."""
    place = OWN_FIGURE.get(metric.key, "lines")
    asked = "?" + urlencode({"show": metric.key}) if place == "lines" and metric.key != "mood" else ""
    return f"{reverse('trends:index')}{asked}#{place}"


def experiment(key: str) -> str:
    """The plan of a template; what to know beforehand while there are no plans."""
    address = planner()
    return f"{address}?{urlencode({'template': key})}" if address else reverse("guidance:safety") + "#before-you-test"


def planner() -> str:
    """The page on which an experiment is planned."""
    return _address("experiments:new")


def insight() -> str:
    """The page that answers for one's own days."""
    return _address("insights:index")


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
