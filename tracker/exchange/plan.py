"""Lays what a file says beside what the person keeps: what is new, the same, different, or left as they left it."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from tracker.exchange.formats.observation import Notice, Observation, Value, _
from tracker.exchange.formats.own_archive import EXPERIMENT, MAPPING, MOOD_WORD, SETTING

REGISTERS = frozenset({"check_in", "night", "own_value"})
# Tables whose rows are compared field by field, and of which a row that is here is never another's.
BY_FIELD = REGISTERS | {SETTING, MOOD_WORD, MAPPING}
Kept = Mapping[tuple[str, str], Observation]


class Fate(StrEnum):
    """What would become of one value."""

    ADD = "add"
    SAME = "same"
    CONFLICT = "conflict"
    LEFT = "left"  # the person cleared it or took it away here, and it stays so


@dataclass(frozen=True, slots=True)
class Change:
    """One value of the file beside the person's own; `field` is empty where it is a whole row."""

    seen: Observation
    field: str
    value: Value | None
    mine: Value | None
    fate: Fate

    @property
    def table(self) -> str:
        return self.seen.table

    @property
    def day(self) -> date | None:
        return self.seen.day

    @property
    def name(self) -> str:
        """What a form calls this difference; the same when the page is opened again."""
        return f"{self.seen.table}/{self.seen.key}/{self.field}"


@dataclass(frozen=True)
class Preview:
    """What a file would change, before anything is written."""

    changes: tuple[Change, ...]
    notices: tuple[Notice, ...]
    entries: int
    combined: int

    def those(self, fate: Fate) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.fate is fate)

    def days_with(self, fate: Fate) -> frozenset[date]:
        return frozenset(change.day for change in self.changes if change.fate is fate and change.day)

    @cached_property
    def days(self) -> frozenset[date]:
        return frozenset(change.day for change in self.changes if change.day)

    @property
    def first_day(self) -> date | None:
        return min(self.days, default=None)

    @property
    def last_day(self) -> date | None:
        return max(self.days, default=None)

    @cached_property
    def added(self) -> tuple[Change, ...]:
        return self.those(Fate.ADD)

    @cached_property
    def already_there(self) -> tuple[Change, ...]:
        return self.those(Fate.SAME)

    @cached_property
    def conflicts(self) -> tuple[Change, ...]:
        return self.those(Fate.CONFLICT)

    @cached_property
    def left(self) -> tuple[Change, ...]:
        return self.those(Fate.LEFT)

    @cached_property
    def new_days(self) -> frozenset[date]:
        return self.days_with(Fate.ADD)

    @cached_property
    def differing_days(self) -> frozenset[date]:
        return self.days_with(Fate.CONFLICT)

    @cached_property
    def same_days(self) -> frozenset[date]:
        return self.days - self.new_days - self.differing_days

    @cached_property
    def refused(self) -> tuple[Notice, ...]:
        return tuple(notice for notice in self.notices if notice.refused)

    @cached_property
    def remarks(self) -> tuple[Notice, ...]:
        return tuple(notice for notice in self.notices if not notice.refused)


def compare(seen: Observation, mine: Kept, emptied: Container[tuple[str, str, str]]) -> Iterator[Change]:
    """Every value of one row of the file beside what is kept.

    `emptied` holds (table, key, field) of what the person cleared, with an empty field for rows taken away.
    """
    kept = mine.get((seen.table, seen.key))
    if seen.table in BY_FIELD:
        yield from _answers(seen, kept.values if kept else {}, emptied)
    elif kept is None:
        gone = (seen.table, seen.key, "") in emptied
        yield Change(seen, "", None, None, Fate.LEFT if gone else Fate.ADD)
    elif seen.table == EXPERIMENT:
        yield Change(seen, "", None, None, Fate.SAME)  # what was planned and found here stays as it is
    elif seen.values.get("scale") != kept.values.get("scale"):
        yield Change(seen, "", None, None, Fate.LEFT)  # a total never becomes one of another questionnaire
    else:
        differing = list(_differing(seen, kept))
        yield from differing or [Change(seen, "", None, None, Fate.SAME)]


def _answers(
    seen: Observation, kept: Mapping[str, Value], emptied: Container[tuple[str, str, str]]
) -> Iterator[Change]:
    for field, value in seen.values.items():
        mine = kept.get(field)
        if mine is None:
            fate = Fate.LEFT if (seen.table, seen.key, field) in emptied else Fate.ADD
        else:
            fate = Fate.SAME if mine == value else Fate.CONFLICT
        yield Change(seen, field, value, mine, fate)


def _differing(seen: Observation, kept: Observation) -> Iterator[Change]:
    # When a row was made says nothing about the day, so it never makes two rows differ.
    for field, value in seen.values.items():
        mine = kept.values.get(field)
        if field != "created" and mine != value and (mine is not None or value):
            yield Change(seen, field, value, mine, Fate.CONFLICT)
    if seen.day != kept.day:
        yield Change(seen, "day", seen.day, kept.day, Fate.CONFLICT)


def settled(
    readings: Iterable[Observation | Notice], foods: Iterable[str], supplements: Iterable[str]
) -> Iterator[Observation | Notice]:
    """The readings, rows that name a food or supplement that neither the file nor the diary has left out."""
    foods, supplements = set(foods), set(supplements)
    for seen in readings:
        if isinstance(seen, Notice):
            yield seen
            continue
        if seen.table == "food":
            foods.add(f"own:{seen.key}")
        if seen.table == "supplement":
            supplements.add(seen.key)
        unknown = next((name for name in _named_foods(seen) if name not in foods), None)
        taken = seen.values.get("supplement")
        if unknown is not None:
            yield Notice(seen.line, _("The food “%(name)s” is not known here."), {"name": unknown})
        elif taken is not None and taken not in supplements:
            yield Notice(
                seen.line, _("The supplement “%(name)s” is not on your list nor in the file."), {"name": taken}
            )
        else:
            yield seen


def _named_foods(seen: Observation) -> Iterator[str]:
    if seen.table == "favourite":
        yield seen.key
    food, items = seen.values.get("food"), seen.values.get("item")
    if isinstance(food, str):
        yield food
    if isinstance(items, tuple):
        yield from (name for name, _grams in items)
