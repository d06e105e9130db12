"""What a tap on the food card does: add, take back, copy yesterday, add a saved meal, keep one."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from tracker.accounts.models import User
from tracker.diary.changes import Tap, add, remove
from tracker.diary.models import Row, Serving
from tracker.diary.plate import TILES
from tracker.foods.models import Food, SavedMeal, SavedMealItem
from tracker.web import keys


def serve(tap: Tap, day: date, food: Food, grams: float, meal: str = "") -> list[Row]:
    """One serving."""
    row = Serving(owner=tap.user, uid=keys.row_id(tap.key), day=day, food=food, grams=grams, meal=meal, created=tap.now)
    return add(tap, [row])


def tap_plate(tap: Tap, day: date, tile: str) -> list[Row]:
    """A usual portion of one plate group."""
    food = Food.objects.shipped().get(plate=tile)
    return serve(tap, day, food, food.portion_g)


def untap_plate(tap: Tap, day: date, tile: str) -> list[Row]:
    """The last tap of that group back."""
    rows = Serving.objects.filter(owner=tap.user, day=day, removed=None, food__plate=tile)
    return remove(tap, rows.order_by("-created", "-id")[:1])


def tapped(tap: Tap, day: date, form: Mapping[str, str]) -> bool:
    """What a form of the plate asks for: `add` or `less` with a tile's name; false where there is no such tile."""
    add, less = form.get("add", ""), form.get("less", "")
    if not {add, less} & {tile.key for tile in TILES}:
        return False
    if add:
        tap_plate(tap, day, add)
    else:
        untap_plate(tap, day, less)
    return True


def copy_food(tap: Tap, day: date, *, meal: str = "") -> list[Row]:
    """Yesterday's servings once more, all of them or those of one meal."""
    rows = Serving.objects.filter(owner=tap.user, day=day - timedelta(days=1), removed=None)
    if meal:
        rows = rows.filter(meal=meal)
    return add(tap, [_copied(tap, row, day) for row in rows.order_by("created", "id")])


def _copied(tap: Tap, row: Serving, day: date) -> Serving:
    uid = keys.copy_id(row.uid, day.isoformat())
    return Serving(
        owner=tap.user, uid=uid, day=day, food_id=row.food_id, grams=row.grams, meal=row.meal, created=tap.now
    )


def serve_meal(tap: Tap, day: date, meal: SavedMeal) -> list[Row]:
    """A saved meal onto the plate."""
    items: Iterable[SavedMealItem] = meal.items.filter(owner=tap.user).order_by("id")
    rows = [
        Serving(
            owner=tap.user, uid=keys.copy_id(keys.row_id(tap.key), str(item.pk)), day=day, food_id=item.food_id,
            grams=item.grams, created=tap.now,
        )
        for item in items
    ]  # fmt: skip
    return add(tap, rows)


def keep_meal(user: User, day: date, name: str, *, of_day: str = "") -> SavedMeal | None:
    """The day's servings (or those of one meal) under a name; None when there is nothing to keep."""
    rows = Serving.objects.filter(Q(meal=of_day) if of_day else Q(), owner=user, day=day, removed=None)
    servings = list(rows.order_by("created", "id"))
    if not servings:
        return None
    with transaction.atomic():
        meal = SavedMeal.objects.create(owner=user, name=name)
        SavedMealItem.objects.bulk_create(
            SavedMealItem(owner=user, meal=meal, food_id=row.food_id, grams=row.grams) for row in servings
        )
    return meal
