"""The search of a diary: what it finds, what it leaves alone, and what it refuses."""

from collections.abc import Callable

import numpy as np
import pytest

from tracker.stats.asked import Dates
from tracker.stats.association import find_associations
from tracker.stats.windows import Lack, Need
from tracker.table import Floats

DAYS = 200


def days(count: int = DAYS) -> Dates:
    return np.datetime64("2026-01-01") + np.arange(count)


def carried(rng: np.random.Generator, count: int = DAYS, carry: float = 0.5) -> Floats:
    """Values that carry over from day to day, mean 0 and spread 1."""
    values = rng.normal(size=count)
    for day in range(1, count):
        values[day] = carry * values[day - 1] + np.sqrt(1 - carry**2) * values[day]
    return values


def a_diary(seed: int = 1, count: int = DAYS) -> tuple[Dates, dict[str, Floats], dict[str, Floats]]:
    """Two habits and two outcomes; fibre goes with mood by 0.8 points a unit on the same day, nothing else does."""
    rng = np.random.default_rng(seed)
    habits = {"fibre": carried(rng, count), "walk": (carried(rng, count) > 0) * 1.0}
    outcomes = {"mood": 6 + 0.8 * habits["fibre"] + carried(rng, count), "stress": 4 + carried(rng, count)}
    for column in (*habits.values(), *outcomes.values()):
        column[rng.random(count) < 0.1] = np.nan
    return days(count), habits, outcomes


def test_a_link_that_is_there_is_found_with_its_window_and_size() -> None:
    found = find_associations(*a_diary())
    assert [(one.habit, one.outcome, one.window, one.direction) for one in found.findings] == [
        ("fibre", "mood", "same", 1)
    ]
    one = found.findings[0]
    assert one.lo < 0.8 < one.hi and one.q <= 0.04
    assert found.pairs == 4 and found.tested == len(found.questions) == 12


def test_what_is_missing_is_said_with_how_much_is_needed() -> None:
    dates, habits, outcomes = a_diary()
    habits["walk"][:] = np.nan
    habits["walk"][:60] = 0
    habits["walk"][3] = 1
    outcomes["stress"][25:] = np.nan
    found = find_associations(dates, habits, outcomes)
    needs = {(one.habit, one.outcome, one.window): one.need for one in found.questions}
    assert needs["walk", "mood", "same"] == Need(Lack.ANSWERS, 7)
    assert needs["fibre", "stress", "same"] == Need(Lack.OUTCOME_DAYS, 40 - int((~np.isnan(outcomes["stress"])).sum()))
    assert needs["fibre", "mood", "avg14"] is None
    assert {(one.habit, one.outcome) for one in found.not_enough} == {
        ("walk", "mood"),
        ("walk", "stress"),
        ("fibre", "stress"),
    }


def put(name: str, value: object) -> Callable[[dict[str, object]], None]:
    return lambda given: given.update({name: value})


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (put("dates", days()[::-1]), "increasing"),
        (put("dates", np.repeat(days(100), 2)), "increasing"),
        (put("dates", days().astype("datetime64[s]")), "datetime64"),
        (put("dates", days()[:, None]), "one-dimensional"),
        (put("habits", {"x": np.zeros(3)}), "shape"),
        (put("habits", {"x": np.full(DAYS, np.inf)}), "infinity"),
        (put("habits", {"x": ["a"] * DAYS}), "numbers"),
        (put("windows", ("tomorrow",)), "window"),
        (put("windows", ()), "windows"),
        (put("windows", ("same", "same")), "windows"),
        (put("q", 1.5), "rate"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: Callable[[dict[str, object]], None], words: str) -> None:
    dates, habits, outcomes = a_diary()
    given: dict[str, object] = {"dates": dates, "habits": habits, "outcomes": outcomes}
    wrong(given)
    with pytest.raises(ValueError, match=words):
        find_associations(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [0, 1, 2, 39])
def test_a_short_diary_has_no_answer_yet(count: int) -> None:
    dates, habits, outcomes = a_diary()
    few = {name: column[:count] for name, column in habits.items()}
    felt = {name: column[:count] for name, column in outcomes.items()}
    found = find_associations(dates[:count], few, felt)
    assert found.findings == () and found.pairs == 0 and len(found.not_enough) == 4


@pytest.mark.parametrize("value", [np.nan, 0.0, 5.0])
def test_a_column_that_never_changes_has_no_answer(value: float) -> None:
    dates, habits, outcomes = a_diary()
    habits["walk"][:], outcomes["stress"][:] = value, value
    found = find_associations(dates, habits, outcomes)
    assert {(one.habit, one.outcome) for one in found.not_enough} == {
        ("walk", "mood"), ("walk", "stress"), ("fibre", "stress")
    }  # fmt: skip


def test_no_questions_have_no_answers() -> None:
    found = find_associations(days(), {}, {})
    assert found.questions == found.findings == found.no_links == () and found.plain.by_luck == 0
