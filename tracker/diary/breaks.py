"""Breaks: days on which a person notes nothing on purpose, so that no page waits for them or counts them as missed."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.accounts.models import User
from tracker.diary.models import Row
from tracker.span import Span
from tracker.web.prepared import Prepared

NOTE_LENGTH = 200


class Break(Row):
    """`day` is its first day, `until` its last (empty while nobody knows)."""

    until = models.DateField(_("last day"), null=True, blank=True)
    note = models.CharField(_("a note for yourself"), max_length=NOTE_LENGTH, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="break_owner_uid"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("day")), name="break_until"),
        ]
        indexes = [models.Index(fields=["owner", "day"], name="break_owner_day")]

    def __contains__(self, day: date) -> bool:
        return self.day <= day and (self.until is None or day <= self.until)


def _touching(owner: int, first: date, last: date) -> "models.QuerySet[Break]":
    rows = Break.objects.filter(owner=owner, removed=None, day__lte=last)
    return rows.filter(Q(until=None) | Q(until__gte=first)).order_by("day", "id")


TOUCHING = Prepared(_touching, owner=int, first=date, last=date)


def touching(user: User, span: Span) -> list[Break]:
    """The breaks that share a day with the span, earliest first; one query."""
    return TOUCHING.all(owner=user.pk, first=span.start, last=span.end)


def on(user: User, day: date) -> Break | None:
    """The break that covers a day, the longest if several do; one query."""
    return longest(touching(user, Span(day, day)))


def longest(rows: Sequence[Break]) -> Break | None:
    """The one that lasts longest; one without an end outlasts all."""
    return max(rows, key=lambda row: row.until or date.max, default=None)


def everything(user: User) -> list[Break]:
    """All of a person's breaks, the latest first; one query."""
    return list(Break.objects.filter(owner=user, removed=None).order_by("-day", "-id"))


def last_day_if_ended(row: Break, today: date) -> date | None:
    """The last day of a break that ends because the person is back today; None if it then never was."""
    yesterday = today - timedelta(days=1)
    return yesterday if row.day <= yesterday else None
