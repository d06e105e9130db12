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

EDITION: Unwritten[UUID | None] = Unwritten(most=1)


def edition() -> UUID | None:
    """Which loading of the shipped table the database holds; new with every loading, None before the first."""
    versions = LoadedSeed.objects.filter(name=NAME).values_list("version", flat=True)
    return EDITION.get((NAME,), versions.first)


def facts_for(ids: Iterable[int], user: AbstractBaseUser | None) -> dict[int, Facts]:
    """The facts of shipped foods and of the person's own, by id; ids of anyone else's are left out.

    At most two queries once the table is known: which edition this is, and the foods that are not in it.
    """
    wanted = set(ids)
    if not wanted:
        return {}
    shipped = _shipped(edition())
    found = {pk: shipped[pk] for pk in wanted if pk in shipped}
    if missing := wanted - found.keys():
        found |= {food.pk: food.facts for food in Food.objects.seen_by(user).filter(pk__in=missing)}
    return found


def plates() -> dict[str, Facts]:
    """The six tiles by name; a tile knows nothing until the table is loaded."""
    loaded = {facts.plate: facts for facts in _shipped(edition()).values() if facts.plate}
    return {plate: loaded.get(plate, Facts(plate=plate)) for plate in PLATE}


def _shipped(version: UUID | None) -> Mapping[int, Facts]:
    return _facts_of(version) if version else _read()


@lru_cache(maxsize=2)
def _facts_of(version: UUID) -> Mapping[int, Facts]:
    return _read()


def _read() -> Mapping[int, Facts]:
    """Archived rows too: they were eaten when they were offered."""
    return MappingProxyType({food.pk: food.facts for food in Food.objects.shipped()})
