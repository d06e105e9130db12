"""The sample diary: an account that is nobody's, clearly marked, filled with invented days, gone in one click."""

import itertools
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.accounts.models import User
from tracker.diary.menus import BREAKFASTS, FOODS
from tracker.diary.models import (
    CheckIn,
    Dose,
    Event,
    FoodDay,
    Night,
    OwnTracker,
    OwnValue,
    SavedAnswer,
    Serving,
    Supplement,
)
from tracker.diary.simulation import SimulatedDiary, simulate
from tracker.foods import seed as food_table
from tracker.foods.models import Favourite, Food, SavedMeal, SavedMealItem

NAME = "sample"
DAYS, SEED = 730, 1
IDS = uuid.UUID("8c1f2a54-6f0e-4a6b-9d57-0b1d3c7e2f90")
KINDS: tuple[type[models.Model], ...] = (
    CheckIn, Night, Serving, Dose, Event, SavedAnswer, Supplement, OwnValue, OwnTracker, Favourite, SavedMeal,
)  # fmt: skip
FAVOURITES = ("kefir", "apple")

# slug, name, one dose, amount, unit, magnesium itself in mg
SUPPLEMENTS = (
    ("magnesium", _("Magnesium citrate"), _("1 tablet"), None, "", 100),
    ("vitamin_d", _("Vitamin D"), _("1 tablet"), 10, "µg", None),
    ("probiotic", _("Probiotic"), _("1 capsule"), None, "", None),
)
EVENT_WORDS = {"travel": _("By the sea"), "stressor": _("Everything at work at once")}
NOTES = {
    "stayed_in": _("Stayed in all day."),
    "slept_long": _("Mostly in bed."),
    "by_the_sea": _("Walked along the beach until it got dark."),
    "new_food": _("Ate something I had never heard of."),
    "woke_often": _("Awake a few times in the night."),
    "late_film": _("The film was longer than I thought."),
    "long_walk": _("Long walk in the forest."),
    "visitors": _("Visitors for dinner."),
    "cooked_together": _("We cooked together."),
    "did_little": _("Did very little, on purpose."),
    "rain": _("Rain all day."),
    "long_meeting": _("A long meeting, no real lunch."),
    "new_recipe": _("Tried a new recipe. Too much garlic."),
    "train_late": _("The train was late again."),
    "called_a_friend": _("Talked with an old friend on the phone."),
    "worked_at_home": _("Worked at home, hardly went out."),
    "swam": _("Swam after work."),
}


def people() -> models.QuerySet[User]:
    """Every sample account, the newest first."""
    return User.objects.filter(is_sample=True).order_by("-date_joined", "-pk")


def account(name: str, time_zone: str) -> User:
    """A new sample account, still empty; nobody can sign in to it by password."""
    return User.objects.create_user(name, None, is_sample=True, time_zone=time_zone)


def found_or_made(time_zone: str, now: datetime) -> User:
    """The sample account to look around in; of two visitors at once one makes it."""
    try:
        with transaction.atomic():
            if there := people().first():
                return there
            user = account(_free_name(), time_zone)
            make(user, days=DAYS, seed=SEED, today=user.today(now))
            return user
    except IntegrityError:
        return people()[0]


def _free_name() -> str:
    names = itertools.chain([NAME], (f"{NAME} {n}" for n in itertools.count(2)))
    return next(name for name in names if User.objects.named(name) is None)


def make(user: User, *, days: int, seed: int, today: date) -> int:
    """Replace the diary of a sample account by invented days up to today; says how many rows those are.

    The same seed and day give the same rows, ids included.

    Raises:
        ValueError: for an account that is somebody's own.
    """
    if not user.is_sample:
        raise ValueError(f"{user} is no sample account")
    invented = simulate(days, today, np.random.default_rng(seed))
    with transaction.atomic():
        food_table.load()
        for kind in KINDS:
            kind._default_manager.filter(owner=user).delete()
        made = _fill(user, invented, seed)
        user.foods_changed()
        user.diary_changed()
    return made


