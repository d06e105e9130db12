"""What portions of food add up to: grams in, a frozen total out; no query, and what is unknown stays unknown."""

import math
from collections.abc import Iterable
from typing import NamedTuple, Self

# The plate's five plant groups and the flag that puts a food into each.
PLANT_GROUPS = {
    "wholegrain": "wholegrain",
    "legumes": "legume",
    "nuts": "nut_seed",
    "vegetables": "vegetable",
    "fruit": "fruit",
}
FERMENTED = "fermented"
PLATE = (*PLANT_GROUPS, FERMENTED)
GENERIC = "~"
DIGITS = 9  # of a sum of portions; what lies beyond is what adding up in binary leaves


class Plant(str):
    """A kind of plant by its key, remembering the groups it was eaten as; `~fruit` is fruit that nobody named."""

    groups: frozenset[str]

    def __new__(cls, key: str, groups: Iterable[str] = ()) -> Self:
        plant = super().__new__(cls, key)
        plant.groups = frozenset(groups)
        return plant

    @property
    def is_generic(self) -> bool:
        return self.startswith(GENERIC)


class Facts(NamedTuple):
    """What one food holds, per 100 g as eaten; None is unknown."""

    fibre: float | None = None
    magnesium: float | None = None
    portion_g: float = 100
    plants: tuple[str, ...] = ()
    groups: frozenset[str] = frozenset()
    plate: str = ""
    fermented_live: bool = False
    ultra_processed: bool = False
    added_sugar: bool = False

    @property
    def portion_fibre(self) -> float | None:
        """Grams of fibre in the usual portion."""
        return amount(self.fibre, self.portion_g)


class Totals(NamedTuple):
    """What was eaten: grams, milligrams, kinds of plant, servings.

    `fibre` and `magnesium` sum what is known, and are None where nothing is; the `_unknown` counts say how
    many portions the sum is silent about. Servings are usual portions, to the half.
    """

    fibre: float | None = None
    fibre_unknown: int = 0
    magnesium: float | None = None
    magnesium_unknown: int = 0
    plants: frozenset[Plant] = frozenset()
    plant_groups: int = 0
    fermented: float = 0
    upf: float = 0
    sugary: float = 0


def totals(portions: Iterable[tuple[Facts, float]]) -> Totals:
    """Add up portions, each the facts of a food and the grams eaten."""
    eaten = list(portions)
    fibre = [amount(facts.fibre, grams) for facts, grams in eaten]
    magnesium = [amount(facts.magnesium, grams) for facts, grams in eaten]
    named = (Plant(key, facts.groups) for facts, _ in eaten for key in facts.plants)
    return Totals(
        fibre=_known(fibre),
        fibre_unknown=fibre.count(None),
        magnesium=_known(magnesium),
        magnesium_unknown=magnesium.count(None),
        plants=plants_together([named]),
        plant_groups=len({group for facts, _ in eaten for group in facts.groups}),
        fermented=_servings((facts, grams) for facts, grams in eaten if facts.fermented_live),
        upf=_servings((facts, grams) for facts, grams in eaten if facts.ultra_processed),
        sugary=_servings((facts, grams) for facts, grams in eaten if facts.added_sugar),
    )


def plants_together(sets: Iterable[Iterable[Plant]]) -> frozenset[Plant]:
    """The different plants of several days: a generic one only while no plant of its group has a name."""
    groups: dict[str, frozenset[str]] = {}
    for plant in (plant for plants in sets for plant in plants):
        groups[str(plant)] = groups.get(str(plant), frozenset()) | plant.groups
    plants = [Plant(key, of) for key, of in groups.items()]
    named = {group for plant in plants if not plant.is_generic for group in plant.groups}
    return frozenset(plant for plant in plants if not plant.is_generic or plant[len(GENERIC) :] not in named)


def amount(per_100_g: float | None, grams: float) -> float | None:
    """How much so many grams hold; unknown stays unknown."""
    return None if per_100_g is None else per_100_g * grams / 100


def _known(amounts: Iterable[float | None]) -> float | None:
    known = [value for value in amounts if value is not None]
    return math.fsum(known) if known else None


def _servings(portions: Iterable[tuple[Facts, float]]) -> float:
    """Usual portions, rounded to the nearest half (halfway goes up)."""
    return math.floor(round(math.fsum(grams / facts.portion_g for facts, grams in portions), DIGITS) * 2 + 0.5) / 2
