"""Portions add up, and what is unknown stays unknown."""

import pytest

from tracker.foods.nutrition import Facts, Plant, Totals, plants_together, totals

OATS = Facts(fibre=10, magnesium=130, portion_g=40, plants=("oat",), groups=frozenset({"wholegrain"}))
PEAS = Facts(fibre=5, portion_g=80, plants=("pea",), groups=frozenset({"legumes", "vegetables"}))
CARROT = Facts(fibre=3, magnesium=10, portion_g=60, plants=("carrot",), groups=frozenset({"vegetables"}))
SOUP = Facts(plants=("carrot", "leek"), groups=frozenset({"vegetables"}))
KEFIR = Facts(fibre=0, magnesium=12, portion_g=200, fermented_live=True)
SODA = Facts(fibre=0, portion_g=330, ultra_processed=True, added_sugar=True)
VEGETABLES = Facts(
    fibre=2.5, portion_g=80, plants=("~vegetables",), groups=frozenset({"vegetables"}), plate="vegetables"
)
FRUIT = Facts(fibre=2.5, portion_g=120, plants=("~fruit",), groups=frozenset({"fruit"}), plate="fruit")


def test_nothing_eaten_is_nothing_known() -> None:
    assert totals([]) == Totals()
    assert totals([]).fibre is None


def test_fibre_is_per_100_g_times_grams() -> None:
    eaten = totals([(OATS, 40), (CARROT, 60)])
    assert eaten.fibre == pytest.approx(5.8)
    assert eaten.magnesium == pytest.approx(58)
    assert (eaten.fibre_unknown, eaten.magnesium_unknown) == (0, 0)


def test_an_unknown_value_is_left_out_and_counted_not_taken_for_zero() -> None:
    eaten = totals([(OATS, 40), (SOUP, 300)])
    assert eaten.fibre == pytest.approx(4)
    assert eaten.fibre_unknown == 1
    assert totals([(SOUP, 300)]).fibre is None


def test_a_known_zero_is_a_value() -> None:
    assert totals([(KEFIR, 200)]).fibre == 0


def test_the_same_plant_counts_once() -> None:
    assert totals([(CARROT, 60), (SOUP, 300), (CARROT, 60)]).plants == {"carrot", "leek"}


def test_groups_come_from_flags_and_a_food_may_be_in_two() -> None:
    assert totals([(PEAS, 80)]).plant_groups == 2
    assert totals([(PEAS, 80), (CARROT, 60), (OATS, 40)]).plant_groups == 3
    assert totals([(KEFIR, 200)]).plant_groups == 0


def test_a_plate_tap_is_one_plant_while_none_of_its_group_has_a_name() -> None:
    assert totals([(VEGETABLES, 80), (VEGETABLES, 80), (FRUIT, 120)]).plants == {"~vegetables", "~fruit"}
    assert totals([(VEGETABLES, 80), (FRUIT, 120), (CARROT, 60)]).plants == {"carrot", "~fruit"}
    assert totals([(VEGETABLES, 80), (PEAS, 80)]).plants == {"pea"}


def test_a_plant_without_a_group_leaves_the_tap_standing() -> None:
    white_rice = Facts(plants=("rice",))
    assert totals([(white_rice, 150), (VEGETABLES, 80)]).plants == {"rice", "~vegetables"}


def test_the_week_unites_its_days_by_the_same_rule() -> None:
    monday = totals([(VEGETABLES, 80), (FRUIT, 120)]).plants
    tuesday = totals([(CARROT, 60), (OATS, 40)]).plants
    assert plants_together([monday, tuesday]) == {"carrot", "oat", "~fruit"}
    assert plants_together([]) == frozenset()


def test_a_plant_gathers_the_groups_of_all_its_days() -> None:
    as_rice = Plant("rice")
    as_brown_rice = Plant("rice", ["wholegrain"])
    tap = Plant("~wholegrain", ["wholegrain"])
    for order in ([as_rice, as_brown_rice], [as_brown_rice, as_rice]):
        [rice] = plants_together([order, [tap]])
        assert rice == "rice"
        assert rice.groups == {"wholegrain"}


@pytest.mark.parametrize(("grams", "servings"), [(200, 1), (100, 0.5), (140, 0.5), (150, 1), (320, 1.5), (20, 0)])
def test_servings_are_usual_portions_to_the_half(grams: float, servings: float) -> None:
    assert totals([(KEFIR, grams)]).fermented == servings


def test_small_servings_add_up_before_they_are_rounded() -> None:
    assert totals([(KEFIR, 40)] * 5).fermented == 1


def test_ultra_processed_and_sugary_follow_the_same_rule() -> None:
    eaten = totals([(SODA, 330), (SODA, 165), (OATS, 40)])
    assert (eaten.upf, eaten.sugary, eaten.fermented) == (1.5, 1.5, 0)


def test_totals_read_a_generator_once() -> None:
    assert totals(pair for pair in [(OATS, 40), (KEFIR, 200)]).fermented == 1
