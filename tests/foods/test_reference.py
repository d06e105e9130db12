"""Facts by id: quick for shipped foods, one's own included, never another person's."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import a_food
from tracker.foods import reference, seed
from tracker.foods.nutrition import PLATE
from tracker.models import Food, LoadedSeed, User


def test_shipped_facts_cost_one_query_once_known(table: None, alice: User) -> None:
    ids = list(Food.objects.values_list("id", flat=True))
    reference.facts_for(ids, alice)
    for some in (ids[:1], ids):
        with CaptureQueriesContext(connection) as queries:
            facts = reference.facts_for(some, alice)
        assert len(queries) == 1
        assert facts.keys() == set(some)


def test_own_foods_cost_one_query_more_however_many(table: None, alice: User) -> None:
    reference.facts_for([1], alice)
    counts = []
    for slug in ("own-a", "own-b", "own-c"):
        a_food(slug, alice)
        ids = list(Food.objects.filter(owner=alice).values_list("id", flat=True))
        with CaptureQueriesContext(connection) as queries:
            assert reference.facts_for(ids, alice).keys() == set(ids)
        counts.append(len(queries))
    assert counts == [2, 2, 2]


def test_nobody_learns_of_anothers_food(table: None, alice: User, bob: User) -> None:
    food = a_food("own-secret", alice)
    assert reference.facts_for([food.pk], alice).keys() == {food.pk}
    assert reference.facts_for([food.pk], bob) == {}
    assert reference.facts_for([food.pk], None) == {}


def test_nothing_asked_costs_nothing(table: None, alice: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert reference.facts_for([], alice) == {}
    assert len(queries) == 0


def test_a_new_edition_replaces_what_was_kept(table: None, alice: User) -> None:
    oats = Food.objects.get(slug="oats")
    assert reference.facts_for([oats.pk], alice)[oats.pk].fibre == pytest.approx(10.1)
    Food.objects.filter(pk=oats.pk).update(fibre=1)
    LoadedSeed.objects.update(digest="an older edition")
    seed.load()
    Food.objects.filter(pk=oats.pk).update(fibre=11)
    assert reference.facts_for([oats.pk], alice)[oats.pk].fibre == 11


def test_food_that_is_put_away_still_counts(table: None, alice: User) -> None:
    own = a_food("own-old", alice, archived=True)
    Food.objects.filter(slug="onion").update(archived=True)
    onion = Food.objects.get(slug="onion")
    assert reference.facts_for([own.pk, onion.pk], alice).keys() == {own.pk, onion.pk}


def test_every_tile_is_known_and_before_loading_knows_nothing(db: None) -> None:
    assert [facts.fibre for facts in reference.plates().values()] == [None] * len(PLATE)
    seed.load()
    grams = {plate: round(facts.portion_fibre or 0) for plate, facts in reference.plates().items()}
    assert grams == {"wholegrain": 3, "legumes": 7, "nuts": 3, "vegetables": 2, "fruit": 3, "fermented": 0}


def test_rows_made_when_asked_for_are_those_of_the_table(table: None) -> None:
    rows = reference.shipped_rows(reference.edition())
    foods = Food.objects.shipped().in_bulk()
    columns = [field.attname for field in Food._meta.concrete_fields]
    assert list(rows) == sorted(foods)
    assert 0 not in rows
    assert rows.get(0) is None
    for pk, food in foods.items():
        said = [getattr(rows[pk], name) for name in columns]
        assert [(type(of), of) for of in said] == [(type(of), of) for of in (getattr(food, name) for name in columns)]
        assert rows[pk] is rows[pk]
        assert reference.facts_for([pk], None)[pk] == food.facts


def test_a_row_can_be_made_without_asking_the_database(table: None) -> None:
    version = reference.edition()
    rows = reference.shipped_rows(version)
    with CaptureQueriesContext(connection) as queries:
        assert {food.pk: food.slug for food in rows.values()} == {food.pk: food.slug for food in made_of(version)}
    assert len(queries) == 0


def made_of(version: UUID | None) -> list[Food]:
    assert version
    return list(reference.every_row(version))
