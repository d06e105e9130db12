"""Breaks: nothing waits, nothing counts as missed, noting stays possible."""

from datetime import date, timedelta
from uuid import uuid4

import numpy as np
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from tests.builders import TODAY, a_break, a_day, a_food, a_moment, a_serving
from tests.trends.days import noted
from tracker.diary import breaks, days, lowdays
from tracker.metrics import BY_KEY
from tracker.models import Break, CheckIn, User
from tracker.stats import summary
from tracker.table import Span

pytestmark = pytest.mark.usefixtures("evening")


def days_ago(n: int) -> date:
    return TODAY - timedelta(days=n)


def test_a_break_begins_today_and_needs_no_end(door: Client, alice: User) -> None:
    assert f'value="{TODAY}"' in door.get("/breaks/").text
    door.post("/breaks/", {"day": TODAY, "until": "", "note": "the sea"})
    row = Break.objects.get(owner=alice)
    assert (row.day, row.until, row.note) == (TODAY, None, "the sea")
    page = door.get("/today/").text
    assert "You are on a break. Noting is still possible." in page


def test_today_says_until_when(door: Client, alice: User) -> None:
    a_break(alice, until=date(2026, 12, 3))
    assert "You are on a break until 3 December. Noting is still possible." in door.get("/today/").text


def test_a_break_that_ends_before_it_begins_is_refused(door: Client, alice: User) -> None:
    answer = door.post("/breaks/", {"day": TODAY, "until": days_ago(1), "note": "kept"})
    assert answer.status_code == 422
    assert "The last day lies before the first." in answer.text and "kept" in answer.text
    with pytest.raises(IntegrityError), transaction.atomic():
        a_break(alice, until=days_ago(1))


def test_being_back_ends_it_yesterday_and_can_be_undone(door: Client, alice: User) -> None:
    row = a_break(alice, days_ago(5), TODAY + timedelta(days=9))
    key = uuid4().hex
    page = door.post(f"/breaks/{row.uid}/end/", {"key": key}, follow=True).text
    row.refresh_from_db()
    assert row.until == days_ago(1)
    assert f'value="{key}"' in page and "You are on a break" not in page
    door.post(f"/day/{TODAY}/undo/", {"undo": key})
    row.refresh_from_db()
    assert row.until == TODAY + timedelta(days=9)


def test_a_break_of_today_that_ends_today_never_was(door: Client, alice: User) -> None:
    row = a_break(alice)
    door.post(f"/breaks/{row.uid}/end/")
    assert breaks.on(alice, TODAY) is None and breaks.everything(alice) == []


def test_a_break_is_changed_and_taken_out(door: Client, alice: User) -> None:
    row = a_break(alice, days_ago(5), days_ago(2))
    door.post(f"/breaks/{row.uid}/", {"day": days_ago(6), "until": days_ago(3), "note": "ill"})
    row.refresh_from_db()
    assert (row.day, row.until, row.note) == (days_ago(6), days_ago(3), "ill")
    assert "ill" in door.get("/breaks/").text
    door.post(f"/breaks/{row.uid}/", {"remove": "1"})
    assert breaks.everything(alice) == []


def test_the_longest_of_several_breaks_is_told(alice: User) -> None:
    a_break(alice, until=days_ago(-2))
    long = a_break(alice, days_ago(3), days_ago(-8))
    assert breaks.on(alice, TODAY) == long
    forever = a_break(alice, days_ago(1))
    assert breaks.on(alice, TODAY) == forever


def test_days_off_are_those_of_any_break_and_nobody_elses(alice: User, bob: User) -> None:
    a_break(alice, days_ago(20), days_ago(8))
    a_break(alice, days_ago(2), days_ago(2))
    a_break(alice, days_ago(5), days_ago(4), removed=alice.date_joined)
    a_break(bob, days_ago(9))
    off = days.days_off(alice, Span.ending(TODAY, 10))
    assert list(np.flatnonzero(off)) == [0, 1, 7]


