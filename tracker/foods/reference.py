"""The shipped foods as every page needs them, kept per process until another edition is loaded."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser

from tracker.foods.models import Food, LoadedSeed
from tracker.foods.nutrition import PLATE, Facts
from tracker.foods.seed import NAME
from tracker.web.kept import Unwritten
from tracker.web.together import Together

EDITION: Unwritten[UUID | None] = Unwritten(most=1)


def edition() -> UUID | None:
    """Which loading of the shipped table the database holds; new with every loading, None before the first."""
    return EDITION.get((NAME,), _loaded)


LOADED = Together(lambda: {"loaded": LoadedSeed.objects.filter(name=NAME).values_list("version")})


def _loaded() -> UUID | None:
    return next((version for (version,) in LOADED.read()["loaded"]), None)


def facts_for(ids: Iterable[int], user: AbstractBaseUser | None, version: UUID | None = None) -> dict[int, Facts]:
    """The facts of shipped foods and of the person's own, by id; ids of anyone else's are left out.

    `version` is the edition. At most two queries once its table is known: which edition this is, if that was not
    said, and the foods that are not in it.
    """
    wanted = set(ids)
    if not wanted:
        return {}
    shipped = _shipped(version or edition())
    found = {pk: shipped[pk] for pk in wanted if pk in shipped}
    if missing := wanted - found.keys():
        found |= {food.pk: food.facts for food in Food.objects.seen_by(user).filter(pk__in=missing)}
    return found


def rows_for(ids: Iterable[int], user: AbstractBaseUser | None, version: UUID | None) -> dict[int, Food]:
    """The rows of shipped foods and of the person's own, by id; ids of anyone else's are left out.

    `version` is the edition. One query at most once its table is known, for foods that are not in it.
    """
    wanted = set(ids)
    shipped = _rows_of(version) if version else {}
    found = {pk: shipped[pk] for pk in wanted if pk in shipped}
    if missing := wanted - found.keys():
        found |= Food.objects.seen_by(user).in_bulk(missing)
    return found


def facts_of(rows: Mapping[int, Food], version: UUID | None) -> dict[int, Facts]:
    """What the foods of these rows hold, by id."""
    shipped = _shipped(version) if version else {}
    return {pk: shipped.get(pk) or row.facts for pk, row in rows.items()}


def plates(version: UUID | None = None) -> Mapping[str, Facts]:
    """The six tiles by name, of the edition where it is known; a tile knows nothing until the table is loaded."""
    version = version or edition()
    return _plates_of(version) if version else _plates(_read())


@lru_cache(maxsize=2)
def _plates_of(version: UUID) -> Mapping[str, Facts]:
    return MappingProxyType(_plates(_facts_of(version)))


def _plates(shipped: Mapping[int, Facts]) -> dict[str, Facts]:
    loaded = {facts.plate: facts for facts in shipped.values() if facts.plate}
    return {plate: loaded.get(plate, Facts(plate=plate)) for plate in PLATE}


def _shipped(version: UUID | None) -> Mapping[int, Facts]:
    return _facts_of(version) if version else _read()


@lru_cache(maxsize=1)
def _facts_of(version: UUID) -> Mapping[int, Facts]:
    return MappingProxyType({pk: food.facts for pk, food in _rows_of(version).items()})


def shipped_rows(version: UUID | None) -> Mapping[int, Food]:
    """The whole shipped table in the order of its ids, archived rows too; whoever is given a row leaves it as it is."""
    return _rows_of(version) if version else _all_rows()


@lru_cache(maxsize=1)
def _rows_of(version: UUID) -> Mapping[int, Food]:
    return _all_rows()


def _all_rows() -> Mapping[int, Food]:
    """Archived rows too: they were eaten when they were offered. What many rows say is held once."""
    said: dict[str, str] = {}
    rows = {}
    for row in Food.objects.shipped().order_by("id").iterator(chunk_size=100):
        row.__dict__ |= {name: said.setdefault(of, of) for name, of in row.__dict__.items() if type(of) is str}
        rows[row.pk] = row
    return MappingProxyType(rows)


def _read() -> Mapping[int, Facts]:
    return MappingProxyType({food.pk: food.facts for food in Food.objects.shipped()})
