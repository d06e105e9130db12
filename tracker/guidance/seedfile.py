"""Seed files as text, with every fault told by file and line."""

import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

FENCE = "+++"
ENGLISH = "en"


class Fault(NamedTuple):
    """One thing wrong in one place."""

    path: Path
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.why}"


class SeedError(ValueError):
    """The seeds cannot be used; `faults` says why, all of it at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def told_in(folder: Path, language: str, kind: str) -> tuple[Path, str]:
    """The file of words in a language and that language; the English ones where nobody has written them yet."""
    own = folder / f"{language}.{kind}"
    return (own, language) if own.exists() else (folder / f"{ENGLISH}.{kind}", ENGLISH)


def missing(folder: Path, language: str, kind: str) -> list[Fault]:
    """The fault of a language without its file of words."""
    own = folder / f"{language}.{kind}"
    return [] if own.exists() else [Fault(own, 1, "the file is missing")]


@dataclass(slots=True)
class SeedFile:
    """A file being read, and the faults found in it so far."""

    path: Path
    text: str = ""
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def at(cls, path: Path) -> "SeedFile":
        try:
            return cls(path, path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise SeedError([Fault(path, 1, "the file is missing")]) from None
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            raise SeedError([Fault(path, line, "the file is not UTF-8")]) from None

    def fault(self, why: str, *tokens: str, line: int = 0) -> None:
        """Note a fault at `line`, or where the tokens are found, each one after the one before it."""
        self.faults.append(Fault(self.path, line or self.line_of(*tokens), why))

    def same_keys(self, own: Collection[str], wanted: Collection[str], place: str) -> None:
        """Note each key that is lacking and each one too many; `place` tells where a key stands."""
        for key in wanted:
            if key not in own:
                self.fault(f"{key} is missing", place.partition("{")[0])
        for key in own:
            if key not in wanted:
                self.fault(f"{key} is not known here", place.format(key))

    def line_of(self, *tokens: str) -> int:
        """The line of the last token that can be found, looking for each behind the one before; else line 1."""
        place = 0
        for token in tokens:
            found = re.search(rf"(?<![\w-]){re.escape(token)}(?![\w-])", self.text[place:])
            if found:
                place += found.start()
        return self.text.count("\n", 0, place) + 1

    def toml(self) -> dict[str, Any]:
        """The whole file as TOML."""
        return self._parsed(self.text, 0)

    def front_matter(self) -> tuple[dict[str, Any], str, int]:
        """What stands between the fences, the Markdown below, and how many lines precede the Markdown."""
        lines = self.text.splitlines()
        fences = [number for number, line in enumerate(lines) if line.strip() == FENCE]
        if len(fences) < 2 or fences[0] != 0:
            raise SeedError([Fault(self.path, 1, f"front matter must stand between two {FENCE} lines at the top")])
        end = fences[1]
        return self._parsed("\n".join(lines[1:end]), 1), "\n".join(lines[end + 1 :]), end + 1

    def _parsed(self, text: str, above: int) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found[1]) if found else text.count("\n") + 1
            why = re.sub(r" \(at .*\)$", "", str(error))
            raise SeedError([Fault(self.path, line + above, f"TOML: {why}")]) from None
