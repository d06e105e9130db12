"""What a person keeps of questionnaires and laboratories, put together by what was measured, newest first."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.accounts.models import User
from tracker.diary.models import Row
from tracker.diary.results import LabValue, Total
from tracker.diary.scales import SCALES, Scale
from tracker.web.numbers import typed

WEEK = timedelta(days=7)
SUGGESTED = (
    _("Serum magnesium"), _("Vitamin D"), _("Vitamin B12"), _("Folate"), _("Ferritin"), _("Haemoglobin"),
    _("C-reactive protein"), _("HbA1c"), _("TSH"), _("Calprotectin in stool"),
)  # fmt: skip
UNITS = ("mmol/L", "µmol/L", "nmol/L", "pmol/L", "g/L", "mg/L", "µg/L", "ng/mL", "mg/dL", "µg/g", "%")
AnyRow = TypeVar("AnyRow", bound=Row)


class Entry(NamedTuple):
    """One number on its day, with what was given beside it, word for word."""

    uid: uuid.UUID
    day: date
    value: float
    beside: str
    note: str = ""

    @property
    def number(self) -> str:
        return written(self.value)


class Group(NamedTuple):
    """Every number of one questionnaire, or of one laboratory value in one unit; the newest first."""

    key: str
    label: str
    unit: str
    scale: Scale | None
    entries: tuple[Entry, ...]


def written(value: float) -> str:
    """A number with the digits it was typed with."""
    return typed(value)


def scales(user: User) -> dict[str, Scale]:
    """The questionnaires offered; what counts food is hidden in food-free mode."""
    return {key: scale for key, scale in SCALES.items() if not (user.food_free and scale.counts_food)}


def groups(user: User) -> tuple[Group, ...]:
    """Everything there is, the group with the newest number first; two queries."""
    there = Q(owner=user, removed=None)
    return grouped(user, Total.objects.filter(there), LabValue.objects.filter(there))


def grouped(user: User, totals: Iterable[Total], values: Iterable[LabValue]) -> tuple[Group, ...]:
    """The same of rows that were read already."""
    found = [*_totals(user, _newest_first(totals)), *_lab_values(_newest_first(values))]
    return tuple(sorted(found, key=lambda group: group.entries[0].day, reverse=True))


def _newest_first(rows: Iterable[AnyRow]) -> list[AnyRow]:
    return sorted(rows, key=lambda row: (row.day, row.created, row.pk), reverse=True)


def _totals(user: User, newest_first: Iterable[Total]) -> Iterable[Group]:
    by_scale: dict[str, list[Entry]] = defaultdict(list)
    for row in newest_first:
        by_scale[row.scale].append(Entry(row.uid, row.day, row.value, row.given_by))
    offered = scales(user)
    return (
        Group(key, offered[key].name, "", offered[key], tuple(entries))
        for key, entries in by_scale.items()
        if key in offered
    )


def _lab_values(newest_first: Iterable[LabValue]) -> Iterable[Group]:
    by_name: dict[tuple[str, str], list[LabValue]] = defaultdict(list)
    for row in newest_first:
        by_name[row.name.casefold(), row.unit].append(row)
    return (
        Group(rows[0].uid.hex, rows[0].name, rows[0].unit, None, tuple(map(_entry, rows))) for rows in by_name.values()
    )


def _entry(row: LabValue) -> Entry:
    return Entry(row.uid, row.day, row.value, row.printed_range, row.note)


def find(among: Iterable[Group], key: str) -> Group | None:
    """The group that an address names: a questionnaire's key, or the id of any number in it."""
    return next((g for g in among if g.key == key or any(entry.uid.hex == key for entry in g.entries)), None)


def of_day(user: User, day: date) -> list[tuple[str, str, Entry]]:
    """What was noted on one day: what it is, its unit, the number; two queries."""
    that_day = Q(owner=user, removed=None, day=day)
    return listed(user, Total.objects.filter(that_day), LabValue.objects.filter(that_day))


def listed(user: User, totals: Iterable[Total], values: Iterable[LabValue]) -> list[tuple[str, str, Entry]]:
    """The same, of rows that were read already."""
    offered = scales(user)
    return [
        *(
            (row.asked.name, "", Entry(row.uid, row.day, row.value, row.given_by))
            for row in sorted(totals, key=_noted)
            if row.scale in offered
        ),
        *((row.name, row.unit, _entry(row)) for row in sorted(values, key=_noted)),
    ]


def _noted(row: Row) -> tuple[datetime, int]:
    return row.created, row.pk


def same_week(group: Group, entry: Entry) -> Entry | None:
    """Another total less than a week away, of a questionnaire that asks about a whole week."""
    if group.scale is None or not group.scale.weekly:
        return None
    near = (other for other in group.entries if other.uid != entry.uid and abs(other.day - entry.day) < WEEK)
    return next(near, None)


def names(user: User) -> list[str]:
    """What to offer while a laboratory value is named: the person's own names, then some usual ones."""
    own = LabValue.objects.filter(owner=user, removed=None).order_by("name").values_list("name", flat=True).distinct()
    return _once([*own, *map(str, SUGGESTED)])


def units(user: User) -> list[str]:
    own = LabValue.objects.filter(owner=user, removed=None).order_by("unit").values_list("unit", flat=True).distinct()
    return _once([*filter(None, own), *UNITS])


def _once(words: Sequence[str]) -> list[str]:
    return list({word.casefold(): word for word in reversed(words)}.values())[::-1]
