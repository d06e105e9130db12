"""The words of the articles, each explained in one sentence."""

from dataclasses import dataclass
from pathlib import Path

from tracker.guidance.seedfile import SeedError, SeedFile


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it says; `key` is its anchor and what articles link to."""

    key: str
    name: str
    says: str


def read_glossary(path: Path, language: str) -> dict[str, Term]:
    """All terms by key, sorted as the language's reader would look them up; English where a text is missing.

    Raises:
        SeedError: with every fault by file and line.
    """
    file = SeedFile.at(path)
    terms = []
    for key, texts in file.toml().items():
        text = texts.get(language) or texts.get("en") or {} if isinstance(texts, dict) else {}
        if isinstance(text.get("name"), str) and isinstance(text.get("says"), str):
            terms.append(Term(key, text["name"], text["says"]))
        else:
            file.fault(f"{key} needs a name and one sentence that says what it is", f"[{key}")
    if file.faults:
        raise SeedError(file.faults)
    return {term.key: term for term in sorted(terms, key=lambda term: term.name.casefold())}
