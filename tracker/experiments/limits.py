"""Amounts of supplements that authorities name as a limit for taking them unsupervised; the app suggests none.

What is written in a plan is read for amounts. Above the highest named limit nothing is planned; above the lowest
only what a doctor or pharmacist made, and only as a diary of it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Limit:
    """A day's amount in mg from supplements: the lowest and the highest limit named, with their sources."""

    key: str
    name: str
    words: str
    low_mg: float
    high_mg: float
    source: str


# Looked up in November 2026.
LIMITS = (
    Limit(
        "magnesium", _("Magnesium from supplements"), r"magnesium|镁", 250, 350,
        "EFSA, Summary of tolerable upper intake levels, version 4, 2018; US NAM 1997; VKM report 2016:15",
    ),
    Limit("b6", _("Vitamin B6"), r"\bb[\s-]?6\b|pyridoxin", 12, 100, "EFSA 2023; US NAM 1998"),
    Limit("zinc", _("Zinc"), r"\bzin[ck]\b|\bsink\b|锌", 25, 40, "EFSA 2018; US NAM 2001"),
    Limit("folic", _("Folic acid"), r"fol(?:ic acid|syre|syra|at|ate|acin)\b|叶酸", 1, 1, "EFSA 2023; US NAM 1998"),
    Limit("niacin", _("Niacin as nicotinic acid"), r"niacin|nicotinic|烟酸", 10, 35, "EFSA 2018; US NAM 1998"),
)  # fmt: skip
AMOUNT = re.compile(
    r"(?<![\d.,])(\d{1,6}(?:[.,]\d{1,3})?)\s*"
    r"(mg|milligram\w*|毫克|µg|μg|ug|mcg|mikrogram\w*|microgram\w*|微克|g|gram\w*|克)",
    re.IGNORECASE,
)
MICRO = ("µ", "μ", "u", "mc", "mi", "微")


@dataclass(frozen=True, slots=True)
class Over:
    """An amount above a limit; `far` if it is above every one."""

    limit: Limit
    mg: float

    @property
    def far(self) -> bool:
        return self.mg > self.limit.high_mg


def over(text: str, known: Iterable[tuple[str, float]] = ()) -> tuple[Over, ...]:
    """The limits that a plan goes above.

    Args:
        text: the plan's own words.
        known: limit keys with amounts in mg a day that were asked for by name.
    """
    found = dict(known)
    amounts = [_in_mg(number, unit) for number, unit in AMOUNT.findall(text)]
    for limit in LIMITS:
        if amounts and re.search(limit.words, text, re.IGNORECASE):
            found[limit.key] = max(found.get(limit.key, 0.0), *amounts)
    return tuple(Over(limit, found[limit.key]) for limit in LIMITS if found.get(limit.key, 0) > limit.low_mg)


def _in_mg(number: str, unit: str) -> float:
    value, unit = float(number.replace(",", ".")), unit.lower()
    if unit.startswith(("mg", "milli", "毫")):
        return value
    return value / 1000 if unit.startswith(MICRO) else value * 1000
