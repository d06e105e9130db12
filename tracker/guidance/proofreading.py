"""Proof-reads an article: nothing missing, nothing unknown, every reference leads somewhere."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from tracker import metrics
from tracker.guidance import anchors, evidence
from tracker.guidance.prose import Section
from tracker.guidance.seedfile import SeedFile

TONES = ("leaf", "plum", "sky", "amber", "clay")
SEEN = ("read", "second-hand", "known")
EXPERIMENTS = tuple(f"E{number}" for number in range(1, 13))
INVENTORY = re.compile(r"[A-D]\d{2,3}")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Shape = dict[str, type]
ARTICLE: Shape = {
    "icon": str, "tone": str, "written": date, "reviewed": date, "next_review": date, "metrics": list,
    "sources": list, "claims": list,
}  # fmt: skip
ARTICLE_MAY: Shape = {
    "experiments": list, "names_supplements": bool, "left_out": list, "prose": dict, "passages": dict,
}  # fmt: skip
SOURCE: Shape = {"id": str, "seen": str}
SOURCE_MAY: Shape = {"text": str, "doi": str}
CLAIM: Shape = {"key": str, "ids": list, "evidence": str, "sources": list}
CLAIM_MAY: Shape = {"log": list, "look": list, "test": list}
WORDS: Shape = {"title": str, "summary": str, "after": str, "remember": list, "claims": dict}
WORDS_MAY: Shape = {"sources": dict, "left_out": dict}
TOLD: Shape = {"says": str, "weight": str, "check": str}
KIND = {str: "a text", date: "a date", list: "a list", dict: "a table", bool: "true or false"}


def check_shape(file: SeedFile, table: object, must: Shape, may: Shape, *place: str) -> None:
    """Every key that must be there is, no other key is, and each holds the right kind of thing."""
    if not isinstance(table, dict):
        file.fault("this must be a table", *place)
        return
    for key in must.keys() - table.keys():
        file.fault(f"{key} is missing", *place)
    shape = must | may
    for key, value in table.items():
        if key not in shape:
            file.fault(f"{key} is not known here", *place, key)
        elif type(value) is not shape[key]:
            file.fault(f"{key} must be {KIND[shape[key]]}", *place, key)
        elif key in must and not str(value).strip():
            file.fault(f"{key} is empty", *place, key)


def check_known(file: SeedFile, what: str, names: Iterable[object], known: Collection[str], *place: str) -> None:
    for name in names:
        if name not in known:
            file.fault(f"unknown {what} {name!r}", *place, str(name))


def check_facts(file: SeedFile, facts: dict[str, Any]) -> None:
    """The shape of article.toml, and that its dates follow each other."""
    check_shape(file, facts, ARTICLE, ARTICLE_MAY)
    for source in _tables(facts, "sources"):
        check_shape(file, source, SOURCE, SOURCE_MAY, "[[sources]]", str(_of(source, "id")))
    for claim in _tables(facts, "claims"):
        check_shape(file, claim, CLAIM, CLAIM_MAY, "[[claims]]", str(_of(claim, "key")))
    if not file.faults and not facts["written"] <= facts["reviewed"] < facts["next_review"]:
        file.fault("written, reviewed and next_review must follow each other", "next_review")


def check_words(file: SeedFile, texts: dict[str, Any]) -> None:
    """The shape of the front matter."""
    check_shape(file, texts, WORDS, WORDS_MAY)
    told = texts.get("claims")
    for key, claim in told.items() if isinstance(told, dict) else ():
        check_shape(file, claim, TOLD, {}, f"[claims.{key}]")
    if isinstance(texts.get("remember"), list) and len(texts["remember"]) != 3:
        file.fault("remember holds three lines", "remember")


def check_claims(file: SeedFile, facts: dict[str, Any], words: SeedFile, texts: dict[str, Any]) -> None:
    """What the facts name exists, and the words tell of the same claims as the facts."""
    check_known(file, "tone", [facts["tone"]], TONES, "tone")
    check_known(file, "metric", facts["metrics"], metrics.BY_KEY, "metrics")
    check_known(file, "experiment", facts.get("experiments", ()), EXPERIMENTS, "experiments")
    sources = _once(file, facts["sources"], "id", "[[sources]]")
    for source in facts["sources"]:
        check_known(file, "word for seen", [source["seen"]], SEEN, source["id"], "seen")
        if not re.fullmatch(r"10\.\d{4,}/\S+|", source.get("doi", "")):
            file.fault("a DOI starts with 10. and is no address", source["id"], "doi")
    keys = _once(file, facts["claims"], "key", "[[claims]]")
    for claim in facts["claims"]:
        place = ("[[claims]]", f'"{claim["key"]}"')
        check_known(file, "evidence word", [claim["evidence"]], evidence.BY_KEY, *place)
        check_known(file, "source", claim["sources"], sources, *place)
        check_known(file, "metric", claim.get("log", []) + claim.get("look", []), metrics.BY_KEY, *place)
        check_known(file, "experiment", claim.get("test", ()), EXPERIMENTS, *place)
        _check_ids(file, claim["ids"], *place)
        if claim["key"] not in texts["claims"]:
            words.fault(f"[claims.{claim['key']}] is missing", "[claims")
    for key in texts["claims"].keys() - keys:
        words.fault(f"article.toml has no claim {key!r}", f"[claims.{key}]")
    for ids in facts.get("left_out", ()):
        _check_ids(file, str(ids).split(), "left_out", f'"{ids}"')
    for section, kept in facts.get("passages", {}).items():
        check_known(file, "metric", kept, metrics.BY_KEY, "[passages]", section)
    if anchors.sections(file).keys() != {key for kept in facts.get("passages", {}).values() for key in kept}:
        file.fault("[passages] must stand above every list", "[passages]")


def check_sources(file: SeedFile, texts: dict[str, Any], facts: dict[str, Any], english: dict[str, Any]) -> None:
    """What the words say of the sources and of what was left out, about the same ones in every language."""
    remarks, left_out = texts.get("sources", {}), texts.get("left_out", {})
    wanted = [source["id"] for source in facts["sources"] if "text" not in source]
    file.same_keys(remarks, [*wanted, *(key for key in english.get("sources", {}) if key not in wanted)], "[sources]")
    check_known(file, "source", remarks, {source["id"] for source in facts["sources"]}, "[sources]")
    file.same_keys(left_out, facts.get("left_out", ()), "[left_out]")
    for table in (remarks, left_out):
        for key, said in table.items():
            if not isinstance(said, str) or not said.strip():
                file.fault(f"{key}: say it in a sentence", f'"{key}"')


def check_alike(file: SeedFile, sections: Sequence[Section], english: Sequence[Section]) -> None:
    """The same sections as in English, with the same claims and safety texts in the same order."""
    if len(sections) != len(english):
        file.fault(f"{len(sections)} sections where the English text has {len(english)}")
    for own, other in zip(sections, english, strict=False):
        placed, wanted = ([[*block.claims, block.note] for block in s.blocks if not block.html] for s in (own, other))
        if placed != wanted:
            line = next((block.line for block in own.blocks if block.line), 0)
            file.fault(
                f"the English text places other claims or notes under {other.slug or 'the opening'!r}", line=line
            )


def check_placing(
    file: SeedFile, facts_file: SeedFile, facts: dict[str, Any], sections: Iterable[Section], notes: Collection[str]
) -> None:
    """Every claim stands in the text exactly once, every note exists, every heading is one of its kind."""
    keys, placed, slugs = {claim["key"] for claim in facts["claims"]}, Counter[str](), Counter[str]()
    for section in sections:
        slugs[section.slug] += 1
        for block in section.blocks:
            placed.update(block.claims)
            for key in (*block.claims, block.note):
                if key and key not in keys and key not in notes:
                    file.fault(f"unknown {'note' if block.note else 'claim'} {key!r}", line=block.line)
            for key in block.claims:
                if placed[key] > 1:
                    file.fault(f"the claim {key!r} is placed twice", line=block.line)
    for key in keys - placed.keys():
        file.fault(f"the claim {key!r} is not placed in the text", f"[claims.{key}]")
    for slug, times in slugs.items():
        if times > 1:
            file.fault(f"two headings make the anchor {slug!r}")
    for slug in facts.get("passages", {}):
        check_known(facts_file, "section", [slug], slugs, "[passages]")
    for ids, slug in facts.get("prose", {}).items():
        _check_ids(facts_file, ids.split(), "[prose]", f'"{ids}"')
        if slug not in slugs:
            facts_file.fault(f"no section {slug!r}; there are {', '.join(filter(None, slugs))}", "[prose]", ids)


def _check_ids(file: SeedFile, ids: Iterable[object], *place: str) -> None:
    for name in ids:
        if not INVENTORY.fullmatch(str(name)):
            file.fault(f"{name!r} is no id of the inventory", *place, str(name))


def _once(file: SeedFile, entries: list[dict[str, Any]], key: str, place: str) -> set[str]:
    """The names given by `key`, each well formed and given once."""
    names = Counter(entry[key] for entry in entries)
    for name, times in names.items():
        if times > 1:
            file.fault(f"{key} {name!r} is given twice", *[f'"{name}"'] * 2)
        if not SLUG.fullmatch(name):
            file.fault(f"{key} {name!r} must be lower-case-with-dashes", place, name)
    return set(names)


def _tables(facts: dict[str, Any], key: str) -> list[object]:
    return facts[key] if isinstance(facts.get(key), list) else []


def _of(table: object, key: str) -> object:
    return table.get(key, "") if isinstance(table, dict) else ""
