"""What began on a day and may be counted from: an event, the first dose of a supplement, the first probiotic."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.utils.translation import gettext

from tracker.accounts.models import User
from tracker.diary.days import EventSpan
from tracker.diary.known import KNOWN
from tracker.diary.models import CheckIn, Dose
from tracker.metrics import BY_KEY

PROBIOTIC = BY_KEY["probiotic_taken"]
# A person names a product as it is sold; these stems are in the names of nearly all that hold live microbes.
STEMS = ("probio", "lactob", "lacticas", "lactiplant", "bifido", "boulardii", "益生菌")


@dataclass(frozen=True, slots=True)
class Start:
    """Day 0 of a count; `probiotic` if live microbes were taken from then on."""

    day: date
    key: str
    label: str
    probiotic: bool = False

    @property
    def name(self) -> str:
        """The start in an address."""
        return f"{self.day.isoformat()}-{self.key}"


def starts(user: User, events: Iterable[EventSpan]) -> tuple[Start, ...]:
    """The given events and the person's first doses, in order; two queries at most."""
    found = [Start(event.start, event.kind, event.label) for event in events]
    for slug, name, first in KNOWN.fact(user, "first doses", (Dose,), lambda: _first_doses(user)):
        found.append(Start(first, f"took_{slug}", name, any(stem in f"{slug} {name}".lower() for stem in STEMS)))
    if PROBIOTIC.module in user.modules:
        taken = KNOWN.fact(user, "first probiotic", (PROBIOTIC.key,), lambda: _first_probiotic(user))
        if taken:
            found.append(Start(taken, PROBIOTIC.key, gettext(PROBIOTIC.label), probiotic=True))
    return tuple(sorted(found, key=lambda start: (start.day, start.key)))


def _first_doses(user: User) -> list[tuple[str, str, date]]:
    doses = Dose.objects.filter(owner=user, removed=None).values_list("supplement__slug", "supplement__name")
    return list(doses.annotate(first=Min("day")).order_by())


def _first_probiotic(user: User) -> date | None:
    taken: date | None = CheckIn.objects.filter(owner=user, probiotic_taken=1).aggregate(first=Min("day"))["first"]
    return taken
