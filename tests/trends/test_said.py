"""What is kept of Trends is what would be made anew."""

import pickle
import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import numpy as np
import pytest
from django.test import Client
from django.utils import translation

from tests.builders import TODAY, a_break, an_event
from tests.trends.days import a_long_diary, card, noted
from tracker.diary import known
from tracker.diary.models import CheckIn
from tracker.models import User
from tracker.table import Series, Span
from tracker.trends import panels
from tracker.trends.panels import Panel
from tracker.trends.said import SAID, numbers, once
from tracker.web import pieces

WEEK = Span.ending(TODAY, 7)
CHANGING = re.compile(r"[0-9a-f]{32}|csrfmiddlewaretoken[^>]*|X-CSRFToken[^}]*")


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Requests of their own, which keep what they read and made; nothing is kept yet."""
    monkeypatch.setattr(known, "connection", SimpleNamespace(in_atomic_block=False))
    forget()
    yield
    forget()


def forget() -> None:
    known.KNOWN.clear()
    SAID.clear()
    pieces.KEPT.empty()


def of(*values: float, off: bool = False) -> Series:
    return Series("mood", WEEK, np.array(values), np.arange(7) == 3 if off else None)


def test_the_same_numbers_are_said_once_and_others_anew(fresh: None) -> None:
    made: list[int] = []

    def say() -> int:
        made.append(1)
        return len(made)

    one, same, other = of(*range(7)), of(*range(7)), of(*range(1, 8))
    assert once(say, "a", numbers(one)) == once(say, "a", numbers(same)) == 1
    assert once(say, "a", numbers(other)) == 2
    assert once(say, "a", numbers(of(*range(7), off=True))) == 3
    assert once(say, "b", numbers(one)) == 4
    with translation.override("nb"):
        assert once(say, "a", numbers(one)) == 5


def test_a_kept_panel_goes_by_its_name_and_any_other_by_what_it_holds(fresh: None) -> None:
    first, again = (panels.kept(lambda: Panel("mood", "Mood"), "x") for _ in range(2))
    other = panels.kept(lambda: Panel("mood", "Mood"), "y")
    assert pickle.dumps(first) == pickle.dumps(again) != pickle.dumps(other)
    assert pickle.loads(pickle.dumps(Panel("mood", "Mood", "a note"))) == Panel("mood", "Mood", "a note")


def test_where_figures_may_be_kept_from_rests_on_no_number(alice: User, fresh: None) -> None:
    a_long_diary(alice, 60)
    before = card(alice, "two")
    CHANGES["mood"](alice)
    alice.diary_changed()
    alice.refresh_from_db()
    after = card(alice, "two")
    assert pickle.dumps(before.stack) != pickle.dumps(after.stack)
    assert pickle.dumps((before.whole, before.figures)) == pickle.dumps((after.whole, after.figures))
    assert [title for title, _ in after.figures] == ["Mood", "Stress"]


def test_a_figure_that_waits_for_days_cannot_be_kept(alice: User, fresh: None) -> None:
    noted(alice, 20)
    found = card(alice, "two")
    assert [title for title, _ in found.figures] == ["Mood"] and len(found.stack) == 2


CHANGES = {
    "mood": lambda user: CheckIn.objects.filter(owner=user, day=TODAY - timedelta(days=3)).update(mood=10),
    "stool": lambda user: CheckIn.objects.filter(owner=user, day=TODAY - timedelta(days=5)).update(stool_type=7),
    "event": lambda user: an_event(user, "travel", TODAY - timedelta(days=30)),
    "break": lambda user: a_break(user, TODAY - timedelta(days=2), TODAY),
}


@pytest.mark.parametrize("path", ["/trends/", "/trends/?range=all&show=stress", "/trends/more/", "/summary/"])
@pytest.mark.parametrize("changed", CHANGES)
def test_after_a_change_a_page_is_what_a_process_that_knew_nothing_makes(
    door: Client, alice: User, fresh: None, path: str, changed: str
) -> None:
    a_long_diary(alice, 60)
    before = door.get(path).text
    CHANGES[changed](alice)
    alice.diary_changed()
    after = door.get(path).text
    forget()
    assert CHANGING.sub("", after) == CHANGING.sub("", door.get(path).text)
    assert after != before or changed == "stool"  # of which not every page speaks
