"""The seeds in five languages: complete, alike in what they claim, and in words of their own."""

import csv
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.guidance.seeds import SEEDS, WORDS, a_shelf, swapped
from tracker.guidance.anchors import passages
from tracker.guidance.library import faults, folders, read_library
from tracker.metrics import METRICS

LANGUAGES = ("en", "nb", "da", "sv", "zh-hans")
OTHERS = LANGUAGES[1:]
SOURCE_TEXTS = SEEDS.parent.parent / "shared" / "seeds"
SLUGS = {"gut-and-mood": "A", "bacteria-and-stress": "B", "gut-and-skin": "C", "magnesium": "D"}
WORD_RUN, CHARACTER_RUN = 8, 14

every = pytest.mark.parametrize("language", LANGUAGES)
other = pytest.mark.parametrize("language", OTHERS)
article = pytest.mark.parametrize("slug", SLUGS)


@cache
def inventory() -> dict[str, bool]:
    """Every claim of the source articles, and whether it is for reading only."""
    with (Path(__file__).parent / "inventory.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["education_only"] == "yes" for row in csv.DictReader(file)}


@cache
def facts(slug: str) -> dict[str, Any]:
    return tomllib.loads((SEEDS / slug / "article.toml").read_text(encoding="utf-8"))


def told(language: str) -> str:
    """All that a language says in the seeds."""
    return "\n".join(path.read_text(encoding="utf-8") for path in files(language))


def files(language: str) -> list[Path]:
    return [*SEEDS.glob(f"*/{language}.md"), *SEEDS.glob(f"*/{language}.toml")]


@every
def test_every_text_is_there_and_in_order(language: str) -> None:
    assert faults(SEEDS, [language]) == []
    assert {found.language for found in read_library(SEEDS, language).articles} == {language}


def test_a_language_without_its_files_is_told_and_read_in_english(tmp_path: Path) -> None:
    root = a_shelf(tmp_path)
    assert [f"{f.path.parent.name}/{f.path.name}: {f.why}" for f in faults(root, ["sv"])] == [
        "oats/sv.md: the file is missing"
    ]
    found = read_library(root, "sv").article("oats")
    assert found is not None
    assert (found.language, found.title) == ("en", "Oats and mood")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("\n## Keep on\n", "\n", "2 sections where the English text has 3"),
        ("{{ note keep-treatment }}", "Mer.", "the English text places other claims or notes under 'keep-on'"),
        ("oats-and-mood oats-in-mice }}", "oats-in-mice oats-and-mood }}", "the English text places other claims"),
        ('"A03" = ', '"A05" = ', "A03 is missing"),
        ("[claims.oats-in-mice]", "[claims.oats]", "[claims.oats-in-mice] is missing"),
    ],
)
def test_a_language_that_strays_from_the_facts_is_refused(tmp_path: Path, old: str, new: str, why: str) -> None:
    root = a_shelf(tmp_path)
    (root / "oats" / "sv.md").write_text(swapped(WORDS, old, new), encoding="utf-8")
    assert any(fault.path.name == "sv.md" and why in fault.why for fault in faults(root, ["sv"]))


def test_sections_keep_their_addresses_in_every_language(tmp_path: Path) -> None:
    root = a_shelf(tmp_path)
    (root / "oats" / "sv.md").write_text(WORDS.replace("What oats do", "Vad havre gör"), encoding="utf-8")
    found = read_library(root, "sv").article("oats")
    assert found is not None
    assert [(str(section.heading), section.slug) for section in found.sections][1] == ("Vad havre gör", "what-oats-do")


@article
def test_every_claim_of_the_inventory_is_told_or_left_out_exactly_once(slug: str) -> None:
    cards = [name for claim in facts(slug)["claims"] for name in claim["ids"]]
    elsewhere = [name for names in (*facts(slug)["prose"], *facts(slug)["left_out"]) for name in names.split()]
    assert sorted(cards + elsewhere) == sorted(name for name in inventory() if name[0] == SLUGS[slug])


@article
def test_what_is_for_reading_only_leads_nowhere(slug: str) -> None:
    for claim in facts(slug)["claims"]:
        if any(inventory()[name] for name in claim["ids"]):
            assert not {"log", "look", "test"} & set(claim), claim["key"]


@every
def test_every_number_is_read_about_at_a_place_that_exists(language: str) -> None:
    library = read_library(SEEDS, language)
    for metric in METRICS:
        if metric.guide:
            found = library.article(metric.guide)
            assert found is not None, metric.key
            places = {section.slug for section in found.sections} | {f"claim-{key}" for key in found.claims}
            assert passages()[metric.key] in {(metric.guide, place) for place in places - {""}}, metric.key


