"""The words of the articles, each explained in one sentence."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.guidance.seedfile import ENGLISH, SeedError, SeedFile, told_in

LAST = {"nb": "æøå", "da": "æøå", "sv": "åäö"}


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it says; `key` is its anchor and what articles link to."""

    key: str
    name: str
    says: str


def read_glossary(folder: Path, language: str) -> dict[str, Term]:
    """All terms by key, in the order of the language’s dictionary; in English while a language has no file of its own.

    Raises:
        SeedError: with every fault by file and line.
    """
    path, spoken = told_in(folder, language, "toml")
    file = SeedFile.at(path)
    texts = file.toml()
    if spoken != ENGLISH:
        file.same_keys(texts, SeedFile.at(folder / f"{ENGLISH}.toml").toml(), "[{}]")
    terms = [_term(file, key, text) for key, text in texts.items()]
    if file.faults:
        raise SeedError(file.faults)
    return {term.key: term for term in sorted(terms, key=lambda term: _in_order(term.name, spoken))}


def _in_order(name: str, language: str) -> bytes:
    """Chinese as its national code orders it, common characters by their sound; å, ä, æ, ö, ø after z."""
    if language == "zh-hans":
        return name.casefold().encode("gb18030")
    last = {ord(letter): 0xE000 + place for place, letter in enumerate(LAST.get(language, ""))}
    return name.casefold().translate(last).encode("utf-8")


def _term(file: SeedFile, key: str, text: Any) -> Term:
    said = text if isinstance(text, dict) else {}
    name, says = (said.get(part) for part in ("name", "says"))
    if not (isinstance(name, str) and isinstance(says, str) and name.strip() and says.strip()):
        file.fault(f"{key} needs a name and one sentence that says what it is", f"[{key}]")
    return Term(key, str(name), str(says))
