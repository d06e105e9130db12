"""What a page of figures reads besides the days, in one statement: lists, events, the first day, other numbers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tracker.accounts.models import User
from tracker.diary import catalogue, noted, occasional
from tracker.diary.models import Event
from tracker.diary.noted import EventSpan
from tracker.diary.results import LabValue, Total
from tracker.foods import reference
from tracker.metrics import Metric
from tracker.web.together import Together


def _everything(owner: int) -> dict[str, QuerySet[Any, Any]]:
    return {
        **catalogue.lists(owner),
        **noted.firsts(owner),
        **reference.loaded(),
        "events": Event.objects.filter(owner=owner, removed=None),
        "totals": Total.objects.filter(owner=owner, removed=None),
        "lab_values": LabValue.objects.filter(owner=owner, removed=None),
    }  # fmt: skip


EVERYTHING = Together(_everything, owner=int)


class Besides:
    """Read once, in one query."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.rows: Mapping[str, list[Any]] = reference.beside(lambda: EVERYTHING.read(owner=user.pk))

    def first_day(self) -> date | None:
        """As `noted.first_day` has it."""
        return noted.earliest(self.rows["firsts"])

    def metrics(self) -> tuple[Metric, ...]:
        """As `catalogue.metrics_for` has them."""
        return catalogue.metrics_of(self.user, self.rows["trackers"], self.rows["supplements"])

    def groups(self) -> tuple[occasional.Group, ...]:
        """As `occasional.groups` has them."""
        return occasional.grouped(self.user, self.rows["totals"], self.rows["lab_values"])

    def events(self, until: date) -> tuple[EventSpan, ...]:
        """Every event that began by a day, in order."""
        begun = sorted((row for row in self.rows["events"] if row.day <= until), key=lambda row: (row.day, row.pk))
        return tuple(map(noted.event_span, begun))
