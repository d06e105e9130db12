"""The reader refuses what is wrong in the seeds and says where."""

from pathlib import Path

import pytest

from tests.guidance.seeds import FACTS, SEEDS, WORDS, a_shelf, line_of, swapped
from tracker.guidance.library import faults, read_library
from tracker.guidance.seedfile import SeedError


def told(root: Path) -> list[str]:
    return [f"{fault.path.name}:{fault.line}: {fault.why}" for fault in faults(root, ["en"])]


def test_a_sound_article_is_read_whole(tmp_path: Path) -> None:
    article = read_library(a_shelf(tmp_path), "en").article("oats")
    assert article is not None
    assert [section.slug for section in article.sections] == ["", "what-oats-do", "keep-on"]
    assert [claim.key for claim in article.claims.values()] == ["oats-and-mood", "oats-in-mice"]
    assert article.terms == ("vagus",)
    assert [(rung.key, count) for rung, count in article.rungs] == [("pilot", 1), ("animal_lab", 1)]
    assert article.minutes == 1
    assert article.notes == {"keep-treatment"}


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('metrics = ["mood", "fibre"]', 'metrics = ["mood", "fibr"]', "unknown metric 'fibr'"),
        ('log = ["fibre"]', 'log = ["oats"]', "unknown metric 'oats'"),
        ('look = ["mood"]', 'look = ["moods"]', "unknown metric 'moods'"),
        ('test = ["E2"]', 'test = ["E13"]', "unknown experiment 'E13'"),
        ('evidence = "pilot"', 'evidence = "proven"', "unknown evidence word 'proven'"),
        ('sources = ["someone-2020"]\nlog', 'sources = ["no-one"]\nlog', "unknown source 'no-one'"),
        ('seen = "read"', 'seen = "yes"', "unknown word for seen 'yes'"),
        ('doi = "10.1000/xyz"', 'doi = "https://doi.org/10.1000/xyz"', "a DOI starts with 10. and is no address"),
        ("written = 2026-11-01", "written = 2026-12-01", "written, reviewed and next_review must follow each other"),
        ("reviewed = 2026-11-21", 'reviewed = "2026-11-21"', "reviewed must be a date"),
        ("names_supplements = false", "name_supplements = false", "name_supplements is not known here"),
        ('tone = "leaf"', 'tone = "green"', "unknown tone 'green'"),
        ('ids = ["A01"]', 'ids = ["X1"]', "'X1' is no id of the inventory"),
        ('key = "oats-in-mice"', 'key = "Oats in mice"', "key 'Oats in mice' must be lower-case-with-dashes"),
        ('"A04" = "what-oats-do"', '"A04" = "elsewhere"', "no section 'elsewhere'"),
        ('what-oats-do = ["fibre"]', 'what-oats-do = ["oats"]', "unknown metric 'oats'"),
        ('what-oats-do = ["fibre"]', 'elsewhere = ["fibre"]', "unknown section 'elsewhere'"),
    ],
)
def test_a_fault_in_the_facts_names_its_line(tmp_path: Path, old: str, new: str, why: str) -> None:
    facts = swapped(FACTS, old, new)
    found = told(a_shelf(tmp_path, facts=facts))
    at = "next_review" if "follow" in why else old.split("\n")[0]
    assert any(line.startswith(f"article.toml:{line_of(FACTS, at)}: {why}") for line in found), found


