"""Search finds passages by how people type, in each language, and leads to where they stand."""

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tracker.guidance.passages import index
from tracker.guidance.search import Entry, Hit, Index, asked


def find(query: str, language: str = "en") -> list[Hit]:
    with translation.override(language):
        return index().find(query)


@pytest.mark.parametrize(
    ("language", "query", "place"),
    [
        ("en", "vagus", "/learn/words/#vagus"),
        ("en", "vaggus nerve", "/learn/words/#vagus"),
        ("en", "MAGNESIUM kidneys", "/learn/safety/#kidneys"),
        ("en", "samaritans", "/help/?country=gb"),
        ("en", "22 40 00 40", "/help/?country=no"),
        ("en", "blood in the stool", "/learn/safety/#gut-signs"),
        ("nb", "søvn", "/learn/bacteria-and-stress/#sleep-movement-quiet-nature"),
        ("nb", "sovn", "/learn/bacteria-and-stress/#sleep-movement-quiet-nature"),
        ("nb", "avforingstransplantasjon", "/learn/words/#fmt"),
        ("da", "utaet tarm", "/learn/words/#leaky"),
        ("sv", "somn", "/learn/bacteria-and-stress/#sleep-movement-quiet-nature"),
        ("sv", "hudbarriaren", "/learn/gut-and-skin/#stress-and-the-skin-barrier"),
        ("zh-hans", "肠漏", "/learn/words/#leaky"),
        ("zh-hans", "迷走神经", "/learn/words/#vagus"),
        ("zh-hans", "镁", "/learn/magnesium/"),
    ],
)
def test_what_people_type_leads_to_the_passage(language: str, query: str, place: str) -> None:
    assert place in [hit.entry.url for hit in find(query, language)]


def test_what_was_found_is_marked() -> None:
    entry = Entry("Article", "Oats & rye", "A long story. " * 30 + "Then <b>Oats</b> came. " + "And more. " * 30, "/x/")
    hit = Index([entry, Entry("Article", "Other", "nothing", "/y/")]).find("oats")[0]
    assert hit.title == "<mark>Oats</mark> &amp; rye"
    assert "&lt;b&gt;<mark>Oats</mark>&lt;/b&gt;" in hit.passage
    assert hit.passage.startswith("… ") and hit.passage.endswith(" …")
    assert len(hit.passage) < 330


def test_chinese_pairs_are_marked_as_one_stretch() -> None:
    hit = Index([Entry("文章", "肠道菌群", "它们住在肠道里，肠道菌群各不相同。", "/x/")]).find("肠道菌群")[0]
    assert hit.title == "<mark>肠道菌群</mark>"
    assert "<mark>肠道菌群</mark>各不相同" in hit.passage


def test_a_passage_with_all_the_words_comes_before_one_with_some() -> None:
    shelf = Index(
        [Entry("", "a", "mood", "/1/"), Entry("", "b", "mood and fibre", "/2/"), Entry("", "c", "fibre", "/3/")]
    )
    assert [hit.entry.url for hit in shelf.find("fibre mood")] == ["/2/"]
    assert {hit.entry.url for hit in shelf.find("fibre sleep")} == {"/2/", "/3/"}


def test_too_little_to_go_by_finds_nothing() -> None:
    assert asked("a ? –") == []
    assert find("") == find("x") == []
    assert find("qqqqqqqq") == []


@given(st.text(max_size=40))
def test_no_query_breaks_the_page(query: str) -> None:
    for hit in Index([Entry("", "Søvn og ro <b>", "肠道 & stress 100 %", "/")]).find(query):
        assert "<b>" not in hit.title


def test_the_page_answers_without_script(door: Client) -> None:
    page = door.get("/learn/search/", {"q": "butyrate"}).content.decode()
    assert "<mark>butyrate</mark>" in page
    assert 'value="butyrate"' in page
    assert 'href="/learn/words/#scfa"' in page
    assert "Nothing found" in door.get("/learn/search/", {"q": "qqqqqqqq"}).content.decode()
    assert "<script>alert" not in door.get("/learn/search/", {"q": "<script>alert(1)</script>"}).content.decode()


def test_no_passage_leads_astray(door: Client) -> None:
    """Every address of the index is a page with that anchor."""
    with translation.override("en"):
        urls = {entry.url for entry in index().entries}
    pages = {path: door.get(path).content.decode() for path in {url.split("#")[0] for url in urls}}
    for url in urls:
        path, _, anchor = url.partition("#")
        assert not anchor or f'id="{anchor}"' in pages[path], url
