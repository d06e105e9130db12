"""Where Learn tells of each number, from the facts of the articles alone: Today need not wait for their words."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tracker.guidance.seedfile import SeedError, SeedFile
from tracker.metrics import METRICS

TOP = "text"


def passages() -> dict[str, tuple[str, str]]:
    """For each number the article and the anchor that tell of it; the same in every language."""
    return _passages(settings.SEEDS)


@cache
def _passages(seeds: Path) -> dict[str, tuple[str, str]]:
    try:
        found = {path.parent.name: SeedFile.at(path).toml() for path in seeds.glob("*/article.toml")}
        return {m.key: (m.guide, anchor(found[m.guide], m.key)) for m in METRICS if m.guide in found}
    except (SeedError, KeyError):  # an article out of order must not take Today with it
        return {}


def anchor(facts: dict[str, Any], metric: str) -> str:
    """The anchor to read at about a number: the section named for it, else the first claim that looks at it."""
    for section, metrics in facts.get("passages", {}).items():
        if metric in metrics:
            return str(section)
    told = (claim["key"] for claim in facts["claims"] if metric in (*claim.get("look", ()), *claim.get("log", ())))
    first = next(told, None)
    return f"claim-{first}" if first else TOP
