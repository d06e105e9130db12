"""What one row of a diary says, in a few words: for the lists in which rows of all tables stand side by side."""

from functools import singledispatch

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tracker.accounts.models import User
from tracker.diary.breaks import Break
from tracker.diary.event_kinds import detail
from tracker.diary.models import Dose, Event, EventKind, Row, Serving
from tracker.diary.moments import Moment
from tracker.diary.plate import amount_words
from tracker.diary.results import LabValue, Total
from tracker.web import naming
from tracker.web.numbers import typed

BESIDES = {"id", "owner", "uid", "day", "created", "removed"}
SPOKEN = (models.CharField, models.IntegerField, models.FloatField)


@singledispatch
def told(row: Row, language: str) -> str:
    """A table that is not named below tells its name and every word and number in it, so that none is forgotten."""
    columns = (field for field in row._meta.concrete_fields if field.name not in BESIDES and isinstance(field, SPOKEN))
    values = [value for column in columns if (value := getattr(row, column.attname)) not in (None, "")]
    return f"{capfirst(_(str(row._meta.verbose_name)))}: {', '.join(map(str, values))}"


@told.register
def _serving(row: Serving, language: str) -> str:
    return f"{row.food.name(language)}, {amount_words(row.food, row.grams, language)}"


@told.register
def _dose(row: Dose, language: str) -> str:
    return row.supplement.name


@told.register
def _event(row: Event, language: str) -> str:
    return naming.listed(event_words(row))


def event_words(row: Event) -> list[str]:
    """Its kind, what the kind asks, and the person's own words."""
    return [str(EventKind(row.kind).label), *filter(None, (detail(row.kind, row.what, row.who), row.text))]


@told.register
def _total(row: Total, language: str) -> str:
    return naming.listed((f"{row.asked.name} {row.value}", row.given_by))


@told.register
def _lab_value(row: LabValue, language: str) -> str:
    return naming.listed((f"{row.name} {typed(row.value)} {row.unit}".strip(), row.note))


@told.register
def _moment(row: Moment, language: str) -> str:
    return ": ".join(filter(None, (row.said, row.note)))


@told.register
def _break(row: Break, language: str) -> str:
    return ": ".join(filter(None, (_("Break"), row.note)))


def is_hidden(row: Row, user: User) -> bool:
    """Whether the person asked not to see such rows: in food-free mode, whatever counts food."""
    counts_food = isinstance(row, Serving) or (isinstance(row, Total) and row.asked.counts_food)
    return user.food_free and counts_food
