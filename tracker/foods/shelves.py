"""What a person keeps within reach, and what is known about one food, ready for a page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.accounts.models import User
from tracker.foods.models import Favourite, Food, SavedMeal
from tracker.foods.nutrition import amount, totals
from tracker.foods.plants import plants_written
from tracker.foods.portions import Portion
from tracker.web import sorting


@dataclass(frozen=True, slots=True)
class Kept:
    """One food on a list."""

    food: Food
    name: str
    portions: tuple[Portion, ...]
    favourite: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """Own foods in use, own foods put away, and starred foods of the shipped table."""

    own: tuple[Kept, ...]
    away: tuple[Kept, ...]
    favourites: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """How much of one nutrient; None is unknown."""

    amount: float | None
    unit: str

    @property
    def digits(self) -> int:
        """Decimals worth showing: a tenth of a gram where there is one, whole milligrams."""
        return int(self.unit == "g" and self.amount is not None and round(self.amount, 1) % 1 > 0)


@dataclass(frozen=True, slots=True)
class Line:
    """What one portion holds."""

    portion: Portion
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class About:
    """A food's page."""

    name: str
    portions: tuple[Portion, ...]
    nutrients: tuple[str, ...]
    lines: tuple[Line, ...]
    marks: tuple[str, ...]
    plants: str


@dataclass(frozen=True, slots=True)
class Meal:
    """A saved meal with what is in it and its fibre, about."""

    meal: SavedMeal
    lines: tuple[tuple[str, float], ...]
    fibre: float | None


def shelf(user: User, language: str) -> Shelf:
    """Two queries."""
    starred = {row.food_id: row.food for row in Favourite.objects.filter(owner=user).select_related("food")}
    own = list(Food.objects.filter(owner=user))
    kept = _sorted((_kept(food, language, food.pk in starred) for food in own), language)
    others = (food for food in starred.values() if food.owner_id is None)
    return Shelf(
        own=tuple(one for one in kept if not one.food.archived),
        away=tuple(one for one in kept if one.food.archived),
        favourites=_sorted((_kept(food, language, True) for food in others), language),
    )


def star(user: User, food: Food, *, liked: bool) -> None:
    """Put a food within reach, or away again; twice is as once."""
    with transaction.atomic():
        if liked:
            Favourite.objects.get_or_create(owner=user, food=food)
        else:
            Favourite.objects.filter(owner=user, food=food).delete()
        user.foods_changed()


def about(food: Food, language: str) -> About:
    """Fibre, magnesium and calcium of 100 g and of each portion, and what the food counts as."""
    rows = [(_("Fibre"), "g", food.fibre), (_("Magnesium"), "mg", food.magnesium), (_("Calcium"), "mg", food.calcium)]
    portions = food.portions(language)
    hundred = Portion("", 100, food.fibre)
    return About(
        name=food.name(language),
        portions=portions,
        nutrients=tuple(label for label, _unit, _value in rows),
        lines=tuple(
            Line(portion, tuple(Value(amount(value, portion.grams), unit) for _label, unit, value in rows))
            for portion in (hundred, *(some for some in portions if some.name or some.grams != hundred.grams))
        ),
        marks=tuple(words for flag, words in _marks() if getattr(food, flag)),
        plants=plants_written(food.plant_key),
    )


def meals(user: User, language: str) -> tuple[Meal, ...]:
    """Three queries, however many meals there are."""
    saved = SavedMeal.objects.filter(owner=user).prefetch_related("items__food")
    return tuple(_meal(meal, language) for meal in sorted(saved, key=lambda meal: sorting.key(meal.name, language)))


def _meal(meal: SavedMeal, language: str) -> Meal:
    items = sorted(meal.items.all(), key=lambda item: item.pk)
    return Meal(
        meal=meal,
        lines=tuple((item.food.name(language), item.grams) for item in items),
        fibre=totals((item.food.facts, item.grams) for item in items).fibre,
    )


def _kept(food: Food, language: str, favourite: bool) -> Kept:
    return Kept(food, food.name(language), food.portions(language), favourite)


def _sorted(foods: Iterable[Kept], language: str) -> tuple[Kept, ...]:
    return tuple(sorted(foods, key=lambda one: sorting.key(one.name, language)))


def _marks() -> tuple[tuple[str, str], ...]:
    return (
        ("fermented_live", _("fermented, live")),
        ("wholegrain", _("wholegrain")),
        ("legume", _("beans, peas or lentils")),
        ("nut_seed", _("nuts or seeds")),
        ("vegetable", _("vegetable")),
        ("fruit", _("fruit or berries")),
        ("fish", _("fish or shellfish")),
        ("omega3", _("omega-3")),
        ("prebiotic", _("prebiotic fibre")),
        ("polyphenol", _("polyphenols")),
        ("ultra_processed", _("ultra-processed")),
        ("added_sugar", _("much sugar")),
    )
