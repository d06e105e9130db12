"""The fixed safety texts, and who should ask before testing anything on themselves."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString

from tracker.guidance import prose
from tracker.guidance.seedfile import ENGLISH, SeedError, SeedFile, told_in

FACTS = "notes.toml"


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

    key: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Safety:
    """The notes in the order of the safety page, the situations in the order of their list."""

    notes: dict[str, Note]
    situations: tuple[Situation, ...]
    language: str = ENGLISH


def read_safety(folder: Path, language: str) -> Safety:
    """The texts in the reader's language, in English while the language has no file of its own.

    Raises:
        SeedError: with every fault by file and line.
    """
    facts_file = SeedFile.at(folder / FACTS)
    facts = facts_file.toml()
    tones, keys = facts.get("notes", {}), facts.get("situations", [])
    path, spoken = told_in(folder, language, "toml")
    file = SeedFile.at(path)
    texts = file.toml()
    told = texts.pop("situations", {})
    file.same_keys(texts, tones, "[{}]")
    file.same_keys(told, keys, "[situations.{}]")
    notes = {name: _note(file, name, str(tone), texts.get(name)) for name, tone in tones.items()}
    situations = tuple(_situation(file, key, told.get(key)) for key in keys)
    if file.faults:
        raise SeedError(file.faults)
    return Safety(notes, situations, spoken)


def _note(file: SeedFile, name: str, tone: str, texts: Any) -> Note:
    said = texts if isinstance(texts, dict) else {}
    heading, text = str(said.get("heading", "")), str(said.get("text", ""))
    if not heading.strip() or not text.strip():
        file.fault(f"{name} needs a heading and a text", f"[{name}]")
    findings = prose.Findings()
    html = prose.passage(text, (), findings, file.line_of(f"[{name}]", "text"))
    for line, why in findings.faults:
        file.fault(why, line=line)
    return Note(name, tone, heading, html)


def _situation(file: SeedFile, key: str, texts: Any) -> Situation:
    said = texts if isinstance(texts, dict) else {}
    who, text = str(said.get("who", "")), str(said.get("text", ""))
    if not who.strip() or not text.strip():
        file.fault(f"{key} needs who and text", f"[situations.{key}]")
    return Situation(key, who, text)
