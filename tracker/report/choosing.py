"""What may stand on the page, what a person chose of it, and how that is remembered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from tracker.accounts.models import User
from tracker.diary import days, held_back
from tracker.diary.besides import Besides
from tracker.experiments.models import Experiment, Result
from tracker.metrics import METRICS, Area, Metric, Source
from tracker.report.models import Link, PageChoice, SharedPage
from tracker.table import Span
from tracker.trends.orders import STOOL, drawable
from tracker.web.together import Together

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


def _rows(owner: int) -> dict[str, QuerySet[Any, Any]]:
    done = Result.objects.filter(owner=owner).values("experiment")
    return {
        "chosen": PageChoice.objects.filter(owner=owner).values_list("body"),
        "finished": Experiment.objects.filter(owner=owner, pk__in=done).values_list("id"),
        "links": SharedPage.objects.filter(owner=owner).values_list(*Link._fields),
    }


ROWS = Together(_rows, owner=int)


class Asked:
    """What the page needs besides the days, read in two queries: lists, what was chosen, the links there are."""

    def __init__(self, user: User) -> None:
        self.user, self.besides = user, Besides(user)
        self.rows = ROWS.read(owner=user.pk)

    @cached_property
    def chosen(self) -> Choice:
        """What the person chose last."""
        return next((Choice.of_json(body) for (body,) in self.rows["chosen"]), Choice())

    @cached_property
    def offer(self) -> "Offer":
        """What there is to choose."""
        return _offer(self.user, self.besides.metrics(), bool(self.rows["finished"]))

    @cached_property
    def links(self) -> list[Link]:
        """The latest first."""
        return sorted((Link(*row) for row in self.rows["links"]), key=lambda link: (link.created, link.id))[::-1]


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


def _offer(user: User, kept: tuple[Metric, ...], finished: bool) -> Offer:
    """One query where any experiment is finished."""
    held = held_back.keys(user)
    numbers = [m for m in drawable(kept).values() if m.source is not Source.DOSES or m in METRICS]
    taken = [m for m in kept if m.source is Source.DOSES and m.key.startswith("took_")]
    free = [metric for metric in numbers if metric.key not in held]
    shut = [metric for metric in (*numbers, *taken, STOOL) if metric.key in held]
    lists = [name for name in LISTS if name != STOOLS or STOOL.key not in held]
    done = Result.objects.filter(owner=user).values("experiment")
    rows = Experiment.objects.filter(owner=user, pk__in=done).order_by("-start_date", "-pk")
    return Offer(
        tuple(free), tuple(free), tuple(lists), tuple(rows) if finished else (), tuple(shut),
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