def test_the_low_mood_card_rests_during_a_break(door: Client, alice: User) -> None:
    for n in range(14):
        a_day(alice, days_ago(n), mood=2)
    pause = a_break(alice)
    assert not lowdays.offer(alice, TODAY)
    lowdays_shown = "A quiet word"
    User.objects.filter(pk=alice.pk).update(low_card_shown=TODAY)
    assert lowdays_shown not in door.get("/today/").text
    pause.delete()
    assert lowdays_shown in door.get("/today/").text


def test_help_that_was_asked_for_is_shown_during_a_break_too(door: Client, alice: User) -> None:
    a_break(alice)
    assert "A quiet word" in door.get("/today/?struggling=1").text


def test_cards_of_advice_and_counts_of_days_are_gone_from_today(door: Client, alice: User) -> None:
    told = ("One thing from the research", "of your last 90 days")
    assert all(words in door.get("/today/").text for words in told)
    a_break(alice)
    assert not any(words in door.get("/today/").text for words in told)


def test_was_that_all_is_not_asked_during_a_break_nor_of_a_day_in_one(door: Client, alice: User) -> None:
    food = a_food(fibre=10.0)
    for n in range(2, 30):
        a_serving(alice, food, days_ago(n), 300)
    a_serving(alice, food, days_ago(1), 10)
    asked, yesterday = "Was that all?", f"/day/{days_ago(1)}/"
    assert asked in door.get(yesterday).text
    pause = a_break(alice)
    assert asked not in door.get(yesterday).text
    Break.objects.filter(pk=pause.pk).update(day=days_ago(3), until=days_ago(1))
    assert asked not in door.get(yesterday).text


def test_noting_stays_possible_during_a_break(door: Client, alice: User) -> None:
    a_break(alice)
    door.post(f"/day/{TODAY}/answer/", {"field": "mood", "mood": "6", "base-mood": "", "was-mood": ""})
    assert CheckIn.objects.get(owner=alice).mood == 6


def test_unnoted_days_of_a_break_are_not_expected_and_noted_ones_are(alice: User) -> None:
    noted(alice, 5)
    a_break(alice, days_ago(19), days_ago(3))
    table = days.daily_table(alice, Span.ending(TODAY, 30), [BY_KEY["mood"]])
    found = summary.coverage(table.series("mood"))
    assert (found.noted, found.days, found.off) == (5, 15, 15)
    assert (found.share, table.within(Span.ending(TODAY, 3)).off) == (1 / 3, None)


def test_a_break_as_long_as_the_span_expects_nothing(alice: User) -> None:
    a_break(alice, days_ago(400))
    found = summary.coverage(days.daily_table(alice, Span.ending(TODAY, 30), [BY_KEY["mood"]]).series("mood"))
    assert (found.noted, found.days, found.off, found.share) == (0, 0, 30, 0)


def test_the_calendar_waits_for_no_day_of_a_break(door: Client, alice: User) -> None:
    noted(alice, 5)
    a_break(alice, days_ago(9), days_ago(3))
    a_break(alice, days_ago(40), days_ago(35))
    # 21 days so far, 7 of them resting, two of those noted all the same
    assert "Mood noted on 5 of 16 days this month." in door.get("/days/").text


def test_trends_says_how_many_days_were_a_break(door: Client, alice: User) -> None:
    noted(alice, 75, skip=[days_ago(n) for n in range(20, 33)])
    a_break(alice, days_ago(89), days_ago(75))
    page = door.get("/trends/").text
    assert "Mood noted on 62 of 75 days, 15 on a break." in page
    assert "Days of a break that were not noted are left out" in page


def test_today_tells_the_days_of_a_break_that_is_over(door: Client, alice: User) -> None:
    noted(alice, 10)
    a_moment(alice, day=days_ago(12))
    a_break(alice, days_ago(14), days_ago(8))
    page = door.get("/today/").text
    assert "11 of your last 90 days have an entry." in page and "4 were on a break." in page


def test_nothing_counts_days_in_a_row_anywhere() -> None:
    pages = sorted((settings.ROOT / "templates").rglob("*.html"))
    assert [page.name for page in pages if "streak" in page.read_text(encoding="utf-8").lower()] == []
    assert len(pages) > 100
