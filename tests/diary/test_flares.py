"""The kind of a flare-up: chosen by the person, kept with the day, found again and brought back."""

import re

import pytest
from django.test import Client

from tests.builders import TODAY, a_day
from tracker.diary.models import CheckIn, FlareType
from tracker.models import User

ANSWER = f"/day/{TODAY}/answer/"


@pytest.fixture(autouse=True)
def skin_is_on(alice: User, evening: None) -> None:
    alice.modules = ["skin"]
    alice.save()


def send(door: Client, **fields: str) -> str:
    return door.post(ANSWER, {"field": list(fields), "key": "k" * 32, "one": "1", **fields}).content.decode()


def test_the_skin_card_asks_what_kind_it_was_and_keeps_it(door: Client, alice: User) -> None:
    assert 'id="field-flare_type"' in door.get("/today/").content.decode()
    send(door, flare_type="rosacea")
    assert CheckIn.objects.get(owner=alice).flare_type == FlareType.ROSACEA
    assert re.search(r'id="flare_type-rosacea"[^>]* checked', door.get("/today/").content.decode())


def test_a_kind_that_is_not_among_the_choices_is_refused(door: Client, alice: User) -> None:
    send(door, flare_type="plague")
    assert not CheckIn.objects.filter(owner=alice).exclude(flare_type="").exists()


def test_two_answers_to_a_short_question_are_told_apart_in_words(door: Client, alice: User) -> None:
    for value, key in (("1", "a"), ("0", "b")):
        door.post(ANSWER, {"field": "flare", "key": key * 32, "one": "1", "base-flare": "", "flare": value})
    page = door.get("/today/").content.decode()
    assert "Keep Yes" in page and "Take No" in page


def test_without_the_skin_diary_nobody_is_asked(door: Client, alice: User) -> None:
    alice.modules = []
    alice.save()
    assert "flare_type" not in door.get("/today/").content.decode()


def test_the_kind_stands_in_history_and_in_the_trash_once_cleared(door: Client, alice: User) -> None:
    a_day(alice, mood=5)
    send(door, flare_type="eczema")
    assert "Eczema" in door.get("/history/").content.decode()
    door.post(ANSWER, {"field": "flare_type", "key": "c" * 32, "clear": "flare_type", "base-flare_type": "k" * 32})
    assert CheckIn.objects.get(owner=alice).flare_type == ""
    trash = door.get("/history/trash/").content.decode()
    assert "Kind of flare-up: Eczema" in trash
