"""Whose work Vagus stands on: every installed library with the licence that it states itself."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from tracker.web import naming

PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==", re.MULTILINE)
SHORT = 40


@dataclass(frozen=True, slots=True, order=True)
class Package:
    name: str
    version: str
    licence: str


@cache
def packages(lock: Path) -> tuple[Package, ...]:
    """What the lock file pins and this machine has, by name; what is meant for other systems is left out."""
    found = []
    for name in PINNED.findall(lock.read_text(encoding="utf-8")):
        try:
            facts = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        found.append(Package(facts["Name"], facts["Version"], licence(facts)))
    return tuple(sorted(set(found), key=lambda package: package.name.casefold()))


def licence(facts: metadata.PackageMetadata) -> str:
    """The licence as its package states it: expression, classifiers, or the first line of the old free text."""
    if "License-Expression" in facts:
        return facts["License-Expression"]
    classifiers = [
        line.split(" :: ")[-1] for line in facts.get_all("Classifier") or [] if line.startswith("License ::")
    ]
    named = [name for name in classifiers if name != "OSI Approved"]
    free: list[str] = facts.get_all("License") or [""]
    lines = free[0].strip().splitlines()
    if lines and len(lines[0]) <= SHORT and (len(lines) == 1 or not named):
        return lines[0].strip()
    return naming.listed(named)
