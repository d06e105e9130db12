"""What portions add up to on each of many days at once: the same as `nutrition.totals` of each day, in arrays."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tracker.foods.nutrition import DIGITS, GENERIC, Facts
from tracker.table import Bools, Floats

Ints = NDArray[np.int64]


def by_day(days: int, at: Ints, foods: Ints, grams: Floats, facts: Mapping[int, Facts]) -> dict[str, Floats]:
    """Fibre (g), magnesium (mg), plants, plant groups and servings of each day, each of shape (days,).

    Args:
        at, foods, grams: shape (portions,), the day of a portion from 0 on, its food and how much was eaten.
        facts: of every food among `foods`.
    """
    keys, which = np.unique(foods, return_inverse=True)
    known = [facts[int(key)] for key in keys]
    portions = grams / np.array([food.portion_g for food in known])[which] if known else grams
    counted = {
        name: _servings(days, at, portions, np.array([getattr(food, flag) for food in known], bool)[which])
        for name, flag in (("fermented", "fermented_live"), ("upf", "ultra_processed"), ("sugary", "added_sugar"))
    }
    return {
        "fibre": _known(days, at, grams, np.array([food.fibre for food in known], float)[which]),
        "food_magnesium": _known(days, at, grams, np.array([food.magnesium for food in known], float)[which]),
        "plants": _plants(days, at, which, known),
        "plant_groups": _had(days, at, which, [food.groups for food in known]).sum(axis=1, dtype=float),
        **counted,
    }


def _known(days: int, at: Ints, grams: Floats, per_100_g: Floats) -> Floats:
    """The sum of what is known, NaN where nothing is."""
    there = ~np.isnan(per_100_g)
    sums = np.bincount(at[there], per_100_g[there] * grams[there] / 100, days)
    return np.where(np.bincount(at[there], minlength=days) > 0, sums, np.nan)


def _servings(days: int, at: Ints, portions: Floats, flagged: Bools) -> Floats:
    """Usual portions, rounded to the nearest half."""
    servings: Floats = np.floor(np.round(np.bincount(at[flagged], portions[flagged], days), DIGITS) * 2 + 0.5) / 2
    return servings


def _plants(days: int, at: Ints, which: Ints, known: Sequence[Facts]) -> Floats:
    """Kinds of plant; one that nobody named counts only where no named plant of its group was eaten."""
    names = [[key for key in food.plants if not key.startswith(GENERIC)] for food in known]
    count: Floats = _had(days, at, which, names).sum(axis=1, dtype=float)
    generic = sorted({key for food in known for key in food.plants if key.startswith(GENERIC)})
    for key in generic:
        tapped = _had(days, at, which, [[key] if key in food.plants else [] for food in known])
        named = _had(
            days, at, which,
            [{key[len(GENERIC) :]} & food.groups if some else () for food, some in zip(known, names, strict=True)],
        )  # fmt: skip
        count += tapped.any(axis=1) & ~named.any(axis=1)
    return count


def _had(days: int, at: Ints, which: Ints, traits: Sequence[Iterable[str]]) -> Bools:
    """On which day a food with which trait was eaten, shape (days, different traits)."""
    names = sorted({name for some in traits for name in some})
    eaten = np.zeros((days, len(names)), bool)
    for column, name in enumerate(names):
        has = np.array([name in some for some in traits], bool)
        eaten[at[has[which]], column] = True
    return eaten
