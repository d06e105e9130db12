"""The fixed safety texts, and who should ask before testing anything on themselves."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString

from tracker.guidance import prose
from tracker.guidance.seedfile import SeedError, SeedFile


@dataclass(frozen=True, slots=True)
class Note:
    """A safety text that says the same wherever it stands."""

    name: str
    tone: str
    heading: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Situation:
    """Someone who should ask first, and what they should know."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Safety:
    notes: dict[str, Note]
    situations: tuple[Situation, ...]


def read_safety(path: Path, language: str) -> Safety:
    """The file in the reader's language, in English where a text is missing.

    Raises:
        SeedError: with every fault by file and line.
    """
    file = SeedFile.at(path)
    facts = file.toml()
    situations = tuple(_situation(file, entry, language) for entry in facts.pop("situations", ()))
    notes = {name: _note(file, name, entry, language) for name, entry in facts.items()}
    if file.faults:
        raise SeedError(file.faults)
    return Safety(notes, situations)


def _note(file: SeedFile, name: str, entry: dict[str, Any], language: str) -> Note:
    texts = entry.get(language) or entry.get("en") or {}
    heading, text = str(texts.get("heading", "")), str(texts.get("text", ""))
    if not heading or not text:
        file.fault(f"{name} needs a heading and a text", f"[{name}")
    findings = prose.Findings()
    html = prose.passage(text, (), findings, file.line_of(f"[{name}.", "text"))
    for line, why in findings.faults:
        file.fault(why, line=line)
    return Note(name, str(entry.get("tone", "amber")), heading, html)


def _situation(file: SeedFile, entry: dict[str, Any], language: str) -> Situation:
    texts = entry.get(language) or entry.get("en") or {}
    if not texts.get("who") or not texts.get("text"):
        file.fault("a situation needs who and text", "[[situations]]")
    return Situation(str(texts.get("who", "")), str(texts.get("text", "")))
