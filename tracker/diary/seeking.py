"""Finds the days on which words stand: in notes, foods, supplements, events and everything else a person wrote.

All comparing is done here, on folded text, and never by the database: SQLite and PostgreSQL do not agree on what
å or É are in small letters, and neither takes marks off.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from tracker.accounts.models import User
from tracker.diary import changes
from tracker.diary.folding import folded
from tracker.diary.models import CheckIn, Dose, Event, OwnTracker, OwnValue, Serving, Supplement
from tracker.diary.told import event_words, is_hidden, told
from tracker.foods.models import Food
from tracker.table import Span
from tracker.web import naming

APART = (Serving, Dose, Event)  # read by what they point at, or for as long as they last


class Found:
    """Which days each word was found on, and in which names besides the note (they are shown with the day)."""

    def __init__(self, user: User, terms: Sequence[str], span: Span, language: str) -> None:
        self.user, self.terms, self.span, self.language = user, terms, span, language
        self.by_term: dict[str, set[date]] = {term: set() for term in terms}
        self.names: dict[date, list[str]] = defaultdict(list)

    @property
    def days(self) -> set[date]:
        """The days on which every word was found, wherever it stood."""
        return set.intersection(*self.by_term.values()) if self.by_term else set()

    @property
    def between(self) -> dict[str, object]:
        return {"owner": self.user, "day__range": (self.span.start, self.span.end)}

    def here(self, text: str) -> list[str]:
        """The words that stand in a text."""
        plain = folded(text)
        return [term for term in self.terms if term in plain]

    def take(self, terms: Iterable[str], on: Iterable[date], name: str) -> None:
        """Remember that `name`, in which these words stand, belongs to some days."""
        for day in on:
            for term in terms:
                self.by_term[term].add(day)
            if name not in self.names[day]:
                self.names[day].append(name)


def find(user: User, terms: Sequence[str], span: Span, language: str) -> Found:
    """Every day of the span on which the words stand; a fixed number of queries however long the diary is."""
    found = Found(user, terms, span, language)
    for source in SOURCES:
        source(found)
    return found


def _notes(found: Found) -> None:
    for day, note in CheckIn.objects.filter(**found.between).exclude(note="").values_list("day", "note"):
        for term in found.here(note):
            found.by_term[term].add(day)


def _foods(found: Found) -> None:
    if found.user.food_free:
        return
    eaten = Serving.objects.filter(owner=found.user, removed=None).values("food_id")
    named = {food.pk: food.name(found.language) for food in Food.objects.seen_by(found.user).filter(pk__in=eaten)}
    rows = Serving.objects.filter(removed=None, **found.between)
    _by_what_they_point_at(found, named, rows, "food_id")


def _supplements(found: Found) -> None:
    named = dict(Supplement.objects.filter(owner=found.user).values_list("pk", "name"))
    rows = Dose.objects.filter(removed=None, **found.between)
    _by_what_they_point_at(found, named, rows, "supplement_id")


def _own_trackers(found: Found) -> None:
    named = dict(OwnTracker.objects.filter(owner=found.user).values_list("pk", "name"))
    rows = OwnValue.objects.filter(value__isnull=False, **found.between)
    _by_what_they_point_at(found, named, rows, "tracker_id")


def _by_what_they_point_at(found: Found, named: dict[int, str], rows: QuerySet[Any], column: str) -> None:
    """A few names are compared, and only the rows that point at one of those found are read."""
    matching = {pk: terms for pk, name in named.items() if (terms := found.here(name))}
    on: dict[int, set[date]] = defaultdict(set)
    for pk, day in rows.filter(**{f"{column}__in": list(matching)}).values_list(column, "day").distinct():
        on[pk].add(day)
    for pk, terms in matching.items():
        found.take(terms, on[pk], named[pk])


def _events(found: Found) -> None:
    for event in events_during(found.user, found.span):
        words = naming.listed(event_words(event))
        if terms := found.here(words):
            found.take(terms, covered(event.day, event.until, found.span), words)


def events_during(user: User, span: Span) -> list[Event]:
    """The events that share a day with the span, earliest first; one query."""
    rows = Event.objects.filter(owner=user, removed=None, day__lte=span.end)
    return list(rows.filter(Q(until=None) | Q(until__gte=span.start)).order_by("day", "id"))


def covered(first: date, last: date | None, span: Span) -> list[date]:
    """The days of the span from one day to another, or to the span's end."""
    start, end = max(first, span.start), min(last or span.end, span.end)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def _other_rows(found: Found) -> None:
    """Every other table of rows, whatever it may be: a row is found by what it tells."""
    for table in changes.ROWS.values():
        if table not in APART:
            for row in table._default_manager.filter(removed=None, **found.between):
                words = told(row, found.language)
                if not is_hidden(row, found.user) and (terms := found.here(words)):
                    found.take(terms, [row.day], words)


SOURCES: tuple[Callable[[Found], None], ...] = (_notes, _events, _foods, _supplements, _own_trackers, _other_rows)
