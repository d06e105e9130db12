"""What food adds up to, day by day: servings count on days that have any, unless the day's food was left out."""

from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from tracker.diary.models import CheckIn, FoodDay, Serving
from tracker.diary.slots import Numbers, Rows
from tracker.foods import nutrition, reference
from tracker.foods.sums import by_day
from tracker.table import Span

SERVINGS = Numbers(lambda: Serving.objects.filter(removed=None), "food_id", "grams")
SAID = Numbers(lambda: CheckIn.objects.exclude(food_day=FoodDay.UNSAID), word="food_day")


def eaten(rows: Rows, span: Span, edition: UUID | None) -> dict[str, NDArray[Any]]:
    """What food adds up to, and on which days any was eaten (also on those left out)."""
    at, values, _ = rows.of(SERVINGS, span)
    foods, grams = values[:, 0].astype(np.int64), values[:, 1]
    sums = by_day(len(span), at, foods, grams, reference.facts_for(set(foods.tolist()), rows.user, edition))
    ate = np.bincount(at, minlength=len(span)) > 0
    days, _, words = rows.of(SAID, span)
    left_out = np.array(words, dtype=str) == FoodDay.LEFT_OUT
    out, empty = (np.bincount(days[those], minlength=len(span)) > 0 for those in (left_out, ~left_out))
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
