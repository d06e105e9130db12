"""The shipped foods as every page needs them, kept per process until another edition is loaded."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from tracker.foods.models import Food, LoadedSeed
from tracker.foods.nutrition import PLATE, Facts
from tracker.foods.seed import NAME
from tracker.web.kept import Unwritten
from tracker.web.prepared import Prepared, Words
from tracker.web.together import Together

Thing = TypeVar("Thing")
Row = tuple[Any, ...]  # as the database gives it
Rows = Mapping[str, list[Any]]


class Asked(Mapping[int, Thing], Generic[Thing]):
    """One thing of each row, made when somebody asks for it: of six hundred foods most people eat fifty."""

    def __init__(self, rows: Mapping[int, Row], make: Callable[[int], Thing]) -> None:
        self._rows, self._make, self._made = rows, make, dict[int, Thing]()

    def __getitem__(self, pk: int) -> Thing:
        if pk in self._made:
            return self._made[pk]
        if pk not in self._rows:
            raise KeyError(pk)
        return self._made.setdefault(pk, self._make(pk))

    def __contains__(self, pk: object) -> bool:
        return pk in self._rows

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


SHIPPED = Prepared(lambda: Food.objects.shipped().order_by("id"))

EDITION: Unwritten[UUID | None] = Unwritten(most=1)


def edition() -> UUID | None:
    """Which loading of the shipped table the database holds; new with every loading, None before the first."""
    return EDITION.get((NAME,), lambda: _edition_of(LOADED.read()))


def loaded() -> dict[str, QuerySet[Any, Any]]:
    return {"loaded": LoadedSeed.objects.filter(name=NAME).values_list("version")}


LOADED = Together(loaded)


def beside(read: Callable[[], Rows]) -> Rows:
    """Rows read with those of `loaded` among them: nobody need ask for the edition by itself before it changes."""
    return EDITION.beside((NAME,), read, _edition_of)


def _edition_of(rows: Rows) -> UUID | None:
    return next((version for (version,) in rows["loaded"]), None)


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
    table, facts = _table_of(version), _facts_of(version)
    plate = table.words.names.index("plate")
    return MappingProxyType(_plates({pk: facts[pk] for pk, row in table.rows.items() if row[plate]}))


def _plates(shipped: Mapping[int, Facts]) -> dict[str, Facts]:
    loaded = {facts.plate: facts for facts in shipped.values() if facts.plate}
    return {plate: loaded.get(plate, Facts(plate=plate)) for plate in PLATE}


def _shipped(version: UUID | None) -> Mapping[int, Facts]:
    return _facts_of(version) if version else _read()


@lru_cache(maxsize=1)
def _facts_of(version: UUID) -> Mapping[int, Facts]:
    foods = _rows_of(version)
    return Asked(_table_of(version).rows, lambda pk: foods[pk].facts)


def shipped_rows(version: UUID | None) -> Mapping[int, Food]:
    """The whole shipped table in the order of its ids, archived rows too; whoever is given a row leaves it as it is."""
    return _rows_of(version) if version else _all().foods()


def every_row(version: UUID) -> Iterator[Food]:
    """The same for whoever goes through all of them once: none is kept for that."""
    table = _table_of(version)
    return map(table.words.row, table.rows.values())


@lru_cache(maxsize=1)
def _rows_of(version: UUID) -> Mapping[int, Food]:
    return _table_of(version).foods()


@lru_cache(maxsize=1)
def _table_of(version: UUID) -> "_Table":
    return _all()


class _Table(NamedTuple):
    """The shipped table as it was read, and what makes rows of it."""

    rows: Mapping[int, Row]
    words: Words[Food]

    def foods(self) -> Mapping[int, Food]:
        return Asked(self.rows, lambda pk: self.words.row(self.rows[pk]))


def _all() -> _Table:
    """Archived rows too: they were eaten when they were offered. What many rows say is held once."""
    said: dict[str, str] = {}
    found, words = SHIPPED.written()
    columns = [map(said.setdefault, of, of) if isinstance(of[0], str) else of for of in zip(*found, strict=True)]
    number = words.names.index("id")
    return _Table({row[number]: row for row in zip(*columns, strict=True)}, words)


def _read() -> Mapping[int, Facts]:
    return MappingProxyType({food.pk: food.facts for food in Food.objects.shipped()})
