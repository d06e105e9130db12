"""Reads one folder of seeds in one language: whole, or refused whole with every fault by file and line."""

import math
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from tracker import metrics
from tracker.guidance import evidence, prose
from tracker.guidance.articles import Article, Claim, Source
from tracker.guidance.proofreading import (
    check_alike,
    check_claims,
    check_facts,
    check_placing,
    check_sources,
    check_words,
)
from tracker.guidance.seedfile import ENGLISH, SeedError, SeedFile, told_in

WORDS_A_MINUTE = 200
CHARACTERS_A_MINUTE = 350
CHARACTER = r"[\u3400-\u9fff]"


@dataclass(frozen=True, slots=True)
class Text:
    """The words of an article in one language: front matter, Markdown, and the Markdown cut at its headings."""

    language: str
    file: SeedFile
    front: dict[str, Any]
    body: str
    sections: tuple[prose.Section, ...]
    findings: prose.Findings


def read_article(folder: Path, language: str, words: Collection[str], notes: Collection[str]) -> Article:
    """One article; in English while the language has no file of its own.

    Raises:
        SeedError: with every fault by file and line.
    """
    facts_file = SeedFile.at(folder / "article.toml")
    facts = facts_file.toml()
    check_facts(facts_file, facts)
    text = _text(*told_in(folder, language, "md"), words)
    check_words(text.file, text.front)
    _refuse(facts_file, text.file)
    check_claims(facts_file, facts, text.file, text.front)
    _refuse(facts_file, text.file)
    english = text if text.language == ENGLISH else _text(folder / f"{ENGLISH}.md", ENGLISH, words)
    check_sources(text.file, text.front, facts, english.front)
    sections = _with_anchors_of(english, text)
    check_placing(text.file, facts_file, facts, sections, notes)
    article = _article(folder.name, facts, replace(text, sections=sections), words)
    for line, why in text.findings.faults:
        text.file.fault(why, line=line)
    _refuse(facts_file, text.file)
    return article


def _text(path: Path, language: str, words: Collection[str]) -> Text:
    file = SeedFile.at(path)
    front, body, above = file.front_matter()
    findings = prose.Findings()
    return Text(language, file, front, body, prose.sections(body, words, findings, above), findings)


def _with_anchors_of(english: Text, text: Text) -> tuple[prose.Section, ...]:
    """The sections under the addresses of the English ones, so that a link holds in every language."""
    if text is english:
        return text.sections
    check_alike(text.file, text.sections, english.sections)
    anchors = [section.slug for section in english.sections] + [section.slug for section in text.sections]
    return tuple(replace(section, slug=anchors[place]) for place, section in enumerate(text.sections))


def _article(slug: str, facts: dict[str, Any], text: Text, words: Collection[str]) -> Article:
    front = text.front
    sources = {
        entry["id"]: Source(number=number, remark=front.get("sources", {}).get(entry["id"], ""), **entry)
        for number, entry in enumerate(facts["sources"], 1)
    }
    claims = {entry["key"]: _claim(entry, sources, text, words) for entry in facts["claims"]}
    return Article(
        **{key: front[key] for key in ("title", "summary", "after")},
        **{key: facts[key] for key in ("icon", "tone", "written", "reviewed", "next_review")},
        slug=slug, language=text.language, remember=_remember(text, words), sections=text.sections,
        claims=claims, sources=tuple(sources.values()), metrics=_metrics(facts, "metrics"),
        experiments=tuple(facts.get("experiments", ())), names_supplements=facts.get("names_supplements", False),
        left_out=tuple((ids, front.get("left_out", {}).get(ids, "")) for ids in facts.get("left_out", ())),
        terms=tuple(dict.fromkeys(text.findings.terms)), minutes=_minutes(text.body, claims),
    )  # fmt: skip


def _refuse(*files: SeedFile) -> None:
    faults = [fault for file in files for fault in file.faults]
    if faults:
        raise SeedError(faults)


def _claim(entry: dict[str, Any], sources: dict[str, Source], text: Text, words: Collection[str]) -> Claim:
    told = text.front["claims"][entry["key"]]
    lines = {
        name: prose.inline(told[name], words, text.findings, text.file.line_of(f"[claims.{entry['key']}]", name))
        for name in ("says", "weight", "check")
    }
    return Claim(
        key=entry["key"], rung=evidence.BY_KEY[entry["evidence"]], ids=tuple(entry["ids"]),
        sources=tuple(sources[source] for source in entry["sources"]), log=_metrics(entry, "log"),
        look=_metrics(entry, "look"), test=tuple(entry.get("test", ())), **lines,
    )  # fmt: skip


def _remember(text: Text, words: Collection[str]) -> tuple[SafeString, ...]:
    line = text.file.line_of("remember")
    return tuple(prose.inline(said, words, text.findings, line) for said in text.front["remember"])


def _metrics(entry: dict[str, Any], key: str) -> tuple[metrics.Metric, ...]:
    return tuple(metrics.BY_KEY[name] for name in entry.get(key, ()))


def _minutes(body: str, claims: dict[str, Claim]) -> int:
    """Reading time of the text with its cards, at a calm pace, rounded up; Chinese is counted by characters."""
    told = " ".join([body, *(strip_tags(f"{claim.says} {claim.check}") for claim in claims.values())])
    characters = len(re.findall(CHARACTER, told))
    words = len(re.findall(r"\w+", re.sub(CHARACTER, " ", told)))
    return max(1, math.ceil(words / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE))
