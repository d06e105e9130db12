"""What a plan is about follows from its words too, so that no safety question is left out by ticking too little."""

import pytest

from tracker.experiments.limits import LIMITS, over
from tracker.experiments.starters import STARTERS
from tracker.experiments.touching import LABELS, OF_METRIC, STARTER_OF, counts, touches
from tracker.metrics import BY_KEY, METRICS, supplement


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("a glass of kefir", {"fermented", "food"}),
        ("my probiotic capsule", {"probiotic", "supplement"}),
        ("magnesium at night", {"magnesium", "supplement"}),
        ("no sugar", {"restriction", "food"}),
        ("ingen alkohol, mindre sukker", {"restriction", "food"}),
        ("mer fiber til frokost", {"fibre", "meal_times", "food"}),
        ("每天吃酸奶", {"fermented", "food"}),
        ("stå opp klokken sju", {"sleep"}),
        ("sit by the window", set()),
    ],
)
def test_words_say_what_it_is_about(words: str, found: set[str]) -> None:
    assert set(touches(["other"], None, "stress", words)) == {"other", *found}


def test_what_counts_the_habit_says_it_too() -> None:
    assert set(touches([], BY_KEY["fibre"], "stress")) == {"food", "fibre"}
    assert set(touches([], supplement("magnesium_citrate", "Mg"), "stress")) == {"supplement", "magnesium"}
    assert set(touches([], BY_KEY["sleep_hours"], "mood")) == {"sleep", "mood"}


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.key)
def test_ready_made_plans_touch_at_least_what_they_say(starter) -> None:  # type: ignore[no-untyped-def]
    found = touches(starter.touches, None, starter.outcome, starter.usual, starter.habit)
    assert starter.touches <= set(found)


def test_every_name_is_known() -> None:
    keys, slugs = {metric.key for metric in METRICS}, {starter.slug for starter in STARTERS}
    assert {*STARTER_OF, *OF_METRIC} <= keys and {*STARTER_OF.values()} <= slugs
    assert {touch for found in OF_METRIC.values() for touch in found} <= {*LABELS}
    assert counts("more-plants", "fibre") == ("fibre", "plant_groups", "plants") and counts("", "") == ()


@pytest.mark.parametrize(
    ("text", "far"),
    [
        ("magnesium 250 mg", None),
        ("magnesium 300 mg", False),
        ("magnesium, 0.4 g a day", True),
        ("sink 30 mg", False),
        ("vitamin B6 25 mg", False),
        ("folic acid 1200 µg", True),
        ("叶酸 1200 微克", True),
        ("folate 400 mcg", None),
        ("walk 400 m", None),
        ("30 mg of something", None),
    ],
)
def test_amounts_above_a_limit_are_seen(text: str, far: bool | None) -> None:
    found = over(text)
    assert [each.far for each in found] == ([] if far is None else [far])


def test_limits_are_in_order_and_name_their_source() -> None:
    assert all(0 < limit.low_mg <= limit.high_mg and limit.source for limit in LIMITS)
    assert [each.limit.key for each in over("", [("magnesium", 251)])] == ["magnesium"]
