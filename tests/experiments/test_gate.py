"""The safety questions decide as the tables say, the stricter rule where two differ."""

import pytest

from tracker.experiments.gate import KEYS, SITUATIONS, Action, decide
from tracker.experiments.starters import STARTERS, starter
from tracker.metrics import METRICS, Role
from tracker.stats.designs import candidates

BY_KEY = {each.key: each for each in STARTERS}


def action(key: str, *fitting: str, agreed: tuple[str, ...] = ()) -> Action:
    return decide(BY_KEY[key].touches, fitting, agreed).action


@pytest.mark.parametrize("situation", ["under_18", "crisis", "low_now", "red_flags"])
def test_some_situations_stop_everything(situation: str) -> None:
    assert {action(key, situation, agreed=(situation,)) for key in BY_KEY} == {Action.BLOCK}
    assert decide([], [situation]).action == Action.BLOCK


@pytest.mark.parametrize(
    ("situation", "blocked"),
    [
        ("pregnant", {"E4", "E12"}),
        ("eating", {"E2", "E3", "E5", "E11"}),
        ("kidney", {"E12"}),
        ("immune", {"E4"}),
        ("maoi", {"E1"}),
        ("diabetes", {"E11"}),
        ("antibiotics", {"E4"}),
        ("prescribed", set()),
    ],
)
def test_who_is_kept_from_what(situation: str, blocked: set[str]) -> None:
    assert {key for key in BY_KEY if action(key, situation) == Action.BLOCK} == blocked
    assert {key for key in BY_KEY if action(key, situation, agreed=(situation,)) == Action.BLOCK} == blocked


@pytest.mark.parametrize(
    ("situation", "asked"),
    [
        ("prescribed", {"E4", "E12"}),
        ("immune", {"E1"}),
        ("bipolar", {"E3", "E4", "E6", "E8", "E12"}),
        ("diabetes", {"E3", "E5"}),
        ("limits", {"E8"}),
        ("narrow", {"E1", "E2"}),
        ("sleep_risk", {"E6"}),
        ("gut", set()),
    ],
)
def test_what_needs_a_doctors_yes(situation: str, asked: set[str]) -> None:
    assert {key for key in BY_KEY if action(key, situation) == Action.AGREE} == asked
    for key in asked:
        found = decide(BY_KEY[key].touches, [situation], [situation])
        assert found.allowed and [each.key for each in found.warned] == [situation]


def test_the_strictest_answer_decides_and_all_are_told() -> None:
    found = decide(BY_KEY["E1"].touches, ["gut", "maoi", "immune", "trauma"])
    assert found.action == Action.BLOCK and not found.allowed
    told = [[each.key for each in group] for group in (found.blocked, found.to_agree, found.warned)]
    assert told == [["maoi"], ["immune"], ["gut"]]


def test_nothing_that_fits_lets_everything_through() -> None:
    assert {action(key) for key in BY_KEY} == {Action.ALLOW}


def test_help_comes_first_in_a_crisis_and_not_for_an_age() -> None:
    assert decide(["calm"], ["crisis"]).help_first and not decide(["calm"], ["under_18"]).help_first


def test_a_misspelt_answer_lets_nothing_through() -> None:
    with pytest.raises(ValueError, match="kidneys"):
        decide(["magnesium"], ["kidneys"])
    with pytest.raises(ValueError, match="doctor"):
        decide(["magnesium"], ["kidney"], ["doctor"])


def test_every_situation_touches_something_offered() -> None:
    offered = {touch for each in STARTERS for touch in each.touches} | {"everything"}
    assert len(set(KEYS)) == len(SITUATIONS)
    assert all(set(situation.rules) & offered for situation in SITUATIONS)


@pytest.mark.parametrize("each", STARTERS, ids=lambda each: each.key)
def test_ready_made_ones_ask_about_what_is_felt(each) -> None:  # type: ignore[no-untyped-def]
    metrics = {metric.key: metric for metric in METRICS}
    assert metrics[each.outcome].role == Role.OUTCOME
    assert all(metrics[key].role == Role.OUTCOME for key in each.others) and len(each.others) <= 3
    assert each.direction == {"higher": 1, "lower": -1}[metrics[each.outcome].better]
    assert starter(each.slug) is each


def test_what_can_be_drawn_by_lot_has_a_design_and_the_rest_is_watched() -> None:
    assert {each.key for each in STARTERS if each.kind == "watch"} == {"E3", "E12"}
    assert all(any(d.refusal(each.onset) is None for d in candidates(each.onset)) for each in STARTERS if each.onset)
    assert [each.key for each in STARTERS][:5] == ["E7", "E6", "E9", "E1", "E2"]
    assert {each.key for each in STARTERS if each.hidden} == {"E4", "E12"}
