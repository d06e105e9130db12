"""Markdown becomes safe HTML."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.guidance.seeds import WORDS, a_shelf, swapped
from tracker.guidance.library import read_library
from tracker.guidance.prose import Findings, inline, passage


def test_markup_is_shown_as_text_and_never_runs() -> None:
    html = passage("a <script>alert(1)</script> b <img src=x onerror=y>", (), Findings())
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_an_image_never_becomes_a_request() -> None:
    assert "<img" not in passage("![x](https://example.org/x.png)", (), Findings())


def test_a_term_is_a_button_that_opens_its_popover() -> None:
    findings = Findings()
    html = inline("the [vagus *nerve*](glossary:vagus) runs", ["vagus"], findings)
    assert '<button class="term" type="button" popovertarget="g-vagus">vagus nerve</button>' in html
    assert (findings.terms, findings.faults) == (["vagus"], [])


def test_a_full_stop_stays_on_the_line_of_its_term() -> None:
    html = inline("see [nerve](glossary:vagus). Then", ["vagus"], Findings())
    assert html.startswith('see <span class="tied"><button')
    assert html.endswith("</button>.</span> Then")


def test_the_words_of_a_term_are_escaped() -> None:
    html = inline("[a < b & c](glossary:vagus)", ["vagus"], Findings())
    assert html.count("a &lt; b &amp; c") == 1


def test_a_sentence_reads_the_same_without_its_markup(tmp_path: Path) -> None:
    words = swapped(WORDS, "Mice like oats.", "Mice & [rats](glossary:vagus) *like* oats < rye.")
    article = read_library(a_shelf(tmp_path, words=words), "en").article("oats")
    assert article is not None
    assert article.claims["oats-in-mice"].plain == "Mice & rats like oats < rye."


@given(st.text(alphabet=st.sampled_from("<>\"'&/!()[]{}:#*-=\n javscriptonlert"), max_size=60))
def test_no_text_makes_live_markup(text: str) -> None:
    html = passage(text, (), Findings()).lower()
    assert "<script" not in html
    assert "<img" not in html
    assert "<iframe" not in html
    assert 'href="javascript:' not in html
