"""Many days added up at once are the days added up one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tracker.foods.nutrition import PLANT_GROUPS, Facts, totals
from tracker.foods.sums import by_day

DAYS = 4
GROUPS = sorted(PLANT_GROUPS)
KEYS = ["carrot", "oat", "leek", *(f"~{group}" for group in GROUPS)]
tenths = st.integers(1, 5000).map(lambda n: n / 10)
foods = st.builds(
    Facts,
    fibre=st.none() | st.integers(0, 400).map(lambda n: n / 10),
    magnesium=st.none() | st.integers(0, 600).map(float),
    portion_g=tenths,
    plants=st.lists(st.sampled_from(KEYS), max_size=3).map(tuple),
    groups=st.frozensets(st.sampled_from(GROUPS)),
    fermented_live=st.booleans(),
    ultra_processed=st.booleans(),
    added_sugar=st.booleans(),
)
meals = st.lists(st.tuples(st.integers(0, DAYS - 1), st.integers(0, 5), tenths), max_size=30)


@given(known=st.lists(foods, min_size=6, max_size=6), eaten=meals)
def test_every_day_is_what_the_plain_way_says_of_it(known: list[Facts], eaten: list[tuple[int, int, float]]) -> None:
    at, which, grams = (np.array([row[part] for row in eaten]) for part in range(3))
    found = by_day(DAYS, at.astype(int), which.astype(int), grams.astype(float), dict(enumerate(known)))
    for day in range(DAYS):
        plain = totals((known[food], amount) for there, food, amount in eaten if there == day)
        for key, value in (
            ("fibre", plain.fibre), ("food_magnesium", plain.magnesium), ("plants", len(plain.plants)),
            ("plant_groups", plain.plant_groups), ("fermented", plain.fermented), ("upf", plain.upf),
            ("sugary", plain.sugary),
        ):  # fmt: skip
            assert np.isclose(found[key][day], np.nan if value is None else value, rtol=1e-12, equal_nan=True), key
