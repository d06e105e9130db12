"""The articles on gut and mood and on bacteria and stress keep to what the fact check found."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tracker.metrics import BY_KEY

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"

SLUGS = ("gut-and-mood", "bacteria-and-stress")
EVIDENCE = {"pooled", "one_trial", "pilot", "observed", "animal_lab", "opinion", "unconfirmed"}
TEMPLATES = {f"E{number}" for number in range(1, 13)}
FOOD_TESTS, CAPSULE_TESTS = {"E1", "E2", "E3", "E5"}, {"E4"}
BRANDS = r"\b(matas|ilive|ecologic|yakult|actimel|symprove|culturelle|bio-kult)\b"
FORBIDDEN = (
    r"!", r"\bimprov\w*", r"\bworks\b", r"\bcur(e|es|ed)\b", r"\bboost\w*", r"\bprov(e|es|ed|en)\b", r"\btrigger\w*",
    r"\bcaus\w*", r"\bsignifican\w*", r"\bsecond brain\b", r"\bhappiness hormone\b", r"\breset\w*", r"\bblock\w*",
    r"\b(good|bad) bacteria\b", r"\bdecisive\b", r"\bCFU\b", r"\b(8|eight) billion\b", r"\bfaecal transplant\b",
)  # fmt: skip

article = pytest.mark.parametrize("slug", SLUGS)


@cache
def facts(slug: str) -> dict[str, Any]:
    return tomllib.loads((SEEDS / slug / "article.toml").read_text(encoding="utf-8"))


@cache
def words(slug: str) -> tuple[dict[str, Any], str]:
    """Front matter and Markdown of the English text."""
    _, front, body = (SEEDS / slug / "en.md").read_text(encoding="utf-8").split("+++\n", 2)
    return tomllib.loads(front), body


def sections(slug: str) -> dict[str, str]:
    """What stands under each second-level heading, by slug."""
    _, *parts = re.split(r"^## ", words(slug)[1], flags=re.MULTILINE)
    return {re.sub(r"[^a-z]+", "-", part.split("\n", 1)[0].lower()).strip("-"): part for part in parts}


def placed(text: str, what: str) -> list[str]:
    return [key for line in re.findall(rf"^\{{\{{ {what} (.+) \}}\}}$", text, re.MULTILINE) for key in line.split()]


def prose(slug: str) -> str:
    """The running text as a person reads it, without directives and links."""
    return unlinked(re.sub(r"\{\{.*?\}\}", "", words(slug)[1]))


def unlinked(text: str) -> str:
    return re.sub(r"\[([^\]]*)\]\(glossary:\w+\)", r"\1", text)


def everything_read(slug: str) -> str:
    front, _ = words(slug)
    cards = [text for claim in front["claims"].values() for text in claim.values()]
    left_out = list(front.get("left_out", {}).values())
    return unlinked("\n".join([front["title"], front["summary"], *front["remember"], *cards, *left_out, prose(slug)]))


@article
def test_prose_points_at_sections_that_stand_in_the_text(slug: str) -> None:
    assert set(facts(slug)["prose"].values()) <= set(sections(slug))


@article
def test_every_claim_has_words_and_is_placed_once(slug: str) -> None:
    keys = [claim["key"] for claim in facts(slug)["claims"]]
    assert len(keys) == len(set(keys))
    assert sorted(keys) == sorted(words(slug)[0]["claims"]) == sorted(placed(words(slug)[1], "claims"))
    assert 12 <= len(keys) <= 20
    assert all(set(claim) == {"says", "weight", "check"} for claim in words(slug)[0]["claims"].values())


@article
def test_every_source_is_described_and_used(slug: str) -> None:
    described = {source["id"]: source for source in facts(slug)["sources"]}
    assert {"read", "second-hand", "known"} >= {source["seen"] for source in described.values()}
    used = {source for claim in facts(slug)["claims"] for source in claim["sources"]}
    assert used == set(described)


@article
def test_claims_offer_only_what_the_diary_keeps(slug: str) -> None:
    assert {claim["evidence"] for claim in facts(slug)["claims"]} <= EVIDENCE
    for claim in facts(slug)["claims"]:
        assert set(claim.get("log", [])) | set(claim.get("look", [])) <= set(BY_KEY), claim["key"]
        assert set(claim.get("test", [])) <= set(facts(slug)["experiments"]) <= TEMPLATES, claim["key"]
    assert set(facts(slug)["metrics"]) <= set(BY_KEY)


@article
def test_food_and_probiotics_stand_with_their_safety_text(slug: str) -> None:
    tests = {claim["key"]: set(claim.get("test", [])) for claim in facts(slug)["claims"]}
    for name, text in sections(slug).items():
        offered = set().union(*(tests[key] for key in placed(text, "claims")), set())
        if offered & (FOOD_TESTS | CAPSULE_TESTS):
            assert "keep-treatment" in placed(text, "note"), name
        if offered & CAPSULE_TESTS:
            assert "ask-first" in placed(text, "note"), name
    assert facts(slug)["names_supplements"] is True


@article
def test_links_lead_to_words_of_the_glossary(slug: str) -> None:
    glossary = tomllib.loads((SEEDS / "glossary" / "en.toml").read_text(encoding="utf-8"))
    linked = set(re.findall(r"\(glossary:(\w+)\)", (SEEDS / slug / "en.md").read_text(encoding="utf-8")))
    assert linked and linked <= set(glossary)


@article
def test_the_text_is_as_long_as_an_evening_allows(slug: str) -> None:
    assert 1200 <= len(re.findall(r"[\w’-]+", prose(slug))) <= 1700


@article
def test_no_wording_promises_sells_or_claims_a_cause(slug: str) -> None:
    text = everything_read(slug)
    assert [found[0] for pattern in (*FORBIDDEN, BRANDS) for found in re.finditer(pattern, text, re.IGNORECASE)] == []


@article
def test_exceptions_for_food_are_named(slug: str) -> None:
    """Sensitive guts, MAO inhibitors, salt, and what is not pasteurised."""
    text = prose(slug)
    for needed in ("(IBS)", "**MAO inhibitors.**", "**Salt.**", "asteurised", "FODMAPs", "blood pressure"):
        assert needed in text


def test_the_pilot_is_never_named_without_its_size() -> None:
    assert unlinked(words("gut-and-mood")[0]["claims"]["pilot-eight-weeks"]["weight"]) == "Pilot, 49 people"


def test_corrections_of_the_first_article_are_kept() -> None:
    text = everything_read("gut-and-mood")
    assert "a feature in the Nature Outlook series" in text
    assert "researchers interviewed" in text
    assert "inside regulated trials" in text and "never at home" in text
    assert "can reach the brain in laboratory studies" in text
    assert not re.search(r"bacillus|noradrenaline|dopamine", text, re.IGNORECASE)


def test_corrections_of_the_second_article_are_kept() -> None:
    text = everything_read("bacteria-and-stress")
    for needed in (
        "just under 40 trillion", "about 160", "npj Mental Health Research", "two questions, mood and unease",
        "in some trials, absent in others", "gut serotonin does not become brain serotonin", "in the laboratory",
        "Lacticaseibacillus rhamnosus", "Lactobacillus rhamnosus", "not the same as probiotic",
    ):  # fmt: skip
        assert needed in text
    assert "100 trillion" not in text


def test_the_two_weeks_of_the_daily_trial_are_not_held_against_medicines() -> None:
    for sentence in re.split(r"(?<=[.?])\s", everything_read("bacteria-and-stress")):
        assert not ("week" in sentence and "antidepressant" in sentence), sentence


def test_leaky_gut_always_stands_in_quotation_marks() -> None:
    text = everything_read("bacteria-and-stress")
    mentions = re.findall(r"(.)leaky gut", text, re.IGNORECASE)
    assert mentions and set(mentions) == {"“"}


def test_mice_are_named_where_mice_were_studied() -> None:
    assert "mice" in words("gut-and-mood")[0]["claims"]["moved-microbes"]["check"]
    assert "mice" in words("bacteria-and-stress")[0]["claims"]["stressed-mice"]["says"]
