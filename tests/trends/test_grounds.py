"""A file that is given again is the one that would be drawn anew, and one is drawn only when what it shows changed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import TODAY, a_break, an_event, an_own_tracker
from tests.diary.test_any_order import EDIT, Both
from tests.diary.test_any_order import shipped as shipped
from tests.trends.days import noted
from tracker.accounts.models import User
from tracker.diary import known
from tracker.diary.models import CheckIn, OwnTracker
from tracker.trends import grounds, orders
from tracker.trends.views import FILES
from tracker.web.files import DRAWN

SPAN = f"from={TODAY - timedelta(days=7)}&to={TODAY}"
ASKED = [
    ("trend", f"metric={key}&{SPAN}", "svg")
    for key in ("mood", "unease", "fibre", "plants", "sleep_hours", "own_coffee", "took_zinc", "supplement_magnesium")
]  # fmt: skip
ASKED += [
    ("year", "metric=mood", "svg"), ("stool", SPAN, "svg"), ("weekday", f"metric=moment_pleasant&{SPAN}", "svg"),
    ("coverage", SPAN, "svg"), ("trend", f"metric=mood&metric=fibre&{SPAN}", "csv"),
    ("trend", f"metric=mood&shade=illness&{SPAN}", "svg"),
]  # fmt: skip


@pytest.fixture
def remembering(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """What was read is kept from one request to the next, though a test is one transaction, and may be left aside."""
    shown = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr(known, "connection", shown)
    known.KNOWN.clear()
    yield shown
    known.KNOWN.clear()


def file(person: User, figure: str, query: str, ending: str, *, kept: bool = True) -> tuple[str, bytes]:
    """Its tag and the file: as it was made before where it may be, or made anew."""
    user = User.objects.get(pk=person.pk)
    order = orders.read(user, figure, QueryDict(query), TODAY)
    _type, read, make = FILES[ending]
    ground = read(user, order)
    tag = grounds.tag(order, ending, grounds.stamp(user, order, ground, ending))
    made = DRAWN.get(tag, lambda: make(order, ground)) if kept else make(order, ground)
    return tag, made.encode() if isinstance(made, str) else made


@pytest.mark.usefixtures("shipped")
@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(EDIT, min_size=1, max_size=3), min_size=2, max_size=5))
def test_after_any_edits_each_file_is_the_one_that_a_fresh_process_draws(
    remembering: SimpleNamespace, edits: list[list[tuple[str, tuple[Any, ...]]]]
) -> None:
    both = Both()
    for some in [[], *edits]:
        for name, values in some:
            getattr(both, name)(*values)
        given_again = [file(both.user, *asked) for asked in ASKED]
        remembering.in_atomic_block = True
        drawn = [file(both.user, *asked, kept=False) for asked in ASKED]
        remembering.in_atomic_block = False
        assert given_again == drawn


def tags(door: Client, *queries: str) -> list[str]:
    return [door.get(f"/trends/{query}").headers["ETag"] for query in queries]


def test_a_tap_leaves_the_figures_of_everything_else_as_a_browser_has_them(
    evening: None, door: Client, alice: User
) -> None:
    noted(alice, 40, stress=3, stool_type=4)
    drawn = ("trend.svg?metric=mood", "year.svg", "trend.svg?metric=stress", "stool.svg", "trend.csv?metric=stress")
    before = tags(door, *drawn)
    CheckIn.objects.filter(owner=alice, day=TODAY).update(mood=0)
    alice.diary_changed()
    after = tags(door, *drawn)
    assert [was == is_ for was, is_ in zip(before, after, strict=True)] == [False, False, True, True, True]
    again = door.get(f"/trends/{drawn[2]}", headers={"If-None-Match": before[2]})
    assert (again.status_code, again.content) == (304, b"")


CHANGES: dict[str, Callable[[User], object]] = {
    "an event": lambda user: an_event(user, "travel", TODAY - timedelta(days=3)),
    "a break": lambda user: a_break(user, TODAY - timedelta(days=60), TODAY - timedelta(days=50)),
    "another scale": lambda user: OwnTracker.objects.filter(owner=user).update(kind="count"),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_what_else_a_figure_shows_makes_it_anew(evening: None, door: Client, alice: User, changed: str) -> None:
    an_own_tracker(alice, kind="amount")
    noted(alice, 40)
    before = tags(door, "trend.svg?metric=own_coffee")
    CHANGES[changed](alice)
    alice.diary_changed()
    assert tags(door, "trend.svg?metric=own_coffee") != before


def test_an_events_words_are_no_news_to_a_picture_and_are_to_a_file_of_numbers(
    evening: None, door: Client, alice: User
) -> None:
    event = an_event(alice, "travel", TODAY, text="by train")
    picture, numbers = tags(door, "trend.svg", "trend.csv")
    type(event).objects.filter(pk=event.pk).update(text="by boat")
    alice.diary_changed()
    after = tags(door, "trend.svg", "trend.csv")
    assert after[0] == picture and after[1] != numbers
    assert "by boat" in door.get("/trends/trend.csv").text


def test_two_people_with_the_same_days_never_share_a_tag(
    evening: None, door: Client, strangers_door: Client, alice: User, bob: User
) -> None:
    for person in (alice, bob):
        noted(person, 40)
    assert door.get("/trends/trend.svg").content == strangers_door.get("/trends/trend.svg").content
    assert tags(door, "trend.svg") != tags(strangers_door, "trend.svg")
