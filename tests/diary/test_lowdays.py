"""The quiet card: exactly the rule, and nothing more."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.builders import TODAY, a_day
from tracker.diary import lowdays
from tracker.models import User

pytestmark = pytest.mark.usefixtures("evening")
MOOD = {"field": "mood", "one": "1"}


def low_fortnight(user: User, low: int, entries: int = 13, every: int = 1) -> None:
    for number in range(entries):
        a_day(user, TODAY - timedelta(days=(number + 1) * every), mood=3 if number < low else 6)


def note_mood(door: Client, mood: int) -> str:
    response = door.post(
        "/day/2026-11-21/answer/", {**MOOD, "mood": mood, "key": f"key-mood-{mood}"}, headers={"HX-Request": "true"}
    )
    return response.content.decode()


def test_ten_low_days_of_fourteen_bring_the_card_with_the_count(door: Client, alice: User) -> None:
    low_fortnight(alice, 10)
    reply = note_mood(door, 2)
    assert "You have marked low mood on 11 of your last 14 entries." in reply
    assert "The app cannot know why." in reply
    assert "You have marked low mood" in door.get("/today/").content.decode()


@pytest.mark.parametrize(("low", "entries"), [(8, 13), (12, 12)])
def test_fewer_low_days_or_fewer_entries_bring_no_card(door: Client, alice: User, low: int, entries: int) -> None:
    low_fortnight(alice, low, entries)
    assert "A quiet word" not in note_mood(door, 3)


def test_days_that_were_not_noted_are_skipped_not_counted(door: Client, alice: User) -> None:
    low_fortnight(alice, 13, every=3)
    a_day(alice, TODAY - timedelta(days=1), stress=9)
    assert "14 of your last 14" in note_mood(door, 1)


def test_entries_of_long_ago_say_nothing_about_now(door: Client, alice: User) -> None:
    low_fortnight(alice, 13, every=10)
    assert "A quiet word" not in note_mood(door, 1)


def test_not_now_puts_it_away_for_a_fortnight(door: Client, alice: User) -> None:
    low_fortnight(alice, 13)
    note_mood(door, 2)
    door.post("/today/low-card/")
    assert "A quiet word" not in door.get("/today/").content.decode()
    alice.refresh_from_db()
    assert not lowdays.offer(alice, TODAY + timedelta(days=12))
    for ahead in range(1, 15):
        a_day(alice, TODAY + timedelta(days=ahead), mood=1)
    assert lowdays.offer(alice, TODAY + timedelta(days=14))


def test_the_person_can_switch_the_card_off(door: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(low_card=False)
    low_fortnight(alice, 13)
    assert "A quiet word" not in note_mood(door, 1)


def test_opening_pages_alone_never_brings_it(door: Client, alice: User) -> None:
    low_fortnight(alice, 13)
    a_day(alice, mood=1)
    assert "A quiet word" not in door.get("/today/").content.decode()


def test_whoever_says_they_struggle_is_shown_the_way_to_help_without_numbers(door: Client) -> None:
    page = door.get("/today/?struggling=1").content.decode()
    assert "Many people find it helps to talk" in page
    assert "You have marked" not in page
    assert "/help/" in page


def test_the_card_names_no_condition_and_offers_no_experiment(door: Client, alice: User) -> None:
    low_fortnight(alice, 13)
    reply = note_mood(door, 1)
    card = reply[reply.index("low-card") :].lower()
    for word in ("depress", "anxiety", "risk", "probiotic", "fibre", "experiment", "severe"):
        assert word not in card[: card.index("</section>")]
