"""Makes stretches of a diary for the tests of this room."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import uuid4

import numpy as np
from django.http import QueryDict

from tests.builders import TODAY, a_dose, a_food, a_supplement, an_event
from tracker.metrics import MODULES
from tracker.models import CheckIn, Serving, User
from tracker.trends.cards import Card
from tracker.trends.look import Look
from tracker.trends.more import cards

ANSWERED = ("mood", "unease", "stress", "sleep_quality", "gut_discomfort", "skin_overall", "itch", "pain_peak")


def noted(owner: User, days: int, *, end: date = TODAY, skip: Iterable[date] = (), **answers: int) -> None:
    """So many check-ins ending with `end`; mood goes round from 3 to 8 unless it is given."""
    left_out = set(skip)
    rows = [end - timedelta(days=i) for i in range(days)]
    CheckIn.objects.bulk_create(
        CheckIn(owner=owner, day=day, **{"mood": 3 + day.toordinal() % 6, **answers})
        for day in rows
        if day not in left_out
    )
    owner.diary_changed()


def answers(seed: int, days: int) -> Iterator[int]:
    return iter(np.random.default_rng(seed).integers(0, 11, days).tolist())


def a_long_diary(owner: User, days: int = 200) -> None:
    """Every question of every module answered, by chance; food, doses and events too."""
    owner.modules = [module.key for module in MODULES]
    owner.save()
    columns = {key: answers(seed, days) for seed, key in enumerate(ANSWERED)}
    rows = [
        CheckIn(
            owner=owner, day=TODAY - timedelta(days=ago), flare=int(ago % 9 == 0),
            headache_day=(ago % 7 == 0) + (ago % 21 == 0), acute_med=int(ago % 7 == 0), stool_type=4,
            **{key: next(values) for key, values in columns.items()},
        )
        for ago in range(days)
    ]  # fmt: skip
    CheckIn.objects.bulk_create(rows)
    food, pill = a_food(owner=owner, plant_key="oats"), a_supplement(owner, "Probiotic")
    Serving.objects.bulk_create(
        Serving(owner=owner, uid=uuid4(), day=TODAY - timedelta(days=ago), food=food, grams=40)
        for ago in range(0, days, 2)
    )
    a_dose(owner, pill, TODAY - timedelta(days=40))
    an_event(owner, "skin_product", TODAY - timedelta(days=20), TODAY - timedelta(days=15))
    owner.diary_changed()


def card(owner: User, key: str, query: str = "") -> Card:
    """One card of the page with further figures."""
    return next(one for one in cards(Look(owner, QueryDict(query), TODAY)) if one.key == key)
