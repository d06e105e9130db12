"""The diary's rows as observations, and observations as rows: the one place that knows which table keeps what."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db import models

from tracker.accounts.models import User
from tracker.diary import trash
from tracker.diary.breaks import Break
from tracker.diary.models import CheckIn, Dose, Event, Night, OwnTracker, OwnValue, Row, Serving, Supplement
from tracker.diary.moments import Moment, MoodName
from tracker.diary.results import LabValue, Total
from tracker.exchange import beside, trackers
from tracker.exchange.formats.columns import TABLES, Many
from tracker.exchange.formats.observation import Items, Observation, Value
from tracker.exchange.formats.own_archive import BESIDE
from tracker.exchange.sheets import EXPECTED
from tracker.foods.models import Favourite, Food, SavedMeal, SavedMealItem

OWN = "own:"
WORDS_BETWEEN = "; "
MODELS: dict[str, type[Any]] = {
    "food": Food, "supplement": Supplement, "favourite": Favourite, "saved_meal": SavedMeal, "check_in": CheckIn,
    "own_tracker": OwnTracker, "own_value": OwnValue, "night": Night, "serving": Serving, "dose": Dose, "event": Event,
    "total": Total, "lab_value": LabValue, "moment": Moment, "mood_name": MoodName, "break": Break,
}  # fmt: skip
# Which column a row is known by, and the order of rows in the file: rows written in that order keep it.
KNOWN_BY = {
    "food": "slug", "supplement": "slug", "favourite": "food", "saved_meal": "name", "check_in": "day", "night": "day",
    "serving": "uid", "dose": "uid", "event": "uid", "own_tracker": "slug", "own_value": "day",
    "total": "uid", "lab_value": "uid", "moment": "uid", "mood_name": "word", "break": "uid",
}  # fmt: skip
ORDER: dict[str, tuple[str, ...]] = {
    "food": ("slug",), "supplement": ("position", "id"), "own_tracker": ("position", "id"),
    "favourite": ("created", "id"),
    "saved_meal": ("created", "id"), "check_in": ("day",), "night": ("day",), "serving": ("day", "created", "id"),
    "dose": ("day", "created", "id"), "event": ("day", "created", "id"),
    "total": ("day", "created", "id"), "lab_value": ("day", "created", "id"),
    "moment": ("day", "created", "id"), "mood_name": ("created", "id"), "break": ("day", "created", "id"),
}  # fmt: skip
LISTS = ("food", "supplement", trackers.LIST)


def is_row(table: str) -> bool:
    """Whether its rows are made on a device and remember that they were taken away."""
    return table in MODELS and issubclass(MODELS[table], Row)


def food_name(slug: str, owner: int | None) -> str:
    return slug if owner is None else f"{OWN}{slug}"


def collect(user: User, tables: Iterable[str] = TABLES) -> Iterator[Observation]:
    """Everything the person keeps in `tables`, in the order of the file; a fixed number of queries."""
    for table in tables:
        if table in BESIDE:
            yield from beside.collect(user, table)
        else:
            yield from trackers.collect(user) if table == trackers.ANSWERS else _collected(user, table)


def _collected(user: User, table: str) -> Iterator[Observation]:
    names = [column.name for column in TABLES[table] if column.kind is not Many]
    kept = MODELS[table].objects.filter(owner=user).order_by(*ORDER[table])
    if is_row(table):
        kept = kept.filter(removed=None)
    items = _items(user) if table == "saved_meal" else {}
    dated = any(part.name == "day" for part in MODELS[table]._meta.fields)
    wanted = {"id", KNOWN_BY[table], *names, *(["day"] if dated else [])}
    usual = {name: default for name in names if (default := _usual(table, name)) is not None}
    for cells in kept.values(*_paths(wanted)).iterator():
        values = {name: value for name in names if (value := _value(cells, name)) not in (None, "", usual.get(name))}
        if cells["id"] in items:
            values["item"] = items[cells["id"]]
        if values or KNOWN_BY[table] != "day":
            yield Observation(table, str(_value(cells, KNOWN_BY[table])), cells.get("day"), values)


def as_kept(row: models.Model, seen: Observation) -> Observation:
    """What `collect` will give for a row that `Names.row` made of `seen`."""
    values: dict[str, Value] = {}
    for column in TABLES[seen.table]:
        name = column.name
        value = seen.values.get(name) if name in {"food", "supplement", "words"} else getattr(row, name)
        if value not in (None, ""):
            values[name] = value
    return Observation(seen.table, seen.key, seen.day, values)


def _paths(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from {"food": ("food__slug", "food__owner_id"), "supplement": ("supplement__slug",)}.get(name, (name,))


def _value(cells: Mapping[str, Any], name: str) -> Any:
    if name == "food":
        return food_name(cells["food__slug"], cells["food__owner_id"])
    if name == "words":
        return WORDS_BETWEEN.join(cells[name])
    return cells[f"{name}__slug"] if name == "supplement" else cells[name]


def _usual(table: str, name: str) -> object:
    """A list's value that needs no line, because a new row has it anyway."""
    default = MODELS[table]._meta.get_field(name).default if table in LISTS else models.NOT_PROVIDED
    return None if default is models.NOT_PROVIDED or callable(default) else default


