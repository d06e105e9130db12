"""The food card of a day: plate taps, what was eaten, what is quick to add again, and what it adds up to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import starmap
from math import fsum
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from tracker.accounts.models import User
from tracker.diary.models import FoodDay, MealOfDay, Serving
from tracker.diary.reading import Rows
from tracker.diary.week import monday
from tracker.foods import nutrition, reference
from tracker.foods.models import Food, SavedMeal
from tracker.foods.portions import portion_name
from tracker.web import sorting
from tracker.web.numbers import in_grams
from tracker.web.together import Together

USUAL_DAYS = 90
LEAST_DAYS = 14
QUICK = 6
FAR_BELOW = 0.5
PLANTS_AIM = 30


@dataclass(frozen=True, slots=True)
class Tile:
    """One chip of the plate."""

    key: str
    label: object
    icon: str
    tone: str


TILES = (
    Tile("wholegrain", _("Wholegrain"), "wheat", "leaf"),
    Tile("legumes", _("Legumes"), "bean", "leaf"),
    Tile("nuts", _("Nuts, seeds"), "nut", "leaf"),
    Tile("vegetables", _("Vegetables"), "carrot", "leaf"),
    Tile("fruit", _("Fruit, berries"), "apple", "leaf"),
    Tile("fermented", _("Fermented"), "jar", "amber"),
)


@dataclass(frozen=True, slots=True)
class Tapped:
    """A tile as it stands: how often it was tapped, and the fibre of one tap in grams."""

    tile: Tile
    times: int
    fibre: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """One serving as the card lists it."""

    uid: UUID
    food: Food
    name: str
    amount: str
    grams: float
    meal: str
    fibre: float | None

    @property
    def meal_label(self) -> object:
        return MealOfDay(self.meal).label


@dataclass(frozen=True, slots=True)
class Quick:
    """A food to add again with one tap, in the amount of last time."""

    food: Food
    name: str
    grams: float
    amount: str
    favourite: bool


@dataclass(frozen=True, slots=True)
class FoodCard:
    """Everything the card shows."""

    tiles: tuple[Tapped, ...]
    lines: tuple[Line, ...]
    quick: tuple[Quick, ...]
    meals: tuple[SavedMeal, ...]
    totals: nutrition.Totals
    usual_fibre: float | None
    week_plants: int
    yesterday: int
    yesterday_meals: tuple[tuple[str, object], ...]
    food_day: str
    ask_whether_all: bool

    @property
    def any_food(self) -> bool:
        return bool(self.lines) or any(tapped.times for tapped in self.tiles)

    @property
    def left_out(self) -> bool:
        return self.food_day == FoodDay.LEFT_OUT


# A serving as it is counted: the day as 2026-11-21, the food, the grams. A page reads hundreds and shows none of them.
Eaten = tuple[str, int, float]


def _lately(owner: int, first: date, last: date) -> dict[str, QuerySet[Any, Any]]:
    rows = Serving.objects.filter(owner=owner, removed=None, day__range=(first, last)).order_by("day", "created", "id")
    return {"servings": rows.values_list(Cast("day", CharField()), "food_id", "grams")}


LATELY = Together(_lately, owner=int, first=date, last=date)


def lately(user: User, start: date, end: date) -> list[Eaten]:
    """The servings of some days, oldest first; one query."""
    return LATELY.tuples(owner=user.pk, first=start, last=end)


@dataclass(frozen=True, slots=True)
class Noted:
    """A serving as the card lists it, or counts it for the day before."""

    day: date
    created: datetime
    pk: int
    uid: UUID
    food: int
    grams: float
    meal: str


def amount_words(food: Food, grams: float, language: str) -> str:
    """Grams in household measures where they are whole ones: "1 slice", "2 × 1 slice", else "85 g"."""
    for name, weight in ((food.portion_name, food.portion_g), (food.portion2_name, food.portion2_g)):
        times = grams / weight if weight and name else 0
        if 1 <= times <= 9 and abs(times - round(times)) < 1e-6:
            words = portion_name(name, language)
            return words if round(times) == 1 else f"{round(times)} × {words}"
    return in_grams(grams, 0 if grams == round(grams) else 1)


def food_card(user: User, day: date, read: Rows, *, food_day: str, language: str, late: bool) -> FoodCard:
    """The card of one day; three queries at most. `late` says the day is over or its evening has come."""
    rows = lately(user, min(day - timedelta(days=USUAL_DAYS - 1), monday(day)), monday(day) + timedelta(days=6))
    noted = sorted(starmap(Noted, read["eaten"]), key=lambda row: (row.created, row.pk))
    today, yesterday = ([row for row in noted if row.day == on] for on in (day, day - timedelta(days=1)))
    favourites = [food for _created, food in sorted(read["favourites"])]
    foods = reference.rows_for({*favourites, *(food for _day, food, _grams in rows)}, user, edition_of(read))
    facts = reference.facts_of(foods, edition_of(read))
    usual = usual_fibre(rows, facts, before=day)
    totals = nutrition.totals((facts[row.food], row.grams) for row in today)
    return FoodCard(
        tiles=_tiles(today, facts, edition_of(read)),
        lines=tuple(_line(row, foods[row.food], facts, language) for row in today if not facts[row.food].plate),
        quick=quick(rows, foods, favourites, day, language),
        meals=tuple(sorted(read["meals"], key=lambda meal: sorting.key(meal.name, language))),
        totals=totals, usual_fibre=usual, week_plants=_plants(rows, facts, since=monday(day)),
        yesterday=len(yesterday),
        yesterday_meals=tuple(
            (meal.value, meal.label) for meal in MealOfDay if meal and any(row.meal == meal for row in yesterday)
        ),
        food_day=food_day,
        ask_whether_all=late and food_day == FoodDay.UNSAID and _far_below(totals, usual),
    )  # fmt: skip


def edition_of(read: Rows) -> UUID | None:
    """Which loading of the shipped table the database holds."""
    return next((version for (version,) in read["edition"]), None)


def usual_fibre(rows: Iterable[Eaten], facts: Mapping[int, nutrition.Facts], *, before: date) -> float | None:
    """The person's own usual: the median of the days noted so far, None with too few."""
    known: dict[str, list[float]] = defaultdict(list)
    holds, first = {food: of.fibre for food, of in facts.items()}, before.isoformat()
    for day, food, grams in rows:
        if day < first and (fibre := nutrition.amount(holds[food], grams)) is not None:
            known[day].append(fibre)
    return median(map(fsum, known.values())) if len(known) >= LEAST_DAYS else None