@every
def test_reading_takes_about_as_long_in_every_language(language: str) -> None:
    for found, english in zip(read_library(SEEDS, language).articles, read_library(SEEDS, "en").articles, strict=True):
        assert 0.6 * english.minutes <= found.minutes <= 1.4 * english.minutes, found.slug


NEW_COUNT = {"en": "40 trillion", "nb": "40 billioner", "da": "40 billioner", "sv": "40 biljoner", "zh-hans": "40万亿"}


@every
def test_forty_trillion_is_not_a_thousand_times_too_small_or_too_large(language: str) -> None:
    text = re.sub(r"\s", " ", (SEEDS / "bacteria-and-stress" / f"{language}.md").read_text(encoding="utf-8"))
    assert NEW_COUNT[language] in text


# A strain of microbes is no load; donor microbes and the add-on have one name each.
WRONG_WORDS = {
    "en": r"\bfaecal transplant\b",
    "nb": r"\bbelastning\w*|\bfekal\w*|\badjuvan\w*",
    "da": r"\bbelastning\w*|\bfekal\w*|\badjuvan\w*",
    "sv": r"\bbelastning\w*|\bfäkal\w*|\badjuvan\w*",
    "zh-hans": r"应变|粪便移植|佐剂",
}
LEAKY = {
    "en": r"(.)leaky gut", "nb": r"(.)lekk tarm", "da": r"(.)utæt tarm", "sv": r"(.)läckande tarm",
    "zh-hans": r"(.)肠漏",
}  # fmt: skip
OPENING = {"en": "“", "nb": "«", "da": "»", "sv": "”", "zh-hans": "“"}


@every
def test_words_that_mislead_are_not_used(language: str) -> None:
    assert re.findall(WRONG_WORDS[language], told(language), re.IGNORECASE) == []


@every
def test_leaky_gut_stands_in_the_quotation_marks_of_its_language(language: str) -> None:
    marks = re.findall(LEAKY[language], told(language), re.IGNORECASE)
    assert marks
    assert set(marks) == {OPENING[language]}


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    """Every run of eight words, numbers aside."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"[㐀-鿿]+", " ", text.casefold()))
    return set(zip(*(words[start:] for start in range(WORD_RUN)), strict=False))


def runs_of_characters(text: str) -> set[str]:
    """Every run of fourteen Chinese characters, whatever stands between them."""
    characters = "".join(re.findall(r"[㐀-鿿]", text))
    return {characters[start : start + CHARACTER_RUN] for start in range(len(characters) - CHARACTER_RUN + 1)}


@pytest.fixture(scope="module")
def taken() -> tuple[set[tuple[str, ...]], set[str]]:
    if not SOURCE_TEXTS.is_dir():
        pytest.skip("the source texts lie beside the checkout where the articles are written, and only there")
    texts = [path.read_text(encoding="utf-8") for path in SOURCE_TEXTS.glob("*.txt")]
    return set().union(*map(runs_of_words, texts)), set().union(*map(runs_of_characters, texts))


def test_the_comparison_sees_what_is_taken(taken: tuple[set[tuple[str, ...]], set[str]]) -> None:
    words, characters = taken
    assert words and characters
    text = next(SOURCE_TEXTS.glob("*.txt")).read_text(encoding="utf-8")
    assert runs_of_words(text) <= words


@every
def test_no_sentence_is_taken_from_the_source_texts(
    language: str, taken: tuple[set[tuple[str, ...]], set[str]]
) -> None:
    words, characters = taken
    assert len(files(language)) == len(folders(SEEDS)) + 2
    for path in files(language):
        text = path.read_text(encoding="utf-8")
        assert runs_of_words(text) & words == set(), path
        assert runs_of_characters(text) & characters == set(), path


def test_words_stand_in_the_order_of_their_language() -> None:
    swedish = [term.name for term in read_library(SEEDS, "sv").words.values()]
    assert swedish.index("Störfaktor") < swedish.index("Synbiotika") < swedish.index("Överföringseffekt")
    norwegian = [term.name for term in read_library(SEEDS, "nb").words.values()]
    assert norwegian[-1].startswith("Øvre")
    chinese = [term.key for term in read_library(SEEDS, "zh-hans").words.values()]
    sounds = ["placebo", "gut_flora", "fmt", "baseline", "vagus", "probiotic"]  # ān, cháng, fèn, jī, mí, yì
    assert sorted(sounds, key=chinese.index) == sounds
