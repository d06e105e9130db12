"""Articles of the seeds as frozen objects: read whole or refused whole."""

import html as entities
import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker import metrics
from tracker.guidance import evidence, prose
from tracker.guidance.proofreading import check_claims, check_facts, check_placing, check_words
from tracker.guidance.seedfile import SeedError, SeedFile

WORDS_A_MINUTE = 200
SEEN_AS: dict[str, Promise] = {
    "read": _("text or abstract read"),
    "second-hand": _("seen second-hand"),
    "known": _("general knowledge, not looked up"),
}
SHELF = ("gut-and-mood", "bacteria-and-stress", "gut-and-skin", "magnesium")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a claim rests on; `seen` says whether we read it, read about it, or only know it."""

    number: int
    id: str
    text: str
    seen: str
    doi: str = ""

    @property
    def seen_as(self) -> Promise:
        return SEEN_AS[self.seen]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement with our rating, our check, and where in the app it can be looked into."""

    key: str
    rung: evidence.Rung
    says: SafeString
    weight: SafeString
    check: SafeString
    sources: tuple[Source, ...]
    log: tuple[metrics.Metric, ...]
    look: tuple[metrics.Metric, ...]
    test: tuple[str, ...]
    ids: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The sentence without its links, for places that hold no popovers."""
        return _plain(self.says)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article in one language."""

    slug: str
    title: str
    summary: str
    after: str
    remember: tuple[SafeString, ...]
    icon: str
    tone: str
    written: date
    reviewed: date
    next_review: date
    names_supplements: bool
    metrics: tuple[metrics.Metric, ...]
    experiments: tuple[str, ...]
    sources: tuple[Source, ...]
    claims: dict[str, Claim]
    left_out: tuple[tuple[str, str], ...]
    sections: tuple[prose.Section, ...]
    terms: tuple[str, ...]
    minutes: int

    def review_is_due(self, today: date) -> bool:
        return today > self.next_review

    @property
    def notes(self) -> frozenset[str]:
        """The safety texts that stand in the text itself."""
        return frozenset(block.note for section in self.sections for block in section.blocks if block.note)

    @property
    def rungs(self) -> tuple[tuple[evidence.Rung, int], ...]:
        """How many claims stand on each rung, from the top; empty rungs are left out."""
        held = [claim.rung for claim in self.claims.values()]
        return tuple((rung, held.count(rung)) for rung in evidence.LADDER if rung in held)

    @property
    def ends(self) -> tuple[tuple[evidence.Rung, int], ...]:
        """The two surest rungs and the lowest, for one short line."""
        told = (*evidence.LADDER[:2], evidence.LADDER[-1])
        return tuple(pair for pair in self.rungs if pair[0] in told)

    def section_of(self, claim: Claim) -> str:
        """The anchor of the section in which a claim stands."""
        return next(
            (s.slug for s in self.sections for block in s.blocks if claim.key in block.claims and s.slug), "text"
        )


def read_article(folder: Path, language: str, words: Collection[str], notes: Collection[str]) -> Article:
    """One folder of seeds in one language, in English where that language is missing.

    Raises:
        SeedError: with every fault by file and line.
    """
    facts_file = SeedFile.at(folder / "article.toml")
    facts = facts_file.toml()
    translated = folder / f"{language}.md"
    words_file = SeedFile.at(translated if translated.exists() else folder / "en.md")
    texts, body, above = words_file.front_matter()
    check_facts(facts_file, facts)
    check_words(words_file, texts)
    _refuse(facts_file, words_file)
    check_claims(facts_file, facts, words_file, texts)
    _refuse(facts_file, words_file)

    findings = prose.Findings()
    sections = prose.sections(body, words, findings, above)
    sources = {entry["id"]: Source(number=number, **entry) for number, entry in enumerate(facts["sources"], 1)}
    claims = {entry["key"]: _claim(entry, sources, texts, words_file, words, findings) for entry in facts["claims"]}
    remember = _remember(texts, words_file, words, findings)
    check_placing(words_file, facts_file, facts, sections, notes)
    for line, why in findings.faults:
        words_file.fault(why, line=line)
    _refuse(facts_file, words_file)
    return Article(
        **{key: texts[key] for key in ("title", "summary", "after")},
        **{key: facts[key] for key in ("icon", "tone", "written", "reviewed", "next_review")},
        slug=folder.name, remember=remember, sections=sections, claims=claims, sources=tuple(sources.values()),
        metrics=_metrics(facts, "metrics"), experiments=tuple(facts.get("experiments", ())),
        names_supplements=facts.get("names_supplements", False), left_out=tuple(facts.get("left_out", {}).items()),
        terms=tuple(dict.fromkeys(findings.terms)), minutes=_minutes(body, claims),
    )  # fmt: skip


def _refuse(*files: SeedFile) -> None:
    faults = [fault for file in files for fault in file.faults]
    if faults:
        raise SeedError(faults)


def _claim(
    entry: dict[str, Any],
    sources: dict[str, Source],
    texts: dict[str, Any],
    file: SeedFile,
    words: Collection[str],
    findings: prose.Findings,
) -> Claim:
    told = texts["claims"][entry["key"]]
    lines = {
        name: prose.inline(told[name], words, findings, file.line_of(f"[claims.{entry['key']}]", name))
        for name in ("says", "weight", "check")
    }
    return Claim(
        key=entry["key"], rung=evidence.BY_KEY[entry["evidence"]], ids=tuple(entry["ids"]),
        sources=tuple(sources[source] for source in entry["sources"]), log=_metrics(entry, "log"),
        look=_metrics(entry, "look"), test=tuple(entry.get("test", ())), **lines,
    )  # fmt: skip


def _remember(
    texts: dict[str, Any], file: SeedFile, words: Collection[str], findings: prose.Findings
) -> tuple[SafeString, ...]:
    line = file.line_of("remember")
    return tuple(prose.inline(text, words, findings, line) for text in texts["remember"])


def _metrics(entry: dict[str, Any], key: str) -> tuple[metrics.Metric, ...]:
    return tuple(metrics.BY_KEY[name] for name in entry.get(key, ()))


def _minutes(body: str, claims: dict[str, Claim]) -> int:
    """Reading time of the text with its cards, at a calm pace, rounded up."""
    told = " ".join([body, *(strip_tags(f"{claim.says} {claim.check}") for claim in claims.values())])
    return max(1, math.ceil(len(re.findall(r"\w+", told)) / WORDS_A_MINUTE))


def _plain(marked: str) -> str:
    """Text without markup; the spare link behind each term goes with its words."""
    return entities.unescape(strip_tags(re.sub(r"<a [^>]*hidden>.*?</a>", "", marked)))
