"""What somebody who does not exist eats: breakfasts that repeat, the same few dinners, fermented food in stretches.

Portions are usual portions of the shipped table's foods, named by their slugs. Nothing here looks at how the day
was felt, so no food has any effect, whatever it may look like in a short diary.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Meal = tuple[tuple[str, float], ...]
T = TypeVar("T")
DECILITRE = 60 / 148  # of blueberries, whose usual portion is a cup

BREAKFASTS: tuple[Meal, ...] = (
    (("oat-porridge-milk", 1), ("blueberry", DECILITRE), ("coffee", 1)),
    (("bread-rye-dark", 2), ("cheese-hard", 2), ("cucumber", 1), ("coffee", 1)),
    (("muesli", 2), ("milk-semi", 1), ("banana", 1)),
)
SLOW_BREAKFASTS: tuple[Meal, ...] = (
    (("egg-boiled", 2), ("bread-wholegrain", 2), ("tomato", 1), ("coffee", 2)),
    (("oat-porridge-milk", 1), ("banana", 1), ("coffee", 2)),
)
LUNCHES: tuple[Meal, ...] = (
    (("bread-rye-dark", 2), ("mackerel-tomato", 2), ("pepper-red", 1)),
    (("lentil-soup", 1), ("bread-wholegrain", 1)),
    (("green-salad", 1), ("hummus", 2), ("crispbread-rye", 2)),
)
DINNERS: tuple[Meal, ...] = (
    (("salmon", 1), ("potato", 1), ("broccoli-cooked", 2)),
    (("spaghetti-bolognese", 1), ("green-salad", 1)),
    (("chili-sin-carne", 1), ("rice-brown", 2)),
    (("chicken-thigh", 1), ("rice-white", 1), ("wok-vegetables", 1)),
    (("cod", 1), ("potato", 1), ("carrot", 1)),
)
WEEKEND_DINNERS: tuple[Meal, ...] = (
    (("taco", 3),),
    (("pizza-frozen", 3),),
    (("salmon", 1), ("potato", 1), ("green-salad", 1)),
)
SNACKS = ("apple", "orange", "banana", "mixed-nuts", "dark-chocolate", "bun-sweet")
FERMENTED = ("kefir", "yoghurt-plain", "sauerkraut", "plate-fermented")
# How often the plate is tapped on a day on which the foods are not named.
TAPS = {
    "plate-wholegrain": 1.2, "plate-legumes": 0.45, "plate-nuts": 0.5, "plate-vegetables": 1.8, "plate-fruit": 1.3,
}  # fmt: skip
FOODS = frozenset(
    slug for menu in (BREAKFASTS, SLOW_BREAKFASTS, LUNCHES, DINNERS, WEEKEND_DINNERS) for meal in menu
    for slug, _ in meal
) | {*SNACKS, *FERMENTED, *TAPS}  # fmt: skip

STAYS = 0.75  # the chance that breakfast is yesterday's again
FRIDAY, SATURDAY = 4, 5


@dataclass(frozen=True, slots=True)
class Eaten:
    """So many usual portions of a food on a day, counted from the diary's first."""

    slot: int
    food: str
    portions: float
    meal: str = ""


def stretches(rng: np.random.Generator, n: int, *, on: float, off: float) -> NDArray[np.bool_]:
    """A habit that comes and goes: true in stretches of about `on` days with about `off` days between."""
    now, changes = rng.random() < on / (on + off), rng.random(n)
    days = np.zeros(n, bool)
    for slot in range(n):
        now ^= changes[slot] < (1 / on if now else 1 / off)
        days[slot] = now
    return days


def eat(rng: np.random.Generator, weekdays: NDArray[np.int_], greens: NDArray[np.float64]) -> list[list[Eaten]]:
    """Everything that is eaten, a list a day; `greens` scales how often plants are tapped."""
    named = stretches(rng, len(weekdays), on=6, off=7)
    fermenting = stretches(rng, len(weekdays), on=25, off=30)
    breakfast, days = BREAKFASTS[0], []
    for slot, weekday in enumerate(weekdays):
        if rng.random() > STAYS:
            breakfast = _one_of(rng, BREAKFASTS)
        morning = _one_of(rng, SLOW_BREAKFASTS) if weekday >= SATURDAY else breakfast
        day = list(_meal(slot, morning, "breakfast"))
        day += _dishes(rng, slot, int(weekday)) if named[slot] else _taps(rng, slot, float(greens[slot]))
        times = rng.binomial(2, 0.6 if fermenting[slot] else 0.06)
        day += [Eaten(slot, _one_of(rng, FERMENTED), 1) for _ in range(times)]
        days.append(day)
    return days


def _one_of(rng: np.random.Generator, things: Sequence[T]) -> T:
    return things[int(rng.integers(len(things)))]


def _meal(slot: int, meal: Meal, name: str) -> Iterator[Eaten]:
    return (Eaten(slot, food, portions, name) for food, portions in meal)


def _dishes(rng: np.random.Generator, slot: int, weekday: int) -> list[Eaten]:
    """A day whose foods are named: lunch on most days, a dinner, something between meals."""
    day: list[Eaten] = []
    if rng.random() < (0.45 if weekday >= SATURDAY else 0.9):
        day += _meal(slot, _one_of(rng, LUNCHES), "lunch")
    day += _meal(slot, _one_of(rng, WEEKEND_DINNERS if weekday in (FRIDAY, SATURDAY) else DINNERS), "dinner")
    return day + [Eaten(slot, _one_of(rng, SNACKS), 1, "snack") for _ in range(rng.poisson(1.2))]


def _taps(rng: np.random.Generator, slot: int, greens: float) -> list[Eaten]:
    """A day in a hurry: the plate is tapped, once for each portion."""
    return [Eaten(slot, tile, 1) for tile, often in TAPS.items() for _ in range(min(4, rng.poisson(often * greens)))]
