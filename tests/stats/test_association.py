"""The search of a diary: what it finds, what it leaves alone, and what it refuses."""

from collections.abc import Callable

import numpy as np
import pytest

from tracker.stats.asked import Dates, laid
from tracker.stats.association import find_associations
from tracker.stats.beside import reverses
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


def test_an_outcome_noted_long_ago_alone_is_still_asked_about() -> None:
    dates, habits, outcomes = a_diary(2, 900)
    outcomes["stress"][200:] = np.nan
    found = find_associations(dates, habits, outcomes)
    assert ("fibre", "mood") in {(one.habit, one.outcome) for one in found.findings}
    assert ("fibre", "stress") in {(one.habit, one.outcome) for one in found.no_links}


def test_an_outcome_that_only_climbs_is_answered_without_a_link() -> None:
    dates, habits, _ = a_diary(2, 650)
    found = find_associations(dates, habits, {"weight": np.arange(650) * 1.0})
    assert found.findings == () and found.pairs == 2
    assert all(np.isfinite([one.slope, one.lo, one.hi, one.smallest]).all() for one in found.no_links)


def test_a_habit_in_the_context_of_a_finding_is_named() -> None:
    rng = np.random.default_rng(5)
    illness = (carried(rng, 300, 0.8) > 1) * 1.0
    felt = {"mood": 7 - 3 * illness + carried(rng, 300)}
    done = {"walk": np.where(illness == 1, 0.0, 1.0) * (rng.random(300) > 0.1)}
    alone = find_associations(days(300), done, felt)
    assert [one.explained_by for one in alone.findings] == [()]
    beside = find_associations(days(300), done, felt, context={"illness": illness})
    assert [one.explained_by for one in beside.findings] == [("illness",)]
    assert alone.findings[0].slope == beside.findings[0].slope


def test_habits_that_move_together_are_named() -> None:
    dates, habits, outcomes = a_diary(6, 300)
    habits["salad"] = habits["fibre"] + 0.5 * np.random.default_rng(6).normal(size=300)
    mood = next(one for one in find_associations(dates, habits, outcomes).findings if one.outcome == "mood")
    assert {mood.habit, *(other.habit for other in mood.companions)} == {"fibre", "salad"}
    assert all(0.7 < other.correlation < 1 for other in mood.companions)


def test_an_outcome_that_follows_its_habit_hardly_ever_seems_to_lead() -> None:
    turned = []
    for seed in range(20):
        dates, habits, outcomes = a_diary(seed, 150)
        turned += reverses(laid(dates, habits, outcomes), [("fibre", "mood")])
    assert sum(one is not None and one.seen for one in turned) <= 3


def test_an_outcome_that_leads_is_seen_to() -> None:
    rng = np.random.default_rng(6)
    tea, calm = rng.normal(size=(2, 300))
    for day in range(1, 300):
        tea[day] += 0.5 * calm[day - 1]
        calm[day] += 0.5 * tea[day]
    one = find_associations(days(300), {"tea": tea}, {"calm": calm}).findings[0]
    assert one.window == "same" and one.reverse is not None
    assert one.reverse.seen and one.reverse.lo < 0.5 < one.reverse.hi


def test_days_beside_gaps_are_compared_with_the_others() -> None:
    dates, habits, outcomes = a_diary(7, 300)
    rng = np.random.default_rng(7)
    gone = rng.random(300) < 0.12
    beside = np.roll(gone, 1) | np.roll(gone, -1)
    outcomes["mood"] = 6 + np.nan_to_num(habits["fibre"]) + carried(rng, 300) - 1.5 * beside
    outcomes["mood"][gone] = np.nan
    one = find_associations(dates, habits, outcomes).findings[0]
    assert one.beside_gaps is not None and one.beside_gaps.seen and -2 < one.beside_gaps.difference < -1


def test_an_answer_says_what_a_usual_step_goes_with_and_what_could_have_been_seen() -> None:
    found = find_associations(*a_diary())
    one = found.findings[0]
    effect, lo, hi = one.effect
    assert effect == pytest.approx(one.slope * one.step) and lo < effect < hi and one.low < one.high
    assert one.days_low == pytest.approx(one.n / 4, abs=1) and one.wide_lo <= one.lo
    walk = next(one for one in found.no_links if (one.habit, one.outcome) == ("walk", "stress"))
    assert (walk.low, walk.high, walk.yes_no) == (0, 1, True) and walk.days_low + walk.days_high == walk.n
    assert walk.smallest > 0.3 and not walk.little


def test_a_plain_correlation_is_counted_beside() -> None:
    rng = np.random.default_rng(8)
    drifting = {f"o{at}": np.cumsum(rng.normal(size=300)) for at in range(3)}
    habits = {f"h{at}": np.cumsum(rng.normal(size=300)) for at in range(3)}
    plain = find_associations(days(300), habits, drifting).plain
    assert plain.questions >= 15 and 5 <= plain.pairs <= 9 and plain.by_luck >= 10
