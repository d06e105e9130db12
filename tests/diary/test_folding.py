"""Letters are compared without case and marks, and hits are marked where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.diary.folding import excerpt, folded, hits, marked, terms


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("BLÅBÆR", "blåbær"), ("blabaer", "Blåbær"), ("ØL", "øl"), ("ol", "Øl"), ("cafe", "Café"),
        ("café", "cafe\u0301"), ("STRASSE", "Straße"), ("头痛", "今天头痛很厉害"), ("istanbul", "İstanbul"),
        ("don't", "I don’t know"), ("smörgås", "SMÖRGÅS"), ("7,5", "slept 7,5 hours"), ("head", "Headache"),
    ],
)  # fmt: skip
def test_what_is_typed_finds_what_is_written(typed: str, written: str) -> None:
    assert all(term in folded(written) for term in terms(typed))
    assert "<mark>" in marked(written, terms(typed))


def test_other_words_are_not_found() -> None:
    assert hits("Blåbær", terms("tyttebær")) == []
    assert hits("头痛", terms("腹痛")) == []


def test_a_hit_is_marked_as_it_was_written() -> None:
    assert marked("Blåbærgrøt i dag", terms("blabaer")) == "<mark>Blåbær</mark>grøt i dag"
    assert marked("cafe\u0301s", terms("cafe")) == "<mark>cafe\u0301</mark>s"
    assert marked("今天头痛", terms("头痛")) == "今天<mark>头痛</mark>"


def test_whatever_stands_around_a_hit_is_escaped() -> None:
    assert marked("<b>rye & oats</b>", terms("rye")) == "&lt;b&gt;<mark>rye</mark> &amp; oats&lt;/b&gt;"
    assert marked("a <script>", terms("<script>")) == "a <mark>&lt;script&gt;</mark>"


def test_words_are_apart_and_signs_around_them_do_not_count() -> None:
    assert terms('  Rye, "bread"? rye ') == ("rye", "bread")
    assert terms("!?") == ("!?",)
    assert terms("") == ()


def test_hits_that_touch_are_one() -> None:
    assert hits("headache", ("head", "ache", "dach")) == [(0, 8)]


def test_a_long_note_is_cut_around_its_first_hit() -> None:
    note = f"{'word ' * 100}garlic {'word ' * 100}"
    shown = excerpt(note, ("garlic",), 80)
    assert "<mark>garlic</mark>" in shown
    assert shown.startswith("…word")
    assert shown.endswith("word…")
    assert len(shown) < 120


def test_a_note_without_a_hit_is_shown_from_its_beginning() -> None:
    assert excerpt("First line\nsecond & third", (), 200) == "First line second &amp; third"
    assert excerpt("头" * 50, (), 10) == "头" * 10 + "…"


@given(st.text(max_size=80), st.text(max_size=10))
def test_marking_loses_no_letter(text: str, query: str) -> None:
    places = hits(text, terms(query))
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert [end for _, end in places[:-1]] < [start for start, _ in places[1:]] or len(places) < 2


@given(st.text(max_size=40))
def test_a_text_is_found_by_itself(text: str) -> None:
    assert all(term in folded(text) for term in terms(text))
