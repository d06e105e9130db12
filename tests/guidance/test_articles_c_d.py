"""The articles on skin and on magnesium: every claim accounted for, every rule of the check obeyed."""

import csv
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tracker.guidance.articles import Article
from tracker.guidance.glossary import read_glossary
from tracker.guidance.reading import read_article
from tracker.guidance.safety import read_safety

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
SOURCE_TEXTS = ROOT.parent / "shared" / "seeds"
SLUGS = ("gut-and-skin", "magnesium")

FORBIDDEN = (
    r"!", r"\bimprov\w*", r"\bwork(s|ed)\b", r"\bcur(e|es|ed)\b", r"\bboost\w*", r"\bprov(e|es|ed|en)\b",
    r"\btrigger\w*", r"\bcaus\w*", r"\bsignifican\w*", r"\bmiracle\w*", r"\b(good|bad) bacteria\b", r"\bimbalance\b",
    r"\bbarometer\b", r"\bavalanche\b", r"\bsixth mass\b",
)  # fmt: skip

FOODS_TOLD = {
    "a handful of almonds": "Almonds",
    "half a cup of boiled spinach": "Spinach, boiled",
    "a bowl of oat porridge made with water": "Oatmeal porridge, with water",
    "a decilitre of boiled black beans": "Black beans, boiled",
    "a fillet of baked salmon": "Salmon, fried or baked",
    "a slice of dark rye bread": "Rye bread, dark wholegrain",
}
PORTIONS = {"1 handful", "half cup", "1 bowl", "1 dl", "1 fillet", "1 slice"}

article = pytest.mark.parametrize("slug", SLUGS)


def facts(slug: str) -> dict[str, Any]:
    return tomllib.loads((SEEDS / slug / "article.toml").read_text(encoding="utf-8"))


def parts(slug: str) -> tuple[dict[str, Any], str]:
    """Front matter, and the text below it without directives and link targets."""
    _, front, body = (SEEDS / slug / "en.md").read_text(encoding="utf-8").split("+++\n", 2)
    return tomllib.loads(front), re.sub(r"\{\{.*?\}\}|\(glossary:\w+\)", "", body)


def told(slug: str) -> str:
    """Everything a person reads in the article, cards included."""
    front, body = parts(slug)
    cards = [text for claim in front["claims"].values() for text in claim.values()]
    return "\n".join([front["title"], front["summary"], *front["remember"], *cards, body])


def read(slug: str) -> Article:
    words = read_glossary(SEEDS / "glossary", "en")
    return read_article(SEEDS / slug, "en", words, read_safety(SEEDS / "safety", "en").notes)


@article
def test_the_reader_accepts_the_article(slug: str) -> None:
    found = read(slug)
    assert 12 <= len(found.claims) <= 20
    assert found.names_supplements


@article
def test_passages_on_supplements_carry_both_safety_texts(slug: str) -> None:
    assert {"keep-treatment", "ask-first"} <= read(slug).notes


def test_doses_stand_with_their_explanation_and_nowhere_else() -> None:
    front, body = parts("magnesium")
    cards = "\n".join(text for claim in front["claims"].values() for text in claim.values())
    assert not re.search(r"\d\s?(mg|g|ml|mmol)\b", cards)
    sections = {text.split("\n", 1)[0]: text for text in body.split("\n## ")}
    with_doses = [name for name, text in sections.items() if re.search(r"\d\s?(mg|ml|mmol)\b", text)]
    assert with_doses == ["Where food has it", "Study doses and limits", "Reading a label"]
    held = next(s for s in read("magnesium").sections if s.slug == "study-doses-and-limits")
    assert "magnesium-doses" in {block.note for block in held.blocks}


def test_the_food_list_agrees_with_the_food_table() -> None:
    with (SEEDS / "foods" / "foods.csv").open(encoding="utf-8", newline="") as file:
        table = {row["name_en"]: row for row in csv.DictReader(file)}
    for words, name in FOODS_TOLD.items():
        said = re.search(rf"^- {words}: about (\d+)\smg$", parts("magnesium")[1], re.MULTILINE)
        assert said, words
        row = table[name]
        assert row["portion_name_en"] in PORTIONS
        assert abs(float(row["magnesium_mg_100g"]) * float(row["portion_g"]) / 100 - int(said[1])) < 5, words


def test_no_corridor_is_drawn_and_no_serum_value_given() -> None:
    assert not re.search(r"mmol|0[.,]79|0[.,]90\b", told("magnesium"))


def test_medicines_carry_their_right_names_and_the_pregnancy_warning() -> None:
    text = told("magnesium")
    assert "imipramine" in text
    assert "prochlorperazine" in text
    assert not re.search(r"imitramin|prokloperazin", text)
    assert "valproate must not be used in pregnancy" in text
    assert "do not stop on your own" in text


def test_the_unconfirmed_list_is_named_and_none_of_its_numbers_is_printed() -> None:
    text = told("gut-and-skin")
    assert "could not confirm one of the eight as printed" in text
    assert not re.search(r"10\.\d{4,}/", text + told("magnesium"))


def test_pooled_trials_on_eczema_are_shown_disagreeing() -> None:
    text = told("gut-and-skin")
    assert "1,124 children" in text
    assert "little or no difference" in text
    assert "*Lacticaseibacillus rhamnosus* GG (formerly *Lactobacillus rhamnosus* GG)" in text


@article
def test_prose_has_the_agreed_length(slug: str) -> None:
    words = re.findall(r"[\w'’.,-]*\w", parts(slug)[1])
    assert 1200 <= len(words) <= 1700


@article
@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_nothing_is_promised(slug: str, pattern: str) -> None:
    assert re.findall(pattern, told(slug), re.IGNORECASE) == []


def test_numbers_of_the_source_list_are_not_among_our_sources() -> None:
    if not SOURCE_TEXTS.is_dir():
        pytest.skip("the source texts lie beside the checkout where the articles are written, and only there")
    printed = {
        found.rstrip(".").casefold()
        for path in SOURCE_TEXTS.glob("003*.txt")
        for found in re.findall(r"10\.\d{4,}/[^\s]+", path.read_text(encoding="utf-8").replace("‑", "-"))
    }
    assert len(printed) == 8
    assert not printed & {source.doi.casefold() for source in read("gut-and-skin").sources}
