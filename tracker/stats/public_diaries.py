"""Public diaries of real people, and the search held to account on them: one person's habits, another's outcomes.

Reads two tables where somebody has put them: `pmdata_daily.csv` (Thambawita V et al., PMData, ACM MMSys 2020) and
`kossakowski2017_daily.csv` (Kossakowski JJ et al., J Open Psychology Data 2017;5:1). Neither comes with Vagus.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tracker.stats.asked import Dates, laid
from tracker.stats.association import RATE, answered
from tracker.stats.search import search
from tracker.stats.windows import WINDOWS
from tracker.table import Floats

MOVED = (3, 7)  # weeks by which the other person's outcomes are moved
SPORT_HABITS = (
    "sleep_duration_h", "fitbit_sleep_h", "very_active_minutes", "lightly_active_minutes", "sedentary_minutes",
    "training_load", "alcohol", "glasses_of_fluid",
)  # fmt: skip
SPORT_OUTCOMES = ("fatigue", "mood", "readiness", "sleep_quality", "soreness", "stress")
MOOD_HABITS = (
    "physical", "pain", "headache", "hungry", "who_with_count", "social_activity", "pleasant", "concentration",
)  # fmt: skip
MOOD_OUTCOMES = ("cheerful", "relaxed", "down", "irritated", "worrying", "tired")


@dataclass(frozen=True, slots=True, eq=False)
class Diary:
    """One person's days."""

    person: str
    dates: Dates
    habits: dict[str, Floats]
    outcomes: dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Shown:
    """How many pairs were tested, and how many of them we and a plain correlation at p < 0.05 would show."""

    who: str
    pairs: int
    ours: int
    plain: int


def diaries(folder: Path) -> list[Diary]:
    """Every person in the folder's tables."""
    sport = _people(folder / "pmdata_daily.csv", SPORT_HABITS, SPORT_OUTCOMES)
    return sport + _people(folder / "kossakowski2017_daily.csv", MOOD_HABITS, MOOD_OUTCOMES)


def _people(path: Path, habits: tuple[str, ...], outcomes: tuple[str, ...]) -> list[Diary]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for name in dict.fromkeys(row.get("person", path.stem.split("_")[0]) for row in rows):
        own = sorted((row for row in rows if row.get("person", name) == name), key=lambda row: row["date"])
        columns = {key: np.array([float(row[key] or "nan") for row in own]) for key in habits + outcomes}
        dates = np.array([row["date"] for row in own], "datetime64[D]")
        found.append(Diary(name, dates, {h: columns[h] for h in habits}, {o: columns[o] for o in outcomes}))
    return found


def crossed(one: Diary, other: Diary, weeks: int) -> Diary:
    """The habits of one person with the outcomes of another, these moved by whole weeks; any link is luck.

    The other's days begin where the one's begin, on the same weekday; only days that both have are kept.
    """
    apart = (one.dates[0] - other.dates[0]).astype(int)
    moved = other.dates + (int(apart) // 7 + weeks) * 7
    dates, mine, theirs = np.intersect1d(one.dates, moved, assume_unique=True, return_indices=True)
    return Diary(
        f"{one.person} x {other.person}", dates,
        {name: values[mine] for name, values in one.habits.items()},
        {name: values[theirs] for name, values in other.outcomes.items()},
    )  # fmt: skip


def mismatched(people: list[Diary]) -> Iterator[Diary]:
    """Every two different people, both ways round, moved by each of the numbers of weeks."""
    return (crossed(one, other, weeks) for one in people for other in people if one is not other for weeks in MOVED)


def shown(diary: Diary) -> Shown:
    """Search a diary."""
    result = answered(search(laid(diary.dates, diary.habits, diary.outcomes), WINDOWS), RATE)
    return Shown(diary.person, result.pairs, len(result.findings), result.plain.pairs)
