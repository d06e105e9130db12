"""The search held to account on few people; `manage.py calibrate` does the same on many."""

from pathlib import Path

import numpy as np
import pytest

from tracker.stats.invented import LINKED, NULL, Scenario, life
from tracker.stats.public_diaries import crossed, diaries, mismatched, shown
from tracker.stats.search_calibration import Tally, person, tally

SEED = 77
PUBLIC = Path(__file__).parents[3] / "shared" / "data" / "real"


def test_people_without_any_link_are_shown_hardly_anything() -> None:
    few = [scenario for scenario in NULL if scenario.days <= 240]
    found = sum((tally(scenario, range(5), SEED) for scenario in few), Tally())
    assert found.people == 25 and found.links == 0
    assert found.any_false <= 4, "at 5 % more than four of twenty-five come up once in a hundred and forty times"
    assert found.plain_any_false >= 20


def test_true_links_are_found_nearly_as_often_as_can_be() -> None:
    found = tally(next(one for one in LINKED if one.name == "links 365"), range(10), SEED)
    assert found.links == 60 and found.of_oracle >= 0.85
    assert found.false_share <= 0.1 * found.people < found.plain_false_share
    assert found.coverage >= 0.85


def test_the_same_number_is_the_same_person() -> None:
    one, other = (person(NULL[1], 5, 3) for _ in range(2))
    assert (one.shown, one.plain_shown, one.any_false) == (other.shown, other.plain_shown, other.any_false)
    first, second = (life(LINKED[0], np.random.default_rng(number)) for number in (1, 2))
    assert first.links != second.links


@pytest.mark.parametrize("scenario", [*NULL, *LINKED], ids=lambda scenario: scenario.name)
def test_an_invented_diary_looks_like_a_diary(scenario: Scenario) -> None:
    lived = life(scenario, np.random.default_rng(SEED))
    assert len(lived.dates) == scenario.days and len(lived.links) == scenario.links
    for outcome in lived.outcomes.values():
        known = outcome[~np.isnan(outcome)]
        assert 0.4 < len(known) / scenario.days < 0.98
        assert known.min() >= 1 and known.max() <= 10 and (known == np.round(known)).all()


@pytest.mark.skipif(not PUBLIC.exists(), reason="the public diaries are not here")
def test_one_real_persons_habits_say_nothing_of_anothers_days() -> None:
    people = [diary for diary in diaries(PUBLIC) if diary.person.startswith("p")]
    every = list(mismatched(people))
    some = [shown(diary) for diary in every[:: len(every) // 25]]
    assert sum(one.ours > 0 for one in some) <= 0.05 * len(some) < sum(one.plain > 0 for one in some)


@pytest.mark.skipif(not PUBLIC.exists(), reason="the public diaries are not here")
def test_crossed_diaries_keep_their_weekdays() -> None:
    one, other = diaries(PUBLIC)[:2]
    moved = crossed(one, other, 3)
    shift = (moved.dates[0] - one.dates[0]).astype(int)
    assert len(moved.dates) > 60 and shift >= 0
    assert all(len(values) == len(moved.dates) for values in (*moved.habits.values(), *moved.outcomes.values()))
