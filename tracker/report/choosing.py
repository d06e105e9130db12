"""What may stand on the page, what a person chose of it, and how that is remembered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.accounts.models import User
from tracker.diary import catalogue, days, held_back
from tracker.experiments.models import Experiment, Result
from tracker.metrics import METRICS, Area, Metric, Source
from tracker.report.models import PageChoice
from tracker.table import Span
from tracker.trends.orders import STOOL, drawable

OUTCOMES = ("mood", "unease", "stress", "sleep_quality", "gut_discomfort")
HABITS = ("sleep_hours", "fibre", "plants", "fermented")
STANDARD = 28
OWN = 0  # as a length: the person's own two dates
# Besides numbers; no metric has such a key, and a test holds that.
STOOLS, SUPPLEMENTS, EVENTS, TOTALS, LABS, NOTES = LISTS = (
    "stools", "supplements", "events", "totals", "lab_values", "notes",
)  # fmt: skip
EXPERIMENT = "experiment:"


@dataclass(frozen=True, slots=True)
class Choice:
    """One page as it was asked for: over which days, of what, under which question, how long at most."""

    days: int = STANDARD
    start: date | None = None
    end: date | None = None
    items: frozenset[str] = frozenset({*OUTCOMES, *HABITS, STOOLS, SUPPLEMENTS, EVENTS})
    charts: frozenset[str] = frozenset({"mood", "gut_discomfort"})
    question: str = ""
    long: bool = False

    def span(self, today: date) -> Span:
        """The days meant, seen from today."""
        if self.days == OWN and self.start and self.end:
            return Span(self.start, self.end)
        return Span.ending(today, self.days or STANDARD)

    def as_json(self) -> dict[str, Any]:
        return {
            "days": self.days, "start": self.start and self.start.isoformat(),
            "end": self.end and self.end.isoformat(), "items": sorted(self.items), "charts": sorted(self.charts),
            "question": self.question, "long": self.long,
        }  # fmt: skip

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Choice":
        ends = {name: kept.get(name) and date.fromisoformat(kept[name]) for name in ("start", "end")}
        return cls(
            days=kept.get("days", STANDARD), items=frozenset(kept["items"]), charts=frozenset(kept["charts"]),
            question=kept.get("question", ""), long=bool(kept.get("long")), **ends,
        )  # fmt: skip


def recall(user: User) -> Choice:
    """What the person chose last; one query."""
    row = PageChoice.objects.filter(owner=user).first()
    return Choice.of_json(row.body) if row else Choice()


def remember(user: User, choice: Choice) -> None:
    PageChoice.objects.update_or_create(owner=user, defaults={"body": choice.as_json()})


@dataclass(frozen=True, slots=True)
class Offer:
    """What this person may put on the page; what a running experiment holds back is named and not offered."""

    numbers: tuple[Metric, ...]
    charts: tuple[Metric, ...]
    lists: tuple[str, ...]
    experiments: tuple[Experiment, ...]
    held: tuple[Metric, ...]
    taken: tuple[Metric, ...]

    @property
    def keys(self) -> list[str]:
        """Everything that can be ticked."""
        return [*(m.key for m in self.numbers), *self.lists, *(experiment_key(row) for row in self.experiments)]

    def areas(self) -> Iterable[tuple[Area, list[Metric]]]:
        """The numbers by where they belong, own trackers last."""
        for area in Area:
            if found := [metric for metric in self.numbers if metric.area is area]:
                yield area, found


def offer(user: User) -> Offer:
    """A fixed number of queries."""
    kept, held = catalogue.metrics_for(user), held_back.keys(user)
    numbers = [m for m in drawable(kept).values() if m.source is not Source.DOSES or m in METRICS]
    taken = [m for m in kept if m.source is Source.DOSES and m.key.startswith("took_")]
    free = [metric for metric in numbers if metric.key not in held]
    shut = [metric for metric in (*numbers, *taken, STOOL) if metric.key in held]
    lists = [name for name in LISTS if name != STOOLS or STOOL.key not in held]
    finished = Result.objects.filter(owner=user).values("experiment")
    rows = Experiment.objects.filter(owner=user, pk__in=finished).order_by("-start_date", "-pk")
    return Offer(
        tuple(free), tuple(free), tuple(lists), tuple(rows), tuple(shut),
        tuple(metric for metric in taken if metric.key not in held),
    )  # fmt: skip


def experiment_key(row: Experiment) -> str:
    return f"{EXPERIMENT}{row.uid}"


def since_first(user: User, choice: Choice) -> Choice:
    """Own dates typed far into the past begin with the diary, unless they end before it."""
    if choice.days != OWN or choice.start is None or choice.end is None:
        return choice
    first = days.first_day(user)
    if first is None or not choice.start < first <= choice.end:
        return choice
    return replace(choice, start=first)