def _plants(rows: Iterable[Eaten], facts: Mapping[int, nutrition.Facts], *, since: date) -> int:
    """How many different plants."""
    first = since.isoformat()
    eaten = [facts[food] for food in {food for day, food, _grams in rows if day >= first}]
    return len(nutrition.plants_together([nutrition.Plant(key, of.groups) for key in of.plants] for of in eaten))


def _far_below(totals: nutrition.Totals, usual: float | None) -> bool:
    return usual is not None and totals.fibre is not None and totals.fibre < FAR_BELOW * usual


def _tiles(rows: Iterable[Noted], facts: Mapping[int, nutrition.Facts], edition: UUID | None) -> tuple[Tapped, ...]:
    times = Counter(facts[row.food].plate for row in rows)
    plates = reference.plates(edition)
    fibre = {key: nutrition.amount(plate.fibre, plate.portion_g) for key, plate in plates.items()}
    return tuple(Tapped(tile, times[tile.key], fibre[tile.key]) for tile in TILES)


def _line(row: Noted, food: Food, facts: Mapping[int, nutrition.Facts], language: str) -> Line:
    return Line(
        row.uid, food, food.name(language), amount_words(food, row.grams, language), row.grams, row.meal,
        nutrition.amount(facts[row.food].fibre, row.grams),
    )  # fmt: skip


def quick(
    rows: Sequence[Eaten], foods: Mapping[int, Food], favourites: Sequence[int], day: date, language: str
) -> tuple[Quick, ...]:
    """Favourites first, then what was eaten most on other days, each in the amount of last time."""
    on, named = day.isoformat(), {pk for pk, food in foods.items() if not food.plate}
    before = [(food, grams) for when, food, grams in rows if when < on and food in named]
    last = dict(before)
    often = [food for food, _count in Counter(food for food, _grams in reversed(before)).most_common()]
    today = {food for when, food, _grams in rows if when == on}
    chosen = [food for food in dict.fromkeys([*favourites, *often]) if food in foods and food not in today]
    kept = [foods[food] for food in chosen if not foods[food].archived][:QUICK]
    short = Counter(food.name(language).partition(",")[0] for food in kept)
    return tuple(_quick(food, last.get(food.pk, food.portion_g), short, language, favourites) for food in kept)


def _quick(food: Food, grams: float, short: Mapping[str, int], language: str, favourites: Sequence[int]) -> Quick:
    """A chip says "Apple" where that cannot be mistaken for another chip."""
    name = food.name(language)
    stem = name.partition(",")[0]
    return Quick(
        food, stem if short[stem] == 1 else name, grams, amount_words(food, grams, language), food.pk in favourites
    )
