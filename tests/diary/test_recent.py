"""A page of History mended after a change is the page that reading it anew would give."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import TODAY, a_break, a_dose, a_food, a_supplement, an_event
from tests.diary.verbs import answer, drop, eat, tap
from tracker.diary import changes, history, recent
from tracker.diary.history import Asked, History
from tracker.diary.models import CheckIn, Event, Serving, Supplement
from tracker.models import User
from tracker.web import keys, latest

DAY = timedelta(days=1)


@pytest.fixture
def remembering(alice: User, monkeypatch: pytest.MonkeyPatch) -> Iterator[User]:
    """Alice, read as if by requests of their own: a test runs in one transaction, in which nothing is kept."""
    monkeypatch.setattr(recent, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(latest, "connection", SimpleNamespace(in_atomic_block=False))
    recent.KEPT.clear()
    food, pill = a_food("oats"), a_supplement(alice, "Zinc")
    days = [TODAY - back * DAY for back in (*range(1, 30), *range(34, 70))]
    CheckIn.objects.bulk_create(CheckIn(owner=alice, day=day, mood=5) for day in days)
    Serving.objects.bulk_create(Serving(owner=alice, uid=uuid4(), day=day, food=food, grams=40) for day in days)
    a_dose(alice, pill, TODAY - 3 * DAY)
    a_break(alice, TODAY - 33 * DAY, TODAY - 31 * DAY)
    an_event(alice, "illness", TODAY - 8 * DAY, until=TODAY - 6 * DAY)
    yield alice
    recent.KEPT.clear()


def read(user: User, asked: Asked = Asked()) -> History:  # noqa: B008 (it is frozen)
    return history.read(User.objects.get(pk=user.pk), asked, today=TODAY, language="en")


def anew(user: User, asked: Asked = Asked()) -> History:  # noqa: B008
    kept, recent.KEPT = recent.KEPT, latest.Settled(most=0)
    try:
        return read(user, asked)
    finally:
        recent.KEPT = kept


def ill(user: User, day: date) -> None:
    row = Event(owner=user, uid=keys.row_id(keys.fresh()), day=day, until=day + 2 * DAY, kind="illness")
    changes.add(tap(user), [row])


def rename(user: User, day: date) -> None:
    Supplement.objects.filter(owner=user).update(name=f"Zinc {day.day}")
    user.diary_changed()


STEPS: dict[str, Callable[[User, date], None]] = {
    "answer": lambda user, day: answer(user, day, 3), "clear": lambda user, day: answer(user, day, None),
    "eat": lambda user, day: eat(user, day, "oats"), "drop": drop, "ill": ill, "rename": rename,
}  # fmt: skip
PAGES = (Asked(), Asked(before=TODAY - 40 * DAY), Asked(first=TODAY - 35 * DAY), Asked(last=TODAY - 5 * DAY))
STEP = st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 80), st.sampled_from(PAGES))


@given(st.lists(STEP, min_size=1, max_size=6))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_the_page_is_that_of_a_fresh_reading(
    remembering: User, steps: list[tuple[str, int, Asked]]
) -> None:
    for what, back, asked in steps:
        read(remembering, asked)
        STEPS[what](remembering, TODAY - back * DAY)
        assert read(remembering, asked) == anew(remembering, asked)


@pytest.mark.parametrize("what", sorted(STEPS))
@pytest.mark.parametrize("back", [0, 1, 7, 32, 69, 75])
def test_each_change_by_itself(remembering: User, what: str, back: int) -> None:
    read(remembering)
    STEPS[what](remembering, TODAY - back * DAY)
    assert read(remembering) == anew(remembering)


def test_a_day_filled_in_below_the_others_shows_the_break_between_them(alice: User, remembering: User) -> None:
    a_break(remembering, TODAY - 90 * DAY, TODAY - 80 * DAY)
    read(remembering)
    answer(remembering, TODAY - 95 * DAY, 4)
    assert read(remembering, Asked(before=TODAY - 40 * DAY)) == anew(remembering, Asked(before=TODAY - 40 * DAY))
    assert read(remembering) == anew(remembering)


def test_after_a_change_of_today_no_other_day_is_read(remembering: User) -> None:
    read(remembering)
    answer(remembering, TODAY, 7)
    with CaptureQueriesContext(connection) as seen:
        read(remembering)
    assert len(seen) == 3  # the person, the log, which days with their rows


def test_asked_again_only_the_log_is_looked_at(remembering: User) -> None:
    first = read(remembering)
    with CaptureQueriesContext(connection) as seen:
        assert read(remembering) == first
    assert len(seen) <= 3
