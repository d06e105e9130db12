"""Food search: what a person means, in any of the five languages, their own foods first."""

import math
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from tracker.accounts.models import User
from tracker.foods import reference
from tracker.foods.models import LANGUAGES, Favourite, Food
from tracker.foods.names import REAL, Index
from tracker.foods.nutrition import Facts
from tracker.foods.portions import Portion
from tracker.web.kept import Unwritten

OWN_FIRST = 30  # lifts an own food over every shipped one when it is what was typed
OWN_GUESS = 10  # and only a little when it is a guess
FAVOURITE = 4
USED_AT_MOST = 4
# Of a person, so that a keystroke does not read two thousand names, nor what they like.
OWN: Unwritten[Index] = Unwritten(most=16)
LIKED: Unwritten[frozenset[int]] = Unwritten(most=16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One food that was found, with what a page needs to offer it."""

    food_id: int
    slug: str
    name: str
    score: float
    own: bool
    favourite: bool
    portions: tuple[Portion, ...]
    facts: Facts
    source: str


def find(
    query: str,
    *,
    language: str = "en",
    user: User | None = None,
    limit: int = 10,
    used: Mapping[int, int] | None = None,
) -> list[Match]:
    """The foods that `query` may mean, best first; at most four queries, however many foods there are.

    `language` decides the names shown and wins ties; `used` says how often the person ate a food.
    """
    language = language.split("-")[0]
    liked = _liked(user) if user else frozenset()
    index, shipped = _shipped()
    found = {food: _lifted(score, of) for food, score, of in _found(query, language, index, user)}
    for food in found:
        found[food] = (found[food][0] + _habit(food, liked, used or {}), found[food][1])
    best = sorted(found, key=lambda food: (-found[food][0], -found[food][1], food))[: max(limit, 0)]
    own = [food for food in best if food not in shipped]
    foods = ChainMap(Food.objects.seen_by(user).in_bulk(own) if own else {}, shipped)
    return [_match(foods[food], language, found[food][0], food in liked) for food in best if food in foods]


def _found(query: str, language: str, index: Index, user: User | None) -> list[tuple[int, tuple[float, int], bool]]:
    """Food, (score, closeness in length), whether it is the person's own."""
    found = [(food, score, False) for food, score in index.scores(query, language).items()]
    if user is not None:
        found += [(food, score, True) for food, score in _own_index(user).scores(query, language).items()]
    return found


def _lifted(score: tuple[float, int], own: bool) -> tuple[float, int]:
    lift = (OWN_FIRST if score[0] >= REAL else OWN_GUESS) if own else 0
    return score[0] + lift, score[1]


def _habit(food: int, liked: frozenset[int], used: Mapping[int, int]) -> float:
    often = min(USED_AT_MOST, math.log2(1 + max(used.get(food, 0), 0)))
    return often + FAVOURITE * (food in liked)


def _match(food: Food, language: str, score: float, favourite: bool) -> Match:
    return Match(
        food_id=food.pk, slug=food.slug, name=food.name(language), score=score, own=food.owner_id is not None,
        favourite=favourite, portions=food.portions(language), facts=food.facts, source=food.source,
    )  # fmt: skip


def _liked(user: User) -> frozenset[int]:
    foods = Favourite.objects.filter(owner=user).values_list("food_id", flat=True)
    return LIKED.get((user.pk,), lambda: frozenset(foods))


def _own_index(user: User) -> Index:
    """The person's own foods from one query; built anew only when a name differs from last time."""
    names = Food.objects.offered().filter(owner=user).order_by("id").values_list("id", "name_en")
    return OWN.get((user.pk,), lambda: _index_of(tuple(names)))


@lru_cache(maxsize=16)
def _index_of(names: tuple[tuple[int, str], ...]) -> Index:
    # An own food has one name, in whichever language: it counts as the reader's in none, so that ties are fair.
    return Index((food, "", name) for food, name in names)


def _shipped() -> tuple[Index, dict[int, Food]]:
    """The shipped table by its names, and its rows as they are shown."""
    version = reference.edition()
    return _of_edition(version) if version else _read()


@lru_cache(maxsize=2)
def _of_edition(version: UUID) -> tuple[Index, dict[int, Food]]:
    return _read()


def _read() -> tuple[Index, dict[int, Food]]:
    foods = Food.objects.shipped().offered().order_by("id").in_bulk()
    names = (
        (food.pk, language, getattr(food, f"name_{language}")) for food in foods.values() for language in LANGUAGES
    )
    return Index(names), foods
