"""The never-offered list held to phrases written by somebody who had not read its code.

`phrases.csv` was written from the research text alone (experiments 2.7, guidance 6.2), the way tired people type. On
its first run 16 of the 60 forbidden ones passed and 2 of the 60 ordinary ones were blocked; the patterns were widened
after that, so the file guards against falling back and no longer measures how many unseen phrases would pass.
"""

import csv
from pathlib import Path
from typing import Final

import pytest

from tracker.experiments import never

PHRASES: Final = Path(__file__).with_name("phrases.csv")

LANGUAGES: Final = ("en", "nb", "da", "sv", "zh-hans")

MOST_BLOCKED_WRONGLY: Final = 0.05


def written(verdict: str) -> list[tuple[str, str]]:
    """Give every language and phrase the file holds under a verdict."""
    with PHRASES.open(encoding="utf-8", newline="") as rows:
        return [(row["language"], row["phrase"]) for row in csv.DictReader(rows) if row["verdict"] == verdict]


@pytest.mark.parametrize("verdict", ["forbidden", "allowed"])
def test_every_language_has_its_share_of_phrases(verdict: str) -> None:
    counts = dict.fromkeys(LANGUAGES, 0)
    for language, _phrase in written(verdict):
        counts[language] += 1
    assert counts == {"en": 20, "nb": 10, "da": 10, "sv": 10, "zh-hans": 10}


def test_no_forbidden_phrase_passes() -> None:
    passed = [row for row in written("forbidden") if not never.forbidden(row[1])]
    assert passed == []


def test_at_most_one_in_twenty_ordinary_habits_is_blocked() -> None:
    allowed = written("allowed")
    blocked = [(*row, never.forbidden(row[1])) for row in allowed if never.forbidden(row[1])]
    assert len(blocked) <= MOST_BLOCKED_WRONGLY * len(allowed), blocked
