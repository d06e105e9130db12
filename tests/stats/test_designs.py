"""Designs that cannot answer are refused, with the reason."""

import pytest

from tracker.stats.designs import KINDS, ONSETS, Design, Onset, candidates, share_left
from tracker.stats.orders import count

# Period length, dropped days, and the share of an effect left for time constants 1, 2, 3, 5, 7, 10, 14 days.
LEFT = [
    ("week", 7, 2, (0.98, 0.88, 0.75, 0.55, 0.42, 0.30, 0.21)),
    ("fortnight", 14, 4, (1, 0.98, 0.92, 0.79, 0.67, 0.53, 0.40)),
    ("fortnight", 14, 7, (1, 0.99, 0.96, 0.86, 0.74, 0.60, 0.47)),
    ("fourweek", 28, 14, (1, 1, 1, 0.98, 0.93, 0.85, 0.73)),
]


@pytest.mark.parametrize(("kind", "length", "drop", "shares"), LEFT)
def test_how_much_of_a_slow_effect_is_left(kind: str, length: int, drop: int, shares: tuple[float, ...]) -> None:
    found = [share_left(Design(kind, 8, length, drop), tau) for tau in (1, 2, 3, 5, 7, 10, 14)]
    assert found == pytest.approx(shares, abs=0.0051)


def test_an_effect_at_once_is_left_whole() -> None:
    assert share_left(Design.usual("day"), 0) == 1
    assert 0.4 < share_left(Design.usual("day"), 1) < 0.7
    with pytest.raises(ValueError, match="days"):
        share_left(Design.usual("day"), -1)


@pytest.mark.parametrize("sides", ["two", "one"])
@pytest.mark.parametrize("kind", ["week", "pairs"])
@pytest.mark.parametrize("periods", range(2, 17, 2))
def test_designs_whose_smallest_p_is_too_large_are_refused(kind: str, periods: int, sides: str) -> None:
    design = Design(kind, periods, 7, 2)
    smallest = (2 if sides == "two" else 1) / count(design.layout, periods)
    refusal = design.refusal(None, sides)  # type: ignore[arg-type]
    if smallest > 0.05:
        assert refusal and refusal.reason == "too_few_orders"
        assert (refusal.smallest_p, refusal.orders) == (pytest.approx(smallest), count(design.layout, periods))
    else:
        assert (refusal is None) == (periods >= KINDS[kind].fewest)


def test_three_pairs_say_their_smallest_p() -> None:
    refusal = Design.usual("pairs", 6).refusal()
    assert refusal and refusal.smallest_p == 1 / 4


def test_short_periods_are_refused_for_slow_effects() -> None:
    refusal = Design.usual("week").refusal("fortnight")
    assert refusal and refusal.reason == "shorter_than_onset"
    assert refusal.share == pytest.approx(0.42, abs=0.005)
    assert Design.usual("fourweek").refusal("fortnight") is None
    assert Design.usual("fourweek").refusal("same_day") is None


def test_a_probiotic_cannot_be_tested_in_eight_weeks() -> None:
    assert [d for d in candidates("fortnight") if d.days <= 56 * 2 and d.refusal("fortnight") is None] == []


@pytest.mark.parametrize(
    ("design", "reason"),
    [
        (Design.usual("day", 26), "too_short"),
        (Design.usual("week", 6), "too_few_orders"),
        (Design.usual("week", 18), "too_long"),
        (Design.usual("day", 450), "too_long"),
    ],
)
def test_other_reasons(design: Design, reason: str) -> None:
    refusal = design.refusal()
    assert refusal and refusal.reason == reason


def test_the_usual_designs_can_answer() -> None:
    assert {kind: Design.usual(kind).days for kind in KINDS} == {
        "day": 56, "week": 84, "fortnight": 168, "fourweek": 224, "pairs": 84,
    }  # fmt: skip
    assert [Design.usual(kind).refusal() for kind in KINDS] == [None] * 5
    assert Design.usual("day").smallest_p() == 1 / 10_000
    assert Design.usual("week").smallest_p() == 2 / 616


@pytest.mark.parametrize("onset", ONSETS)
def test_every_onset_has_a_design_that_suits_it(onset: Onset) -> None:
    found = candidates(onset)
    assert any(design.refusal(onset) is None for design in found)
    assert [design.days for design in found] == sorted(design.days for design in found)
    assert any(design.refusal(onset) is None for design in candidates(onset, "pairs"))


def test_the_drawn_order_is_among_the_rows() -> None:
    for design in (Design.usual("week"), Design.usual("pairs"), Design.usual("day", 28)):
        rows, at = design.rows(13, "seed")
        assert tuple(rows[at]) == design.order(13)
        assert len(rows) == design.orders


@pytest.mark.parametrize(
    "facts", [("week", 8, 7, 3), ("week", 7, 7, 2), ("watch", 8, 7, 2), ("day", 28, 7, 2), ("week", 0, 7, 2)]
)
def test_designs_that_do_not_exist(facts: tuple[str, int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"design|evenly"):
        Design(*facts)


def test_questions_that_make_no_sense() -> None:
    design = Design.usual("week")
    for wrong in ({"onset": "soon"}, {"sides": "three"}, {"alpha": 0.0}):
        with pytest.raises(ValueError, match=r"effect|sides"):
            design.refusal(**wrong)  # type: ignore[arg-type]
    for wrong in ({"onset": "soon"}, {"onset": "week", "kind": "watch"}):
        with pytest.raises(ValueError, match="design"):
            candidates(**wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no design"):
        Design.usual("watch")
    with pytest.raises(ValueError, match="no order"):
        design.rows(616)
