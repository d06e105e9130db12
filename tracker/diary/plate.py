"""The food card of a day: plate taps, what was eaten, what is quick to add again, and what it adds up to."""

import copyreg
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import starmap
from statistics import median
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tracker.accounts.models import User
from tracker.diary.models import FoodDay, MealOfDay
from tracker.diary.reading import Rows
from tracker.diary.week import monday
from tracker.diary.weeks import Usual, fibre_of, fresh
from tracker.foods import nutrition, reference
from tracker.foods.models import Food, SavedMeal
from tracker.foods.portions import portion_name
from tracker.web import sorting
from tracker.web.latest import Latest
from tracker.web.numbers import in_grams

LEAST_DAYS = 14
QUICK = 6
FAR_BELOW = 0.5


class Tile(NamedTuple):
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
BY_KEY = {tile.key: tile for tile in TILES}


def _tile(key: str) -> Tile:
    return BY_KEY[key]


copyreg.pickle(Tile, lambda tile: (_tile, (tile.key,)))  # its words wait for a language: many times as long to write


class Tapped(NamedTuple):
    """A tile as it stands: how often it was tapped, and the fibre of one tap in grams."""

    tile: Tile
    times: int
    fibre: float | None


class Line(NamedTuple):
    """One serving as the card lists it."""

    uid: UUID
    name: str
    amount: str
    meal: str
    fibre: float | None
    live: bool
    own: bool
    source: str

    @property
    def meal_label(self) -> object:
        return MealOfDay(self.meal).label


class Quick(NamedTuple):
    """A food to add again with one tap, in the amount of last time."""

    food: int
    name: str
    grams: float
    amount: str
    favourite: bool


class Meal(NamedTuple):
    """A saved meal to add with one tap."""

    pk: int
    name: str


class FoodCard(NamedTuple):
    """Everything the card shows."""

    tiles: tuple[Tapped, ...]
    lines: tuple[Line, ...]
    quick: tuple[Quick, ...]
    meals: tuple[Meal, ...]
    totals: nutrition.Totals
    usual_fibre: float | None
    week_plants: int
    yesterday: int
    yesterday_meals: tuple[tuple[str, str], ...]
    food_day: str
    ask_whether_all: bool

    @property
    def any_food(self) -> bool:
        return bool(self.lines) or any(tapped.times for tapped in self.tiles)

    @property
    def left_out(self) -> bool:
        return self.food_day == FoodDay.LEFT_OUT


class Noted(NamedTuple):
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


class Made(NamedTuple):
    """A card, and what it was made of besides what names it."""

    usual: Usual
    rows: tuple[object, ...]
    card: FoodCard


MADE: Latest[Made] = Latest(32)


def food_card(user: User, day: date, read: Rows, usual: Usual, *, food_day: str, language: str, late: bool) -> FoodCard:
    """The card of one day; one query at most, for foods of the person's own. `late` says the day is over or its
    evening has come.

    It is the one made last if that was made of the same: most taps leave the food as it is. What is usual is read anew
    with every change that the rows do not show, such as an edited food.
    """
    name = user.pk, day, food_day, language, late
    rows = read["eaten"], read["favourites"], [(meal.pk, meal.name) for meal in read["meals"]]
    known = MADE.get(name)
    if known is None or known.usual is not usual or known.rows != rows:
        known = MADE.put(name, Made(usual, rows, made(user, day, read, usual, food_day, language, late)))
    return known.card


