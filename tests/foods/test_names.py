"""Names are found by how people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.foods.names import Index, can_search, fold, forms, slips


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Blåbær", "blabaer"), ("Rågbröd", "ragbrod"), ("Crème fraîche (34 % fat)", "creme fraiche 34 fat"),
        ("  Rye-bread ", "rye bread"), ("SMØR", "smor"), ("豆腐（北豆腐）", "豆腐 北豆腐"), ("ＫＥＦＩＲ", "kefir"),
        ("", ""),
    ],
)  # fmt: skip
def test_folding_leaves_letters(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_letters_with_a_mark_may_be_typed_as_two_as_one_or_bare() -> None:
    assert set(forms("blåbær")) & set(forms("blaabaer")) & set(forms("blabar"))
    assert set(forms("rugbrød")) & set(forms("rugbroed"))


@pytest.mark.parametrize(("word", "forgiven"), [("te", 0), ("ost", 0), ("kefr", 1), ("banan", 1), ("bannana", 2)])
def test_longer_words_forgive_more(word: str, forgiven: int) -> None:
    assert slips(word) == forgiven


@pytest.mark.parametrize(
    ("query", "enough"), [("k", False), ("ke", True), (" k ", False), ("豆", True), ("", False), ("!?", False)]
)
def test_two_letters_or_one_character_are_enough(query: str, enough: bool) -> None:
    assert can_search(query) is enough


def test_whole_beats_beginning_beats_middle_beats_typo() -> None:
    index = Index(
        (food, "en", name)
        for food, name in enumerate(["Kefir", "Kefir, blueberry", "Kefirbread", "Milk kefir", "Kefyr, plain"], start=1)
    )
    scores = index.scores("kefir")
    assert sorted(scores, key=lambda food: -scores[food][0]) == [1, 2, 4, 3, 5]


def test_a_compound_is_what_its_last_part_says() -> None:
    index = Index([(1, "nb", "Melkesjokolade"), (2, "nb", "Lettmelk"), (3, "nb", "Kakao med melk")])
    scores = index.scores("melk", "nb")
    assert scores[2] > scores[1]
    assert scores[2] > scores[3]


def test_the_end_of_another_word_is_no_compound() -> None:
    scores = Index([(1, "en", "Salmon, raw"), (2, "en", "Lemon")]).scores("lmon")
    assert scores[2] > scores[1]


def test_words_may_come_in_any_order_and_half_typed() -> None:
    index = Index([(1, "en", "Rice, brown, boiled"), (2, "en", "Rice, white"), (3, "en", "Brown bread")])
    for typed in ("brown ri", "ri brow"):
        scores = index.scores(typed)
        assert max(scores, key=lambda food: scores[food]) == 1


def test_one_berry_finds_berries() -> None:
    scores = Index([(1, "en", "Blueberries, raw"), (2, "en", "Blueberry jam")]).scores("blueberry")
    assert scores[1] > scores[2]


def test_the_readers_language_settles_a_tie() -> None:
    index = Index([(1, "da", "Frokost"), (2, "nb", "Frokost")])
    assert index.scores("frokost", "nb")[2] > index.scores("frokost", "nb")[1]
    assert index.scores("frokost", "da")[1] > index.scores("frokost", "da")[2]


@given(st.lists(st.tuples(st.integers(1, 9), st.just("en"), st.text(max_size=20)), max_size=6), st.text(max_size=80))
def test_nothing_that_is_typed_or_named_breaks_it(names: list[tuple[int, str, str]], query: str) -> None:
    assert Index(names).scores(query).keys() <= {food for food, _, _ in names}
