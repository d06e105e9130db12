"""The doors to foods."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import a_food
from tracker.models import Favourite, Food, SavedMeal, SavedMealItem, User

pytestmark = pytest.mark.usefixtures("evening")
HTMX = {"HX-Request": "true"}
GIVEN: dict[str, Any] = {"name_en": "Bean soup", "portion_name": "my bowl", "portion_g": "350", "fibre": "4,5"}


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def shipped(slug: str) -> Food:
    return Food.objects.get(owner=None, slug=slug)


def a_meal(owner: User, name: str = "Breakfast") -> SavedMeal:
    meal = SavedMeal.objects.create(owner=owner, name=name)
    for food in Food.objects.shipped().filter(slug__in=("oat-porridge", "blueberry")):
        SavedMealItem.objects.create(owner=owner, meal=meal, food=food, grams=100)
    return meal


# searching


def test_search_is_a_page_and_for_htmx_a_fragment(table: None, door: Client) -> None:
    page = door.get("/foods/search/", {"q": "kefir"})
    fragment = door.get("/foods/search/", {"q": "kefir"}, headers=HTMX)
    assert "<html" in text(page)
    assert "<html" not in text(fragment)
    assert "Kefir" in text(fragment)
    assert "HX-Request" in page["Vary"]


def test_each_result_posts_a_portion_to_the_day(table: None, door: Client) -> None:
    html = text(door.get("/foods/search/", {"q": "kefir", "day": "2026-11-19"}, headers=HTMX))
    assert 'action="/day/2026-11-19/servings/"' in html
    assert f'name="food" value="{shipped("kefir").pk}"' in html
    assert 'name="grams" value="200.0"' in html
    assert 'name="grams" value="103.0"' in html
    keys = re.findall(r'name="key" value="(\w+)"', html)
    assert len(keys) == len(set(keys)) >= 3


def test_a_result_says_about_how_much_fibre_and_where_that_is_from(table: None, door: Client) -> None:
    html = text(door.get("/foods/search/", {"q": "rye bread"}, headers=HTMX))
    assert "about 4 g fibre · Livsmedelsverket 2022-05-24" in html


@pytest.mark.parametrize("day", ["", "never", "2026-13-01", "2027-01-01"])
def test_without_a_day_that_has_come_it_is_today(table: None, door: Client, day: str) -> None:
    assert "/day/2026-11-21/servings/" in text(door.get("/foods/search/", {"q": "kefir", "day": day}))


def test_nothing_found_offers_an_own_food_with_the_name_filled_in(table: None, door: Client) -> None:
    html = text(door.get("/foods/search/", {"q": "<zzqx>", "day": "2026-11-19"}, headers=HTMX))
    assert "No food found for “&lt;zzqx&gt;”" in html
    link = re.search(r'href="(/foods/own/new/[^"]+)"', html)
    assert link
    form = door.get(link[1].replace("&amp;", "&"))
    assert 'value="&lt;zzqx&gt;"' in text(form)


def test_one_letter_is_not_searched_yet(table: None, door: Client) -> None:
    html = text(door.get("/foods/search/", {"q": "k"}, headers=HTMX))
    assert "No food found" not in html
    assert "<li>" not in html


def test_a_search_costs_the_same_whatever_is_found(table: None, alice: User, door: Client) -> None:
    door.get("/foods/search/", {"q": "kefir"}, headers=HTMX)
    counts = []
    for query in ("kefir", "bread", "milk"):
        a_food(f"own-{query}", alice, name_en=f"{query} of my own")
        with CaptureQueriesContext(connection) as queries:
            door.get("/foods/search/", {"q": query}, headers=HTMX)
        counts.append(len(queries))
    assert len(set(counts)) == 1


# one food


def test_a_food_shows_values_source_and_licence(table: None, door: Client) -> None:
    garlic = shipped("garlic")
    html = text(door.get(f"/foods/{garlic.pk}/"))
    assert all(words in html for words in ("Garlic", garlic.source, garlic.licence, "Inulin is missed"))
    html = text(door.get(f"/foods/{shipped('kefir').pk}/"))
    assert "fermented, live" in html
    assert "1 glass, 200 g" in html


def test_an_unknown_value_is_said_to_be_unknown(alice: User, door: Client) -> None:
    food = a_food("own-soup", alice, fibre=None, portion_name="bowl")
    assert "not known" in text(door.get(f"/foods/{food.pk}/"))


def test_a_stranger_finds_no_door(alice: User, strangers_door: Client) -> None:
    food, meal = a_food("own-soup", alice), a_meal(alice)
    for path in (f"/foods/{food.pk}/", f"/foods/own/{food.pk}/"):
        assert strangers_door.get(path).status_code == 404
    for path in (f"/foods/own/{food.pk}/", f"/foods/own/{food.pk}/archive/", f"/foods/{food.pk}/favourite/"):
        assert strangers_door.post(path, GIVEN).status_code == 404
    assert strangers_door.post(f"/foods/meals/{meal.pk}/", {"delete": "1"}).status_code == 404
    food.refresh_from_db()
    assert (food.name_en, food.archived) == ("Own-soup", False)
    assert SavedMeal.objects.filter(pk=meal.pk).exists()
    assert "Own-soup" not in text(strangers_door.get("/foods/own/"))
    assert "Breakfast" not in text(strangers_door.get("/foods/meals/"))


def test_a_long_list_of_own_foods_comes_in_pages(alice: User, door: Client) -> None:
    for number in range(51):
        a_food(f"dish-{number:02}", alice)
    first, second, beyond = (text(door.get("/foods/own/", {"page": page})) for page in ("", "2", "99"))
    assert "Dish-00" in first and "Dish-49" in first and "Dish-50" not in first
    assert "?page=2" in first and "?page=1" not in first
    assert "Dish-50" in second and "Dish-49" not in second and "?page=1" in second
    assert "Dish-50" in beyond


def test_a_shipped_food_cannot_be_edited(table: None, door: Client) -> None:
    kefir = shipped("kefir")
    assert door.get(f"/foods/own/{kefir.pk}/").status_code == 404
    assert door.post(f"/foods/own/{kefir.pk}/archive/").status_code == 404


def test_an_id_beyond_all_numbers_is_no_food(door: Client) -> None:
    assert door.get(f"/foods/{10**30}/").status_code == 404


# own foods


def test_an_own_food_is_kept_as_given(table: None, alice: User, door: Client) -> None:
    plants = {"plants": "gulrot, white bean", "legume": "on", "vegetable": "on"}
    assert door.post("/foods/own/new/", GIVEN | plants).url == "/foods/own/"
    food = Food.objects.get(owner=alice)
    assert (food.slug, food.name_en, food.portion_name, food.portion_g) == (
        "own-bean-soup",
        "Bean soup",
        "my bowl",
        350,
    )
    assert (food.fibre, food.magnesium) == (4.5, None)
    assert (food.plants, food.legume, food.fruit) == (("carrot", "white_bean"), True, False)


def test_blank_stays_unknown_and_the_portion_a_hundred_grams(alice: User, door: Client) -> None:
    door.post("/foods/own/new/", {"name_en": "Mystery"})
    food = Food.objects.get(owner=alice)
    assert (food.fibre, food.magnesium, food.portion_g, food.portion_name) == (None, None, 100, "")


def test_a_zero_that_was_typed_is_a_zero(alice: User, door: Client) -> None:
    door.post("/foods/own/new/", {"name_en": "Water", "fibre": "0"})
    assert Food.objects.get(owner=alice).fibre == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_en", ""), ("fibre", "much"), ("fibre", "101"), ("fibre", "-1"), ("fibre", "nan"), ("magnesium", "5001"),
        ("portion_g", "0"), ("portion_g", ""), ("portion_g", "inf"), ("plants", "x" * 121), ("name_en", "x" * 121),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(
    alice: User, door: Client, field: str, value: str
) -> None:
    response = door.post("/foods/own/new/", GIVEN | {field: value})
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in text(response)
    assert 'value="my bowl"' in text(response)
    assert not Food.objects.filter(owner=alice).exists()


def test_two_foods_may_share_a_name_in_any_script(alice: User, door: Client) -> None:
    for _ in range(2):
        door.post("/foods/own/new/", GIVEN)
        door.post("/foods/own/new/", {"name_en": "粥"})
    slugs = Food.objects.filter(owner=alice).order_by("id").values_list("slug", flat=True)
    assert list(slugs) == ["own-bean-soup", "own-food", "own-bean-soup-2", "own-food-2"]


def test_added_from_a_search_it_leads_back_to_the_day(table: None, door: Client) -> None:
    response = door.post("/foods/own/new/?day=2026-11-19", GIVEN)
    found = door.get(response.url)
    assert response.url.startswith("/foods/search/")
    assert 'action="/day/2026-11-19/servings/"' in text(found)
    assert "your own food" in text(found)


def test_editing_keeps_the_slug_and_shows_what_is_known(alice: User, door: Client) -> None:
    door.post("/foods/own/new/", GIVEN | {"plants": "moon herb"})
    food = Food.objects.get(owner=alice)
    html = text(door.get(f"/foods/own/{food.pk}/"))
    assert all(f'value="{value}"' in html for value in ("Bean soup", "4.5", "350", "moon herb"))
    door.post(f"/foods/own/{food.pk}/", GIVEN | {"name_en": "Pea soup", "fibre": ""})
    food.refresh_from_db()
    assert (food.slug, food.name_en, food.fibre, food.plant_key) == ("own-bean-soup", "Pea soup", None, "")


def test_an_own_food_is_put_away_and_brought_back(alice: User, door: Client) -> None:
    food = a_food("own-soup", alice)
    door.post(f"/foods/own/{food.pk}/archive/")
    food.refresh_from_db()
    assert food.archived
    assert "Bring back" in text(door.get("/foods/own/"))
    door.post(f"/foods/own/{food.pk}/archive/", {"back": "1"})
    food.refresh_from_db()
    assert not food.archived


def test_lists_cost_the_same_whatever_is_on_them(table: None, alice: User, door: Client) -> None:
    door.get("/foods/own/")
    counts = []
    for number in range(3):
        a_food(f"own-{number}", alice)
        Favourite.objects.create(owner=alice, food=Food.objects.shipped().order_by("id")[number])
        a_meal(alice, f"Meal {number}")
        with CaptureQueriesContext(connection) as queries:
            door.get("/foods/own/")
            door.get("/foods/meals/")
        counts.append(len(queries))
    assert len(set(counts)) == 1


# favourites


def test_a_star_sent_twice_is_one_star(table: None, alice: User, door: Client) -> None:
    kefir = shipped("kefir")
    for _ in range(2):
        door.post(f"/foods/{kefir.pk}/favourite/")
    assert Favourite.objects.filter(owner=alice).count() == 1
    for _ in range(2):
        door.post(f"/foods/{kefir.pk}/favourite/", {"off": "1"})
    assert not Favourite.objects.exists()


def test_the_star_answers_htmx_with_itself(table: None, door: Client) -> None:
    response = door.post(f"/foods/{shipped('kefir').pk}/favourite/", {"next": "/foods/own/"}, headers=HTMX)
    assert 'aria-pressed="true"' in text(response)
    assert "<html" not in text(response)


@pytest.mark.parametrize(
    ("back", "to"), [("/foods/1/?day=2026-11-20", "/foods/1/?day=2026-11-20"), ("https://evil.example/", "/foods/own/")]
)
def test_the_star_leads_back_to_where_it_was_tapped(table: None, door: Client, back: str, to: str) -> None:
    assert door.post(f"/foods/{shipped('kefir').pk}/favourite/", {"next": back}).url == to


@pytest.mark.parametrize("path", ["/foods/1/favourite/", "/foods/own/1/archive/", "/foods/meals/1/"])
def test_a_change_needs_a_post(door: Client, path: str) -> None:
    assert door.get(path).status_code == 405


# saved meals


def test_a_meal_lists_its_foods_and_their_fibre(table: None, alice: User, door: Client) -> None:
    a_meal(alice)
    html = text(door.get("/foods/meals/"))
    assert "Oatmeal porridge, with water, 100 g" in html
    assert "about 5 g fibre" in html


def test_a_meal_is_renamed_unless_another_has_the_name(table: None, alice: User, door: Client) -> None:
    meal, _ = a_meal(alice), a_meal(alice, "Lunch")
    door.post(f"/foods/meals/{meal.pk}/", {"name": "Early breakfast"})
    meal.refresh_from_db()
    assert meal.name == "Early breakfast"
    for wrong in ("Lunch", "", "x" * 61):
        response = door.post(f"/foods/meals/{meal.pk}/", {"name": wrong})
        assert response.status_code == 422
        assert f'id="error-{meal.pk}"' in text(response)
    meal.refresh_from_db()
    assert meal.name == "Early breakfast"


def test_a_deleted_meal_leaves_the_foods(table: None, alice: User, door: Client) -> None:
    meal = a_meal(alice)
    door.post(f"/foods/meals/{meal.pk}/", {"delete": "1"})
    assert not SavedMeal.objects.exists()
    assert Food.objects.shipped().filter(slug="blueberry").exists()


def test_changing_an_own_food_makes_figures_made_before_it_stale(door: Client, alice: User) -> None:
    food = a_food("porridge", owner=alice)
    before = User.objects.get(pk=alice.pk).diary_version
    form = {"name_en": "Porridge", "fibre": "9", "portion_name": "1 bowl", "portion_g": "250"}
    assert door.post(f"/foods/own/{food.pk}/", form).status_code == 302
    assert User.objects.get(pk=alice.pk).diary_version > before
