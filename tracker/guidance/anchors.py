"""Where Learn tells of each number, from the facts of the articles alone: Today need not wait for their words."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tracker.metrics import METRICS

TOP = "text"


def passages() -> dict[str, tuple[str, str]]:
    """For each number the article and the anchor that tell of it; the same in every language."""
    return _passages(settings.SEEDS)


@cache
def _passages(seeds: Path) -> dict[str, tuple[str, str]]:
    try:
        found = {path.parent.name: read(path.read_text(encoding="utf-8")) for path in seeds.glob("*/article.toml")}
        return {m.key: (m.guide, anchor(found[m.guide], m.key)) for m in METRICS if m.guide in found}
    except (ValueError, KeyError):  # an article out of order must not take Today with it
        return {}


def read(text: str) -> dict[str, Any]:
    """The passages and the claims of an article, line by line: every start waits for them, and reading TOML is slow.

    Raises:
        ValueError: for a list that does not stand in one line.
    """
    found: dict[str, Any] = {"passages": {}, "claims": []}
    table = ""
    for line in text.splitlines():
        if line.startswith("["):
            table = line
            if table == "[[claims]]":
                found["claims"].append({})
        elif table == "[[claims]]" and line.startswith(("key =", "look =", "log =")):
            name, value = line.split(" = ", 1)
            found["claims"][-1][name] = json.loads(value)
        elif table == "[passages]" and line and line[0] != "#":
            name, value = line.split(" = ", 1)
            found["passages"][name] = json.loads(value)
    return found


def anchor(facts: dict[str, Any], metric: str) -> str:
    """The anchor to read at about a number: the section named for it, else the first claim that looks at it."""
    for section, metrics in facts["passages"].items():
        if metric in metrics:
            return str(section)
    told = (claim["key"] for claim in facts["claims"] if metric in (*claim.get("look", ()), *claim.get("log", ())))
    first = next(told, None)
    return f"claim-{first}" if first else TOP