@pytest.mark.parametrize(
    ("old", "new", "at", "why"),
    [
        ("(glossary:vagus).", "(glossary:vagos).", "Opening", "the glossary has no 'vagos'"),
        ("(glossary:vagus) mornings", "(glossary:nerve) mornings", "says =", "the glossary has no 'nerve'"),
        ("oats-and-mood oats-in-mice }}", "oats-and-mood }}", "[claims.oats-in-mice]", "the claim 'oats-in-mice' is"),
        ("oats-in-mice }}", "oats-in-mice oats-and-mood }}", "{{ claims", "the claim 'oats-and-mood' is placed twice"),
        ("oats-in-mice }}", "oats-in-mice oats }}", "{{ claims", "unknown claim 'oats'"),
        ("note keep-treatment", "note keep", "{{ note", "unknown note 'keep'"),
        ("{{ note", "Read this {{ note", "Read this", "{{ … }} must name claims or a note"),
        ("Plain text", "<b>Plain</b> text", "<b>Plain", "raw HTML is not allowed"),
        ("Plain text", "<script>alert(1)</script>", "<script>", "raw HTML is not allowed"),
        ("Plain text", "![cat](https://example.org/cat.png)", "![cat]", "images are not allowed"),
        ("https://example.org/page", "javascript:alert(1)", "javascript", "a link may lead to"),
        ("https://example.org/page", "data:text/html,x", "data:text", "a link may lead to"),
        ("https://example.org/page", "https://doi.org/10.1/x", "doi.org", "a DOI belongs to the sources"),
        ("## Keep on", "# Keep on", "# Keep on", "headings are ## or ###, not #"),
        ("## Keep on", "## What oats do", "+++", "two headings make the anchor 'what-oats-do'"),
        ("Plain text", "    Plain text", "    Plain", "code block is not part of these texts"),
        ('remember = ["One.", ', "remember = [", "remember", "remember holds three lines"),
        ('check = "They do."\n', "", "[claims.oats-in-mice]", "check is missing"),
        ("[claims.oats-in-mice]", "[claims.oats-in-rats]", "[claims.oats-in-rats]", "article.toml has no claim"),
        ('title = "Oats and mood"', 'title = "Oats', 'title = "Oats', "TOML: "),
        ("+++\ntitle", "title", "title", "front matter must stand between two +++ lines"),
    ],
)  # fmt: skip
def test_a_fault_in_the_words_names_its_line(tmp_path: Path, old: str, new: str, at: str, why: str) -> None:
    words = swapped(WORDS, old, new)
    found = told(a_shelf(tmp_path, words=words))
    assert any(line.startswith(f"en.md:{line_of(words, at)}: {why}") for line in found), found


def test_a_fault_deep_in_a_paragraph_names_its_own_line(tmp_path: Path) -> None:
    words = swapped(WORDS, "Plain text with a", "One line,\nanother [bad](glossary:bad) one,\na third with a")
    found = told(a_shelf(tmp_path, words=words))
    assert found == [f"en.md:{line_of(words, 'another')}: the glossary has no 'bad'"]


def test_passages_below_a_list_are_told_for_today_reads_no_further(tmp_path: Path) -> None:
    passages = '[passages]\nwhat-oats-do = ["fibre"]\n'
    facts = swapped(FACTS, passages, "") + passages
    found = told(a_shelf(tmp_path, facts=facts))
    assert found == [f"article.toml:{line_of(facts, '[passages]')}: [passages] must stand above every list"]


def test_broken_toml_names_file_and_line(tmp_path: Path) -> None:
    found = told(a_shelf(tmp_path, facts=swapped(FACTS, 'seen = "read"', "seen = read")))
    assert len(found) == 1
    assert found[0].startswith(f"article.toml:{line_of(FACTS, 'seen')}: TOML: ")


def test_a_missing_text_is_told(tmp_path: Path) -> None:
    root = a_shelf(tmp_path)
    (root / "oats" / "en.md").unlink()
    assert told(root) == ["en.md:1: the file is missing"]


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    words = swapped(swapped(WORDS, "Opening", "[x](glossary:x) Opening"), "note keep-treatment", "note keep")
    assert len(told(a_shelf(tmp_path, words=words))) == 2


def test_a_faulty_shelf_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="javascript"):
        read_library(a_shelf(tmp_path, words=swapped(WORDS, "https://example.org/page", "javascript:alert(1)")), "en")


def test_what_the_app_is_planted_with_is_sound() -> None:
    assert faults(SEEDS, ["en"]) == []
