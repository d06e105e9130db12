"""What food adds up to, day by day: servings count on days that have any, unless the day's food was left out."""

from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from tracker.accounts.models import User
from tracker.diary.models import CheckIn, FoodDay, Serving
from tracker.diary.slots import Numbers
from tracker.foods import nutrition, reference
from tracker.foods.sums import by_day
from tracker.table import Span

SERVINGS = Numbers(lambda: Serving.objects.filter(removed=None), "food_id", "grams")


def eaten(user: User, span: Span, edition: UUID | None) -> dict[str, NDArray[Any]]:
    """What food adds up to, and on which days any was eaten (also on those left out)."""
    at, values = SERVINGS.read(user, span)
    foods, grams = values[:, 0].astype(np.int64), values[:, 1]
    sums = by_day(len(span), at, foods, grams, reference.facts_for(set(foods.tolist()), user, edition))
    ate = np.bincount(at, minlength=len(span)) > 0
    said = CheckIn.objects.filter(owner=user, day__range=(span.start, span.end)).exclude(food_day=FoodDay.UNSAID)
    out, empty = np.zeros(len(span), bool), np.zeros(len(span), bool)
    for day, word in said.values_list("day", "food_day"):
        (out if word == FoodDay.LEFT_OUT else empty)[span.slot(day)] = True
    empty &= ~ate  # of a day declared empty everything is truly none
    counts = (ate | empty) & ~out
    return {"eaten": ate} | {
        key: np.where(counts, np.where(empty, 0.0, column), np.nan) for key, column in sums.items()
    }


def food_values(totals: nutrition.Totals) -> dict[str, float | None]:
    """The food of one day as metric values; of many days they come from `eaten`, and a test holds both together."""
    return {
        "fibre": totals.fibre,
        "plants": len(totals.plants),
        "plant_groups": totals.plant_groups,
        "fermented": totals.fermented,
        "food_magnesium": totals.magnesium,
        "upf": totals.upf,
        "sugary": totals.sugary,
    }