def made(user: User, day: date, read: Rows, usual: Usual, food_day: str, language: str, late: bool) -> FoodCard:
    """The same, made anew."""
    noted = sorted(starmap(Noted, read["eaten"]), key=lambda row: (row.created, row.pk))
    yesterday, today = ([row for row in noted if row.day == on] for on in fresh(day))
    favourites = [food for _created, food in sorted(read["favourites"])]
    foods, facts = _with(usual, {*favourites, *(row.food for row in noted)}, user)
    fibre = usual_fibre(usual, yesterday, facts)
    totals = nutrition.totals((facts[row.food], row.grams) for row in today)
    week = usual.week.union(row.food for row in noted if row.day >= monday(day))
    return FoodCard(
        tiles=_tiles(today, facts, usual.edition),
        lines=tuple(_line(row, foods[row.food], facts, language) for row in today if not facts[row.food].plate),
        quick=quick(usual, yesterday, today, foods, favourites, language),
        meals=tuple(Meal(meal.pk, meal.name) for meal in _by_name(read["meals"], language)),
        totals=totals, usual_fibre=fibre, week_plants=_plants(week, facts),
        yesterday=len(yesterday),
        yesterday_meals=tuple(
            (meal.value, str(meal.label)) for meal in MealOfDay if meal and any(row.meal == meal for row in yesterday)
        ),
        food_day=food_day,
        ask_whether_all=late and food_day == FoodDay.UNSAID and _far_below(totals, fibre),
    )  # fmt: skip


def _by_name(meals: Iterable[SavedMeal], language: str) -> list[SavedMeal]:
    return sorted(meals, key=lambda meal: sorting.key(meal.name, language))


def _with(usual: Usual, ids: Iterable[int], user: User) -> tuple[Mapping[int, Food], Mapping[int, nutrition.Facts]]:
    """The foods of the weeks and these, and what they hold."""
    missing = {pk for pk in ids if pk not in usual.foods}
    if not missing:
        return usual.foods, usual.facts
    more = reference.rows_for(missing, user, usual.edition)
    return {**usual.foods, **more}, {**usual.facts, **reference.facts_of(more, usual.edition)}


def usual_fibre(usual: Usual, yesterday: Sequence[Noted], facts: Mapping[int, nutrition.Facts]) -> float | None:
    """The person's own usual: the median of the days noted so far, None with too few."""
    days = (*usual.fibre, *fibre_of((("", row.food, row.grams) for row in yesterday), facts))
    return median(days) if len(days) >= LEAST_DAYS else None


def _plants(foods: Iterable[int], facts: Mapping[int, nutrition.Facts]) -> int:
    """How many different plants."""
    eaten = [facts[food] for food in foods]
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
        row.uid, food.name(language), amount_words(food, row.grams, language), row.meal,
        nutrition.amount(facts[row.food].fibre, row.grams), food.fermented_live, food.owner_id is not None,
        food.source_name,
    )  # fmt: skip


def quick(
    usual: Usual, yesterday: Sequence[Noted], today: Sequence[Noted], foods: Mapping[int, Food],
    favourites: Sequence[int], language: str,
) -> tuple[Quick, ...]:  # fmt: skip
    """Favourites first, then what was eaten most on other days, each in the amount of last time."""
    offered = [(row.food, row.grams) for row in yesterday if row.food in foods and not foods[row.food].plate]
    last = {**usual.last, **dict(offered)}
    times = Counter(food for food, _grams in reversed(offered))
    times.update(usual.often)
    eaten = {row.food for row in today}
    often = [food for food, _count in times.most_common()]
    chosen = [food for food in dict.fromkeys([*favourites, *often]) if food in foods and food not in eaten]
    kept = [foods[food] for food in chosen if not foods[food].archived][:QUICK]
    short = Counter(food.name(language).partition(",")[0] for food in kept)
    return tuple(_quick(food, last.get(food.pk, food.portion_g), short, language, favourites) for food in kept)


def _quick(food: Food, grams: float, short: Mapping[str, int], language: str, favourites: Sequence[int]) -> Quick:
    """A chip says "Apple" where that cannot be mistaken for another chip."""
    name = food.name(language)
    stem = name.partition(",")[0]
    return Quick(
        food.pk, stem if short[stem] == 1 else name, grams, amount_words(food, grams, language), food.pk in favourites
    )
