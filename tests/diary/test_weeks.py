"""A day's page made from weeks that were kept is the page that reading them anew would give."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import TODAY, a_food, a_serving
from tests.diary.verbs import NOW, answer, drop, eat, tap
from tracker.diary import changes, page, weeks
from tracker.diary.merge import Change
from tracker.diary.models import CheckIn, SavedAnswer, Serving
from tracker.foods.models import Food
from tracker.models import User
from tracker.web import keys, latest

DAY = timedelta(days=1)


@pytest.fixture
def remembering(alice: User, monkeypatch: pytest.MonkeyPatch) -> Iterator[User]:
    """Alice, read as if by requests of their own: a test runs in one transaction, in which nothing is kept."""
    monkeypatch.setattr(weeks, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(latest, "connection", SimpleNamespace(in_atomic_block=False))
    weeks.KEPT.clear()
    CheckIn.objects.bulk_create(CheckIn(owner=alice, day=TODAY - back * DAY, mood=5) for back in range(60))
    for number in range(4):
        food = a_food(f"food-{number}", fibre=number, plant_key=f"plant{number}")
        Serving.objects.bulk_create(
            Serving(owner=alice, uid=uuid4(), day=TODAY - back * DAY, food=food, grams=50 + number)
            for back in range(number, 60, 2 + number)
        )
    yield alice
    weeks.KEPT.clear()


def read(user: User, day: date = TODAY) -> page.Day:
    return page.read(User.objects.get(pk=user.pk), day, today=TODAY, now=NOW)


def anew(user: User, day: date = TODAY) -> page.Day:
    kept, weeks.KEPT = weeks.KEPT, weeks.Kept(most=0)
    try:
        return read(user, day)
    finally:
        weeks.KEPT = kept


def rename(user: User, day: date) -> None:
    Food.objects.filter(slug="food-2").update(fibre=30)
    user.diary_changed()


STEPS: dict[str, Callable[[User, date], None]] = {
    "answer": lambda user, day: answer(user, day, 3), "clear": lambda user, day: answer(user, day, None),
    "eat": lambda user, day: eat(user, day, "food-1"),
    "eat another": lambda user, day: eat(user, day, "food-3"), "drop": drop, "food": rename,
}  # fmt: skip


STEP = st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 95), st.integers(0, 3))


@given(st.lists(STEP, min_size=1, max_size=6))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_the_page_is_that_of_a_fresh_reading(
    remembering: User, steps: list[tuple[str, int, int]]
) -> None:
    for what, back, shown in steps:
        read(remembering, TODAY - shown * DAY)
        STEPS[what](remembering, TODAY - back * DAY)
        assert read(remembering, TODAY - shown * DAY) == anew(remembering, TODAY - shown * DAY)


@pytest.mark.parametrize("what", sorted(STEPS))
@pytest.mark.parametrize("back", [0, 1, 2, 40])
def test_each_change_by_itself(remembering: User, what: str, back: int) -> None:
    read(remembering)
    STEPS[what](remembering, TODAY - back * DAY)
    after = page.with_food(User.objects.get(pk=remembering.pk), TODAY, today=TODAY, now=NOW)
    assert after[1] == anew(remembering).food
    assert read(remembering) == anew(remembering)


def counted(user: User) -> int:
    with CaptureQueriesContext(connection) as seen:
        read(user)
    return sum("tracker_serving" in query["sql"] or "UNION" in query["sql"] for query in seen)


def test_of_the_weeks_only_what_a_change_touched_is_read_again(remembering: User) -> None:
    read(remembering)
    answer(remembering, TODAY, 7)
    eat(remembering, TODAY, "food-1")
    assert counted(remembering) == 1
    answer(remembering, TODAY - 30 * DAY, 7)
    assert counted(remembering) == 2
    eat(remembering, TODAY - 30 * DAY, "food-1")
    assert counted(remembering) == 3


def test_a_tap_on_something_else_leaves_the_food_card_as_it_was_made(remembering: User) -> None:
    card = read(remembering).food
    answer(remembering, TODAY, 3)
    assert read(remembering).food is card
    eat(remembering, TODAY, "food-1")
    assert read(remembering).food is not card


def test_a_note_that_looks_like_a_document_is_a_note(remembering: User) -> None:
    read(remembering)
    changes.answer(tap(remembering), TODAY, "note", Change(keys.fresh(), '{"day": 1', ""))
    assert read(remembering) == anew(remembering)


def test_what_another_person_writes_changes_nothing(remembering: User, bob: User) -> None:
    before = read(remembering)
    answer(bob, TODAY - 5 * DAY, 2)
    assert read(remembering) == before
    assert SavedAnswer.objects.filter(owner=bob).count() == 1


def test_a_food_put_away_is_offered_no_more(door: Client, remembering: User) -> None:
    own = a_food("own-soup", owner=remembering, name_en="Own soup")
    for back in range(2, 60):
        a_serving(remembering, own, TODAY - back * DAY, grams=300)
    assert any(one.food == own.pk for one in read(remembering).food.quick)
    door.post(f"/foods/own/{own.pk}/archive/")
    assert not any(one.food == own.pk for one in read(remembering).food.quick)
