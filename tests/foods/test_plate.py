"""The plate's six tiles are medians over the table, computed here anew so that they cannot drift apart."""

import csv
import re
from statistics import median
from typing import Any

import pytest

from tracker.foods.nutrition import PLATE
from tracker.foods.seed import FOLDER

# Which rows stand for a tile: its flag, and the groups whose foods are eaten as such.
TILES: dict[str, tuple[str, set[str]]] = {
    "wholegrain": ("wholegrain", {"grains", "bread", "breakfast"}),
    "legumes": ("legume", {"legumes"}),
    "nuts": ("nut_seed", {"nuts_seeds"}),
    "vegetables": ("vegetable", {"vegetables"}),
    "fruit": ("fruit", {"fruit"}),
    "fermented": ("fermented_live", {"fermented", "dairy_fermented"}),
}
NOT_EATEN_SO = re.compile(r"\b(dry|dried|flour|powder)\b", re.IGNORECASE)
A_SPRINKLE = 25  # grams; below it the usual portion is a topping, a leaf or a bite


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def tile(plate: str) -> dict[str, Any]:
    """Medians over the usual portions: grams to 5, fibre to the gram, magnesium to 5 mg."""
    flag, groups = TILES[plate]
    rows = [
        row
        for row in rows_of("foods.csv")
        if row[flag] == "1" and row["group"] in groups and not NOT_EATEN_SO.search(row["name_en"])
    ]
    rows = [row for row in rows if float(row["portion_g"]) >= A_SPRINKLE]
    portion = [float(row["portion_g"]) for row in rows]
    fibre = [float(row["portion_g"]) * float(row["fibre_g_100g"]) / 100 for row in rows]
    magnesium = [float(row["portion_g"]) * float(row["magnesium_mg_100g"]) / 100 for row in rows]
    return {
        "portion_g": 5 * round(median(portion) / 5),
        "fibre_g": round(median(fibre)),
        "magnesium_mg": 5 * round(median(magnesium) / 5),
        "source": f"Estimate: median of {len(rows)} usual portions in this table",
    }


@pytest.mark.parametrize("plate", PLATE)
def test_a_tile_is_the_median_of_its_group(plate: str) -> None:
    [shipped] = [row for row in rows_of("plate.csv") if row["plate"] == plate]
    wanted = {name: str(value) for name, value in tile(plate).items()}
    assert {name: shipped[name] for name in wanted} == wanted
    assert shipped["id"] == f"plate-{plate}"


def test_every_tile_has_one_row() -> None:
    assert [row["plate"] for row in rows_of("plate.csv")] == list(PLATE)
