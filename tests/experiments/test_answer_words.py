"""A thousand verdicts in every language: only whole sentences fixed beforehand, and expectation always named."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.utils import translation

from tracker.experiments import verdict
from tracker.metrics import BY_KEY, METRICS, Better, Kind, Role
from tracker.web.languages import tag

FORBIDDEN = Path(__file__).parent.parent / "forbidden_words.csv"
EACH = 1000
KINDS = ("hoped", "other_way", "no_meaningful", "not_settled", "lost")
OUTCOMES = [
    m
    for m in METRICS
    if m.role is Role.OUTCOME and m.better in (Better.HIGHER, Better.LOWER) and m.kind is not Kind.CLOCK
]
OPEN_LABEL = (verdict.TAKING, verdict.DOING, verdict.BOXES)
FIXED = (*OPEN_LABEL, verdict.MAYBE_SMALLER, verdict.ALWAYS, verdict.GAP, verdict.EXPLORATORY)


def bodies(n: int) -> Iterator[tuple[dict[str, Any], dict[str, bool], Any]]:
    rng = np.random.default_rng(7)
    for number in range(n):
        d = float(rng.normal(0, 3))
        width = float(rng.gamma(2, 1))
        endless = rng.random() < 0.1
        share = float(rng.random())
        body = {
            "verdict": KINDS[number % 5], "difference": d, "low": None if endless else d - width,
            "high": None if endless else d + width, "extreme": int(rng.integers(1, 700)), "orders": 616,
            "maybe_smaller": bool(rng.random() < 0.5), "uneven": bool(rng.random() < 0.5),
            "followed": [None if rng.random() < 0.2 else share, share], "followed_all": share,
        }  # fmt: skip
        how = {name: bool(rng.random() < 0.3) for name in ("exploratory", "taking", "blind")}
        yield body, how, OUTCOMES[number % len(OUTCOMES)]


def whole(message: Any) -> re.Pattern[str]:
    """A sentence with anything short in its places."""
    parts = re.split(r"%\(\w+\)s", str(message))
    return re.compile(".{1,60}?".join(re.escape(part.replace("%%", "%")) for part in parts))


def forbidden(language: str) -> list[re.Pattern[str]]:
    with FORBIDDEN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = tag(language).casefold()
    mine = [row["pattern"] for row in rows if row["language"].replace("_", "-").casefold() == wanted]
    return [re.compile(pattern, re.IGNORECASE) for pattern in mine]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_verdict_is_made_of_whole_fixed_sentences(language: str) -> None:
    with translation.override(language):
        allowed = [whole(message) for message in (*verdict.SENTENCES.values(), *FIXED, verdict.FOLLOWED)]
        open_label = {str(message) for message in OPEN_LABEL}
        wrong = forbidden(language)
        for body, how, metric in bodies(EACH):
            words = verdict.words(body, metric, **how)
            for line in words.everything:
                assert any(pattern.fullmatch(line) for pattern in allowed), line
                if line != str(verdict.ALWAYS):  # which names treatment on purpose
                    assert [p.pattern for p in wrong if p.search(line)] == [], line
            assert words.always[0] in open_label
            assert words.always[1] == str(verdict.ALWAYS)


def test_every_language_has_its_list_of_words() -> None:
    assert [code for code, _name in settings.LANGUAGES if not forbidden(code)] == []


def test_the_english_sentences_are_those_of_the_word_list() -> None:
    root = Path(__file__).parent.parent.parent / "tracker" / "locale" / "terms.csv"
    with root.open(encoding="utf-8", newline="") as file:
        terms = {row["key"]: row["en"] for row in csv.DictReader(file)}
    ours = {
        "verdict.hoped": verdict.SENTENCES["hoped"], "verdict.other_way": verdict.SENTENCES["other_way"],
        "verdict.may_be_smaller": verdict.MAYBE_SMALLER, "verdict.unlikely": verdict.SENTENCES["no_meaningful"],
        "verdict.not_settled": verdict.SENTENCES["not_settled"], "verdict.lost": verdict.SENTENCES["lost"],
        "verdict.always": verdict.ALWAYS, "verdict.open_label.taking": verdict.TAKING,
        "verdict.open_label.doing": verdict.DOING, "verdict.gap": verdict.GAP,
        "verdict.adherence": verdict.FOLLOWED, "verdict.exploratory": verdict.EXPLORATORY,
    }  # fmt: skip
    with translation.override("en"):
        said = {key: re.sub(r"%\((\w+)\)s", r"{\1}", str(message)) for key, message in ours.items()}
    assert said == {key: terms[key] for key in ours}


def test_a_plan_started_as_too_weak_never_says_more_than_not_settled() -> None:
    body = {"verdict": "hoped"}
    assert verdict.kind_of(body, exploratory=True) == "not_settled"
    assert verdict.kind_of({"verdict": "no_meaningful"}, exploratory=True) == "no_meaningful"


def test_a_difference_is_written_with_its_sign_and_unit() -> None:
    with translation.override("en"):
        assert verdict.points(BY_KEY["stress"], -1.64) == "−1.6 points"
        assert verdict.points(BY_KEY["stress"], 1) == "+1.0 point"
        assert verdict.signed(-0.01) == "0.0"
