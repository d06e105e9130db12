"""The shipped food table: read and checked row by row, then laid into the database in one transaction."""

import csv
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from tracker.foods.models import LANGUAGES, Food, LoadedSeed
from tracker.foods.nutrition import FERMENTED, GENERIC, PLANT_GROUPS, PLATE
from tracker.foods.portions import known_portions

FOLDER = settings.SEEDS / "foods"
NAME = "foods"
# Part of the digest: raise it when the same files shall become different rows.
READING = "1"

FLAGS = (
    "fermented_live", "prebiotic", "polyphenol", "ultra_processed", "added_sugar", "omega3",
    "wholegrain", "legume", "nut_seed", "vegetable", "fruit", "fish",
)  # fmt: skip
TEXTS = ("group", "plant_key", "live_note", "note", "source", "source_food_id", "licence", "portion_source")
NAMES = tuple(f"name_{language}" for language in LANGUAGES)
# What a later seed may change on a row that stands; the slug is what rows are known by.
CHANGEABLE = [
    field.name for field in Food._meta.concrete_fields if field.name not in ("id", "owner", "slug")
]  # fmt: skip

Row = dict[str, str]


class SeedError(Exception):
    """A shipped file that cannot be used; the message names file and line."""


def load(folder: Path = FOLDER) -> str:
    """Make the shipped rows equal the files: add, change, archive what is gone. Says what was done."""
    digest = digest_of(folder)
    if LoadedSeed.objects.filter(name=NAME, digest=digest).exists():
        return "unchanged"
    foods = read(folder)
    with transaction.atomic():
        ids = dict(Food.objects.shipped().values_list("slug", "id"))
        for food in foods:
            food.pk = ids.get(food.slug)
        _lay(foods)
        Food.objects.shipped().exclude(slug__in=[food.slug for food in foods]).update(archived=True)
        LoadedSeed.objects.filter(name=NAME).delete()
        LoadedSeed.objects.create(name=NAME, digest=digest)
    return f"{len(foods)} foods loaded"


def read(folder: Path = FOLDER) -> list[Food]:
    """Every row of the table and of the plate as an unsaved food.

    Raises:
        SeedError: naming file and line of the first row that is wrong.
    """
    foods: dict[str, Food] = {}
    for name, as_food in (("foods.csv", _table_food), ("plate.csv", _plate_food)):
        for where, food in _foods(folder / name, as_food):
            if food.slug in foods:
                raise SeedError(f"{where}: the id {food.slug!r} is used twice")
            foods[food.slug] = food
    return list(foods.values())


def digest_of(folder: Path) -> str:
    digest = hashlib.sha256(READING.encode())
    for name in ("foods.csv", "plate.csv"):
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()


def _lay(foods: list[Food]) -> None:
    """Rows that stand are overwritten in place: what was eaten points at them by id."""
    Food.objects.bulk_create([food for food in foods if food.pk is None])
    Food.objects.bulk_create(
        [food for food in foods if food.pk is not None],
        update_conflicts=True, unique_fields=["id"], update_fields=CHANGEABLE,
    )  # fmt: skip


def _foods(path: Path, as_food: Callable[[Row], Food]) -> Iterator[tuple[str, Food]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        for row in rows:
            where = f"{path.name}, line {rows.line_num}"
            try:
                food = as_food(row)
                _check(food)
            except (KeyError, ValueError, ValidationError) as wrong:
                raise SeedError(f"{where}: {_told(wrong)}") from wrong
            yield where, food


def _told(wrong: Exception) -> str:
    if isinstance(wrong, ValidationError):
        return "; ".join(f"{field}: {' '.join(messages)}" for field, messages in wrong.message_dict.items())
    return f"no column {wrong}" if isinstance(wrong, KeyError) else str(wrong)


def _table_food(row: Row) -> Food:
    if bool(row["portion2_name_en"]) != bool(row["portion2_g"]):
        raise ValueError("portion2: a name needs grams and grams need a name")
    return Food(
        slug=row["id"],
        **{name: _filled(row, name) for name in NAMES},
        **{name: row[name] for name in TEXTS},
        fibre=_number(row, "fibre_g_100g"),
        magnesium=_number(row, "magnesium_mg_100g"),
        calcium=_number(row, "calcium_mg_100g"),
        portion_name=_measure(row["portion_name_en"]),
        portion_g=float(row["portion_g"]),
        portion2_name=_measure(row["portion2_name_en"]) if row["portion2_g"] else "",
        portion2_g=_number(row, "portion2_g"),
        portion2_source=row["portion2_source"],
        **{name: _flag(row, name) for name in FLAGS},
    )


def _plate_food(row: Row) -> Food:
    """A tile: values are given for its usual portion, and kept per 100 g like all others."""
    plate, grams = row["plate"], float(row["portion_g"])
    if plate not in PLATE:
        raise ValueError(f"plate: {plate!r} is no tile")
    flag = "fermented_live" if plate == FERMENTED else PLANT_GROUPS[plate]
    return Food(
        slug=row["id"],
        **{name: _filled(row, name) for name in NAMES},
        group="plate",
        plate=plate,
        fibre=float(row["fibre_g"]) * 100 / grams,
        magnesium=float(row["magnesium_mg"]) * 100 / grams,
        portion_name=_measure(row["portion_name_en"]),
        portion_g=grams,
        portion_source=row["source"],
        source=row["source"],
        plant_key="" if plate == FERMENTED else GENERIC + plate,
        **{flag: True},
    )


def _filled(row: Row, name: str) -> str:
    if not row[name].strip():
        raise ValueError(f"{name} is empty")
    return row[name]


def _number(row: Row, name: str) -> float | None:
    return float(row[name]) if row[name] else None


def _flag(row: Row, name: str) -> bool:
    if row[name] not in ("0", "1"):
        raise ValueError(f"{name} is {row[name]!r}, not 0 or 1")
    return row[name] == "1"


def _measure(name: str) -> str:
    if name not in known_portions():
        raise ValueError(f"the portion {name!r} has no row in portions_i18n.csv")
    return name


def _check(food: Food) -> None:
    """The model's own rules: lengths, ranges, a slug that is one."""
    food.clean_fields(exclude=["owner"])
    if food.portion2_g is not None and food.portion2_g <= 0:
        raise ValueError("portion2_g must be above 0")
