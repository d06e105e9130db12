"""Household measures by name, in the reader's language."""

import csv
from functools import cache
from typing import NamedTuple

from django.conf import settings

LANGUAGES = ("en", "nb", "da", "sv", "zh")
NAMES = settings.SEEDS / "foods" / "portions_i18n.csv"


class Portion(NamedTuple):
    """So many grams under a household name, and the grams of fibre in it (None is unknown)."""

    name: str
    grams: float
    fibre: float | None = None

    @property
    def digits(self) -> int:
        """Decimals worth showing of the grams."""
        return int(self.grams < 10 and self.grams % 1 > 0)


@cache
def _names() -> dict[str, dict[str, str]]:
    with NAMES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["portion_name_en"]: {code: row[f"portion_name_{code}"] for code in LANGUAGES} for row in rows}


def known_portions() -> frozenset[str]:
    """The English names that have a translation."""
    return frozenset(_names())


def portion_name(english: str, language: str) -> str:
    """A portion's name in a language; a person's own measure stays as they wrote it."""
    return _names().get(english, {}).get(language.split("-")[0]) or english
