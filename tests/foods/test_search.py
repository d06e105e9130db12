"""Search finds what a person means."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from tests.builders import a_food, a_person
from tracker.foods import seed
from tracker.foods.names import Index, fold, forms, slips
from tracker.foods.search import Match, find
from tracker.models import Favourite, Food, User

LETTERS = "abcdefghijklmnopqrstuvwxyzåäöæø"


def slugs(query: str, language: str = "en", **more: object) -> list[str]:
    return [match.slug for match in find(query, language=language, **more)]  # type: ignore[arg-type]


# What is typed, in which language the app is read, and which food must come first.
MEANT = [
    ("kefir", "en", "kefir"), ("kefr", "en", "kefir"), ("ke", "en", "kefir"), ("ke", "nb", "kefir"),
    ("surkal", "nb", "sauerkraut"), ("surkal", "en", "sauerkraut"), ("rågbröd", "sv", "bread-rye-dark"),
    ("rågbröd", "en", "bread-rye-dark"), ("rug brod", "da", "bread-rye-dark"), ("rugbroed", "da", "bread-rye-dark"),
    ("豆腐", "zh-hans", "tofu"), ("豆腐", "en", "tofu"), ("bannana", "en", "banana"), ("banana", "en", "banana"),
    ("酸奶", "zh-hans", "yoghurt-plain"), ("lentls", "en", "lentils-green"), ("havregrot", "nb", "oat-porridge"),
    ("hirse", "nb", "millet"), ("blåbær", "nb", "blueberry"), ("blabar", "sv", "blueberry"),
    ("blaabaer", "da", "blueberry"), ("blueberry", "en", "blueberry"), ("agurk", "da", "cucumber"),
    ("agurk", "en", "cucumber"), ("brown rice", "en", "rice-brown"), ("peanut buter", "en", "peanut-butter"),
    ("EPLE", "nb", "apple"), ("melk", "nb", "milk-whole"), ("potet", "nb", "potato"), ("香蕉", "en", "banana"),
]  # fmt: skip


def test_what_is_meant_comes_first(table: None) -> None:
    assert [(typed, language, slugs(typed, language)[0]) for typed, language, _ in MEANT] == MEANT


def test_names_and_portions_are_in_the_readers_language(table: None) -> None:
    [match, *_] = find("blueberry", language="zh-hans")
    assert (match.name, match.portions[0].name) == ("蓝莓", "1杯（240毫升）")
    [match, *_] = find("rye bread", language="sv")
    assert (match.name, match.portions[0].name) == ("Rågbröd, mörkt fullkorn (pumpernickel)", "1 skiva")


def test_a_match_carries_what_a_page_needs(table: None) -> None:
    [match, *_] = find("oats")
    oats = Food.objects.get(slug="oats")
    assert isinstance(match, Match)
    assert (match.food_id, match.own, match.favourite) == (oats.pk, False, False)
    assert match.portions[0].fibre == pytest.approx(10.1 * 0.35)
    assert (match.facts, match.source) == (oats.facts, oats.source)


def test_text_without_food_in_it_never_fails(table: None) -> None:
    for query in (
        "",
        " ",
        "k",
        "!",
        "\x00",
        "§§",
        "q" * 10_000,
        "ke\x00",
        "\u202e\U0001f600",
        "\ud83d",
        "🫐" * 99,
        "'; --",
    ):
        assert isinstance(find(query), list)
    assert find("k") == find("") == find("qqqqqqqq") == []


def test_only_the_beginning_of_a_long_text_is_looked_for(table: None) -> None:
    assert slugs("kefir" + " " * 55 + "bread") == slugs("kefir")


def test_limit_is_kept(table: None) -> None:
    assert len(find("bread")) == 10
    assert len(find("bread", limit=3)) == 3
    assert find("bread", limit=0) == []


def test_own_foods_come_first(table: None, alice: User) -> None:
    a_food("own-kefir", alice, name_en="My kefir")
    a_food("own-rug", alice, name_en="Mormors rugbrød")
    assert slugs("kefir", user=alice)[:2] == ["own-kefir", "kefir"]
    assert slugs("kefr", user=alice)[:2] == ["own-kefir", "kefir"]
    assert slugs("rugbrod", "da", user=alice)[0] == "own-rug"


def test_a_guess_at_an_own_food_does_not_hide_what_was_typed(table: None, alice: User) -> None:
    a_food("own-banan", alice, name_en="Banoffee")
    assert slugs("banana", user=alice)[0] == "banana"


def test_nobody_finds_anothers_food(table: None, alice: User, bob: User) -> None:
    a_food("own-secret", alice, name_en="Secret stew")
    assert slugs("secret stew", user=alice)[0] == "own-secret"
    assert "own-secret" not in slugs("secret stew", user=bob)
    assert "own-secret" not in slugs("secret stew")
    assert "own-secret" not in slugs("secret stew", user=a_person("carol"))


def test_what_is_put_away_and_the_plate_are_not_offered(table: None, alice: User) -> None:
    a_food("own-old", alice, name_en="Old porridge", archived=True)
    assert "own-old" not in slugs("old porridge", user=alice)
    assert not any(slug.startswith("plate-") for slug in slugs("vegetables", limit=100))


def test_a_renamed_own_food_is_found_by_its_new_name(table: None, alice: User) -> None:
    food = a_food("own-x", alice, name_en="Zimtstern")
    assert slugs("zimtstern", user=alice)[0] == "own-x"
    food.name_en = "Nusstorte"
    food.save()
    assert slugs("nusstorte", user=alice)[0] == "own-x"
    assert "own-x" not in slugs("zimtstern", user=alice)


def test_habit_lifts_a_little(table: None, alice: User) -> None:
    ids = dict(Food.objects.values_list("slug", "id"))
    assert slugs("ke")[0] != "ketchup"
    assert slugs("ke", used={ids["ketchup"]: 40})[0] == "ketchup"
    Favourite.objects.create(owner=alice, food_id=ids["ketchup"])
    assert slugs("ke", user=alice)[0] == "ketchup"
    assert find("ke", user=alice)[0].favourite
    assert slugs("kefir", user=alice, used={ids["ketchup"]: 10_000})[0] == "kefir"


def test_queries_do_not_grow_with_foods(table: None, alice: User) -> None:
    find("kefir", user=alice)
    counts = []
    for number in range(3):
        a_food(f"own-{number}", alice, name_en=f"Kefir {number}")
        Favourite.objects.create(owner=alice, food=Food.objects.get(slug=f"own-{number}"))
        with CaptureQueriesContext(connection) as queries:
            find("kefir", user=alice)
        counts.append(len(queries))
    assert counts == [4, 4, 4]


def test_shipped_foods_are_searched_before_any_edition_is_recorded(db: None) -> None:
    a_food("oats")
    assert slugs("oats") == ["oats"]


FOODS = [food for food in seed.read() if not food.plate]
SHIPPED = Index((n, lang, food.name(lang)) for n, food in enumerate(FOODS) for lang in ("en", "nb", "da", "sv", "zh"))
FIRST_WORDS = sorted(
    {
        (language, word)
        for food in FOODS
        for language in ("en", "nb", "da", "sv")
        if len(word := fold(food.name(language)).split()[0]) >= 5
    }
)


def words_of(food: int, language: str) -> list[str]:
    return fold(FOODS[food].name(language)).split()


def edits(word: str) -> Iterator[str]:
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
        yield word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
    for place in range(len(word) + 1):
        for letter in LETTERS:
            yield word[:place] + letter + word[place:]
            yield word[:place] + letter + word[place + 1 :]


def is_as_near(typed: str, food: int) -> bool:
    """Whether a name of the food, in any language, holds what was typed or is a slip or two away from it."""
    words = [
        word
        for language in ("en", "nb", "da", "sv")
        for form in forms(FOODS[food].name(language))
        for word in (*form.split(), form.replace(" ", ""))
    ]
    return any(
        query in word or min(OSA.distance(query, word[:n]) for n in (len(query), len(query) + 1, 99)) <= slips(query)
        for query in forms(typed)
        for word in words
    )


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FIRST_WORDS), st.data())
def test_one_slip_in_the_first_word_is_forgiven(first: tuple[str, str], data: st.DataObject) -> None:
    language, word = first
    typed = data.draw(st.sampled_from(sorted(set(edits(word)))))
    found = SHIPPED.scores(typed, language)
    best = sorted(found, key=lambda food: (-found[food][0], -found[food][1], food))[:5]
    meant = any(word in words_of(food, language) for food in best)
    # A slip may make another word ("broad" without its a is "brød"): then five that are as near may come first.
    assert meant or (len(best) == 5 and all(is_as_near(typed, food) for food in best))


def test_a_slip_seldom_makes_another_word() -> None:
    missed = total = 0
    for language, word in FIRST_WORDS[::13]:
        for typed in sorted(set(edits(word)))[::53]:
            found = SHIPPED.scores(typed, language)
            best = sorted(found, key=lambda food: (-found[food][0], -found[food][1], food))[:5]
            total += 1
            missed += not any(word in words_of(food, language) for food in best)
    assert total > 500
    assert missed / total < 0.005


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_no_text_breaks_the_shipped_index(text: str) -> None:
    assert all(0 <= food < len(FOODS) for food in SHIPPED.scores(text, "nb"))
