"""Where Learn tells of each number, from what stands above an article's lists: Today need not wait for the rest."""

from functools import cache
from pathlib import Path

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
        found = {path.parent.name: sections(SeedFile.at(path)) for path in seeds.glob("*/article.toml")}
    except (SeedError, AttributeError, TypeError):  # an article out of order must not take Today with it
        return {}
    return {m.key: (m.guide, found[m.guide].get(m.key, TOP)) for m in METRICS if m.guide in found}


def sections(file: SeedFile) -> dict[str, str]:
    """The section that each number leads to."""
    head = SeedFile(file.path, file.text.partition("\n[[")[0]).toml()
    return {str(metric): str(section) for section, metrics in head.get("passages", {}).items() for metric in metrics}
