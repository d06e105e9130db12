"""Food search: what a person means, in any of the five languages, their own foods first."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import models

from tracker.accounts.models import User
from tracker.foods import reference
from tracker.foods.models import LANGUAGES, Favourite, Food
from tracker.foods.names import REAL, Index
from tracker.foods.nutrition import Facts
from tracker.foods.portions import Portion
from tracker.web.latest import Settled
from tracker.web.prepared import Prepared
from tracker.web.together import Together

OWN_FIRST = 30  # lifts an own food over every shipped one when it is what was typed
OWN_GUESS = 10  # and only a little when it is a guess
FAVOURITE = 4
USED_AT_MOST = 4
STARRED = Together(lambda owner: {"liked": Favourite.objects.filter(owner=owner).values_list("food_id")}, owner=int)
NAMES = Together(lambda owner: {"names": _offered(owner).values_list("id", "name_en")}, owner=int)
AT_ONCE = 10
ROWS = Prepared(
    lambda owner, **ids: Food.objects.seen_by(owner).filter(pk__in=list(ids.values())),
    owner=int, **{f"n{number}": int for number in range(AT_ONCE)},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theirs:
    """What a person has of foods, as it is in one edition of it: own names, and the foods they starred."""

    edition: int
    index: Index
    liked: frozenset[int]


Found = tuple[float, int, int]  # minus its score, minus how close its name is in length, and the food: best is least


@dataclass(frozen=True, slots=True)
class Ranked:
    """What a query finds in an index, best first, and each by its food; whoever is given it leaves it as it is."""

    best: tuple[Found, ...]
    of: Mapping[int, Found]


# So that a keystroke does not read two thousand names, nor what they like, whatever else was written meanwhile.
THEIRS: Settled[Theirs] = Settled(16)
SHOWN: Settled[Food] = Settled(256)


def _offered(owner: int) -> "models.QuerySet[Food]":
    return Food.objects.offered().filter(owner=owner).order_by("id")


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
    theirs = _theirs(user) if user else None
    liked = theirs.liked if theirs else frozenset()
    index, shipped = _shipped()
    raised = {food: _habit(food, liked, used or {}) for food in liked.union(used or ())}
    ranked = _best(_ranked(index, query, language, own=False), raised, limit)
    if theirs is not None:
        ranked += _best(_ranked(theirs.index, query, language, own=True), raised, limit)
    best = {food: -score for score, _closeness, food in sorted(ranked)[: max(limit, 0)]}
    others = _rows([food for food in best if food not in shipped], user)
    rows = ((shipped.get(food) or others.get(food), score) for food, score in best.items())
    return [_match(food, language, score, food.pk in liked) for food, score in rows if food]


def _best(ranked: Ranked, raised: Mapping[int, float], limit: int) -> list[Found]:
    """Those that may be among the best once habit has raised some: it lowers nothing, so the rest only fall behind."""
    first = [one for one in ranked.best[: max(limit, 0)] if one[2] not in raised]
    habits = [(*ranked.of[food], by) for food, by in raised.items() if food in ranked.of]
    return first + [(score - by, closeness, food) for score, closeness, food, by in habits]


@lru_cache(maxsize=128)  # who types a letter too many takes it back
def _ranked(index: Index, query: str, language: str, *, own: bool) -> Ranked:
    scores = index.scores(query, language)
    best = sorted((-score - _lift(score, own), -closeness, food) for food, (score, closeness) in scores.items())
    return Ranked(tuple(best), {one[2]: one for one in best})


def _lift(score: float, own: bool) -> int:
    return (OWN_FIRST if score >= REAL else OWN_GUESS) if own else 0


def _habit(food: int, liked: frozenset[int], used: Mapping[int, int]) -> float:
    times = used.get(food, 0)
    often = min(USED_AT_MOST, math.log2(1 + times)) if times > 0 else 0
    return often + FAVOURITE * (food in liked)


def _match(food: Food, language: str, score: float, favourite: bool) -> Match:
    return Match(
        food_id=food.pk, slug=food.slug, name=food.name(language), score=score, own=food.owner_id is not None,
        favourite=favourite, portions=food.portions(language), facts=food.facts, source=food.source,
    )  # fmt: skip


def _rows(ids: Sequence[int], user: User | None) -> dict[int, Food]:
    """The rows of foods that are not of the shipped table; one query for ten that were not shown in this edition."""
    owner, edition = (user.pk, user.foods_edition) if user else (0, 0)
    shown = {pk: SHOWN.get((owner, edition, pk)) for pk in ids}
    rows = {pk: row for pk, row in shown.items() if row is not None}
    missing = [pk for pk in ids if pk not in rows]
    for first in range(0, len(missing), AT_ONCE):
        some = [*missing[first : first + AT_ONCE], *[0] * AT_ONCE][:AT_ONCE]
        for row in ROWS.all(owner=owner, **{f"n{n}": pk for n, pk in enumerate(some)}):
            rows[row.pk] = SHOWN.put((owner, edition, row.pk), row)
    return rows


def _theirs(user: User) -> Theirs:
    """Read anew when another edition is named."""
    known = THEIRS.get(user.pk)
    if known is not None and known.edition == user.foods_edition:
        return known
    liked = frozenset(food for (food,) in STARRED.tuples(owner=user.pk))
    return THEIRS.put(user.pk, Theirs(user.foods_edition, _index_of(tuple(NAMES.tuples(owner=user.pk))), liked))


@lru_cache(maxsize=16)
def _index_of(names: tuple[tuple[int, str], ...]) -> Index:
    # An own food has one name, in whichever language: it counts as the reader's in none, so that ties are fair.
    return Index((food, "", name) for food, name in names)


def _shipped() -> tuple[Index, Mapping[int, Food]]:
    """The shipped table by its names, and its rows as they are shown."""
    version = reference.edition()
    rows = reference.shipped_rows(version)
    return (_of_edition(version) if version else _index_of_rows(rows.values())), rows


@lru_cache(maxsize=2)
def _of_edition(version: UUID) -> Index:
    return _index_of_rows(reference.every_row(version))


def _index_of_rows(rows: Iterable[Food]) -> Index:
    offered = [food for food in rows if not (food.archived or food.plate)]
    return Index((food.pk, language, getattr(food, f"name_{language}")) for food in offered for language in LANGUAGES)