def _items(user: User) -> dict[int, Items]:
    found: dict[int, list[tuple[str, float]]] = defaultdict(list)
    rows = SavedMealItem.objects.filter(owner=user).order_by("meal", "id")
    for meal, slug, owner, grams in rows.values_list("meal_id", "food__slug", "food__owner_id", "grams"):
        found[meal].append((food_name(slug, owner), grams))
    return {meal: tuple(items) for meal, items in found.items()}


def is_blank(user: User) -> bool:
    """Whether nothing was ever noted, so that even the settings may come from a file; a fixed number of queries."""
    return not any(model.objects.filter(owner=user).exists() for model in MODELS.values())


def removed(user: User) -> set[tuple[str, str]]:
    """Rows the person took away: they stay away, also once the trash has forgotten what they said."""
    return trash.tombstones(user) | {
        (table, str(uid))
        for table in filter(is_row, TABLES)
        for uid in MODELS[table].objects.filter(owner=user).exclude(removed=None).values_list("uid", flat=True)
    }


class Names:
    """What a file points at by name (foods, supplements, own trackers), as it is here; read anew once lists grew."""

    def __init__(self, user: User, coming: Iterable[Observation] = ()) -> None:
        """`coming` are rows of lists that the same file brings: numbers stand for them that `became` explains."""
        foods = Food.objects.seen_by(user).values_list("pk", "slug", "owner_id")
        self.foods = {food_name(slug, owner): pk for pk, slug, owner in foods}
        self.trackers = dict(OwnTracker.objects.filter(owner=user).values_list("slug", "pk"))
        self.supplements = dict(Supplement.objects.filter(owner=user).values_list("slug", "pk"))
        self.kinds = {"food": self.foods, "supplement": self.supplements, trackers.LIST: self.trackers}
        self.coming = {(seen.table, f"{OWN}{seen.key}" if seen.table == "food" else seen.key) for seen in coming}
        for number, (table, name) in enumerate(sorted(self.coming)):
            self.kinds[table][name] = EXPECTED - number

    def became(self, now: "Names") -> dict[int, int]:
        """The numbers that stood for what came, and those that the database gave."""
        return {self.kinds[table][name]: now.kinds[table][name] for table, name in self.coming}

    def column(self, name: str, value: Any) -> tuple[str, Any]:
        """A value in the form of its column."""
        found: Callable[[], tuple[str, Any]] = {
            "food": lambda: ("food_id", self.foods[value]),
            "supplement": lambda: ("supplement_id", self.supplements[value]),
            "uid": lambda: ("uid", uuid.UUID(value)),
            "words": lambda: ("words", value.split(WORDS_BETWEEN)),
        }.get(name, lambda: (name, value))
        return found()

    def row(self, user: User, seen: Observation) -> Any:
        """A new row, not yet written; a meal's items follow it."""
        values: dict[str, Value] = {k: v for k, v in seen.values.items() if k != "item"}
        values[KNOWN_BY[seen.table]] = seen.key
        if seen.day is not None:
            values["day"] = seen.day
        return MODELS[seen.table](owner=user, **dict(self.column(name, value) for name, value in values.items()))


def known_pks(user: User, table: str) -> dict[str, int]:
    """The ids of the person's rows by what they are known by; blank days and rows taken away are among them."""
    cells = MODELS[table].objects.filter(owner=user).values("id", *_paths([KNOWN_BY[table]]))
    return {str(_value(row, KNOWN_BY[table])): row["id"] for row in cells}
