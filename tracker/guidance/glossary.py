"""The words of the articles, each explained in one sentence."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.guidance.seedfile import ENGLISH, SeedError, SeedFile, told_in


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it says; `key` is its anchor and what articles link to."""

    key: str
    name: str
    says: str


def read_glossary(folder: Path, language: str) -> dict[str, Term]:
    """All terms by key, sorted by name; in English while the language has no file of its own.

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
    return {term.key: term for term in sorted(terms, key=lambda term: term.name.casefold())}


def _term(file: SeedFile, key: str, text: Any) -> Term:
    said = text if isinstance(text, dict) else {}
    name, says = (said.get(part) for part in ("name", "says"))
    if not (isinstance(name, str) and isinstance(says, str) and name.strip() and says.strip()):
        file.fault(f"{key} needs a name and one sentence that says what it is", f"[{key}]")
    return Term(key, str(name), str(says))