def _fill(user: User, diary: SimulatedDiary, seed: int) -> int:
    foods = {food.slug: food for food in Food.objects.shipped().filter(slug__in=FOODS)}
    supplements = {row.slug: row for row in Supplement.objects.bulk_create(_supplements(user))}
    rows: list[list[Any]] = [
        list(_check_ins(user, diary)),
        list(_nights(user, diary)),
        list(_servings(user, diary, seed, foods)),
        list(_doses(user, diary, seed, supplements)),
        list(_events(user, diary, seed)),
    ]
    for some in rows:
        if some:
            type(some[0]).objects.bulk_create(some)
    return sum(map(len, rows)) + len(supplements) + _shortcuts(user, foods)


def _stamps(seed: int, kind: str, day: date) -> Iterator[dict[str, Any]]:
    """Ids and times of the rows of a kind on a day, in order."""
    begin = datetime.combine(day, time(), UTC)
    for number in itertools.count():
        uid = uuid.uuid5(IDS, f"{seed}/{kind}/{day}/{number}")
        yield {"uid": uid, "day": day, "created": begin + timedelta(seconds=number)}


def _check_ins(user: User, diary: SimulatedDiary) -> Iterator[CheckIn]:
    for slot, day in enumerate(diary.span):
        answers = {key: int(values[slot]) for key, values in diary.answers.items() if not np.isnan(values[slot])}
        note = str(NOTES[diary.notes[slot]]) if slot in diary.notes else ""
        left_out = slot in diary.left_out
        if answers or note or left_out:
            food_day = FoodDay.LEFT_OUT if left_out else FoodDay.UNSAID
            yield CheckIn(owner=user, day=day, note=note, food_day=food_day, **answers)


def _nights(user: User, diary: SimulatedDiary) -> Iterator[Night]:
    for slot, day in enumerate(diary.span):
        if not np.isnan(diary.bed[slot]):
            bed, wake = _clock(diary.bed[slot]), _clock(diary.wake[slot])
            yield Night(owner=user, day=day, bed_time=bed, wake_time=wake, zone=user.time_zone)


def _clock(minutes: float) -> time:
    hour, minute = divmod(int(minutes) % (24 * 60), 60)
    return time(hour, minute)


def _servings(user: User, diary: SimulatedDiary, seed: int, foods: dict[str, Food]) -> Iterator[Serving]:
    for slot, rows in itertools.groupby(diary.eaten, lambda row: row.slot):
        stamps = _stamps(seed, "serving", diary.span.start + timedelta(days=slot))
        for row, stamp in zip(rows, stamps, strict=False):
            food = foods[row.food]
            yield Serving(owner=user, food=food, grams=row.portions * food.portion_g, meal=row.meal, **stamp)


def _supplements(user: User) -> Iterator[Supplement]:
    for position, (slug, name, portion, amount, unit, magnesium) in enumerate(SUPPLEMENTS):
        yield Supplement(
            owner=user, slug=slug, name=str(name), portion=str(portion), amount=amount, unit=unit,
            magnesium_mg=magnesium, position=position,
        )  # fmt: skip


def _doses(user: User, diary: SimulatedDiary, seed: int, supplements: dict[str, Supplement]) -> Iterator[Dose]:
    for slot, rows in itertools.groupby(diary.taken, lambda row: row.slot):
        stamps = _stamps(seed, "dose", diary.span.start + timedelta(days=slot))
        for row, stamp in zip(rows, stamps, strict=False):
            yield Dose(owner=user, supplement=supplements[row.supplement], **stamp)


def _events(user: User, diary: SimulatedDiary, seed: int) -> Iterator[Event]:
    start = diary.span.start
    for event in diary.events:
        stamp = next(_stamps(seed, event.kind, start + timedelta(days=event.first)))
        words = str(EVENT_WORDS.get(event.kind, ""))
        yield Event(owner=user, kind=event.kind, until=start + timedelta(days=event.last), text=words, **stamp)


def _shortcuts(user: User, foods: dict[str, Food]) -> int:
    """Two favourites and a saved meal, as somebody has after two years."""
    favourites = Favourite.objects.bulk_create(Favourite(owner=user, food=foods[slug]) for slug in FAVOURITES)
    meal = SavedMeal.objects.create(owner=user, name=gettext("Usual breakfast"))
    items = SavedMealItem.objects.bulk_create(
        SavedMealItem(owner=user, meal=meal, food=foods[slug], grams=portions * foods[slug].portion_g)
        for slug, portions in BREAKFASTS[0]
    )
    return len(favourites) + 1 + len(items)
