"""Moments: two lines, words, an hour; summed up beside the mood of the day and never in its place."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localtime

from tests.builders import TODAY, a_day, a_moment, a_mood_name, an_event
from tracker.diary import days, feelings, moments
from tracker.diary.catalogue import metrics_for
from tracker.diary.feelings import Corner
from tracker.metrics import BY_KEY, Kind, Source, those
from tracker.models import CheckIn, Moment, MoodName, SavedAnswer, User
from tracker.table import Span

pytestmark = pytest.mark.usefixtures("evening")
NEW = f"/day/{TODAY}/moments/new/"
YESTERDAY = TODAY - timedelta(days=1)


def filled(**changes: Any) -> dict[str, Any]:
    return {"clock": "14:30", "pleasant": "3", "energy": "-2", "key": uuid4().hex, **changes}


def the_only() -> Moment:
    return Moment.objects.get(removed=None)


def test_a_moment_is_noted_with_its_place_hour_words_and_note(door: Client, alice: User) -> None:
    answer = door.post(NEW, filled(words=["calm", "rested"], note=" after lunch "), follow=True)
    row = the_only()
    assert answer.redirect_chain[-1][0] == f"/day/{TODAY}/"
    assert (row.owner, row.day, row.pleasant, row.energy, row.words) == (alice, TODAY, 3, -2, ["calm", "rested"])
    assert (localtime(row.at, alice.zone).time(), row.note) == (time(14, 30), "after lunch")
    assert "14:30 calm, rested" in answer.text and "1 moment: 3" in answer.text


def test_nothing_is_chosen_beforehand_but_the_hour(door: Client) -> None:
    html = door.get(NEW).text
    assert " checked" not in html
    assert 'value="21:00"' in html
    assert 'name="clock" value=' not in door.get(f"/day/{YESTERDAY}/moments/new/").text


def test_both_lines_are_asked_for_and_what_was_typed_stays(door: Client) -> None:
    answer = door.post(NEW, filled(pleasant="", words=["calm"], note="so far"))
    assert answer.status_code == 422
    assert "Choose a place on this line." in answer.text
    assert 'value="so far"' in answer.text and 'value="calm" checked' in answer.text
    assert not Moment.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"pleasant": "6"}, {"energy": "-6"}, {"energy": "high"}, {"clock": "25:00"}, {"clock": ""},
     {"words": ["glorious"]}, {"note": "a" * 201}, {"own": "a;b"}, {"own": "a" * 41}],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_is_refused(door: Client, wrong: dict[str, Any]) -> None:
    assert door.post(NEW, filled(**wrong)).status_code == 422
    assert not Moment.objects.exists() and not MoodName.objects.exists()


def test_an_hour_that_has_not_come_is_refused_today_and_taken_for_yesterday(door: Client) -> None:
    assert "This time has not come yet." in door.post(NEW, filled(clock="21:01")).text
    door.post(f"/day/{YESTERDAY}/moments/new/", filled(clock="21:01"))
    assert the_only().day == YESTERDAY


def test_the_small_hours_belong_to_the_day_that_is_not_over(door: Client, alice: User) -> None:
    door.post(f"/day/{YESTERDAY}/moments/new/", filled(clock="01:15"))
    row = the_only()
    assert row.day == YESTERDAY
    assert localtime(row.at, alice.zone).date() == TODAY


def test_no_moment_of_a_day_that_has_not_come(door: Client) -> None:
    assert door.get(f"/day/{TODAY + timedelta(days=1)}/moments/new/").status_code == 404


def test_several_a_day_show_their_mean_and_range_beside_the_mood_of_the_day(door: Client, alice: User) -> None:
    a_day(alice, mood=7)
    a_moment(alice, 4, clock="08:00", words=["happy"])
    a_moment(alice, -2, clock="20:00")
    a_moment(alice, -1, clock="12:00")
    html = door.get("/today/").text
    assert "3 moments: mean 0.3, from −2 to 4" in html
    assert html.index("08:00 happy") < html.index("12:00 unpleasant, low energy") < html.index("20:00")
    assert CheckIn.objects.get().mood == 7


def test_a_moment_changes_neither_the_mood_of_the_day_nor_the_count_of_answers(door: Client) -> None:
    door.post(NEW, filled())
    assert not CheckIn.objects.exclude(mood=None).exists()


def test_the_day_offers_right_now_only_today(door: Client) -> None:
    assert "How do you feel right now?" in door.get("/today/").text
    earlier = door.get(f"/day/{YESTERDAY}/").text
    assert "right now" not in earlier and "Add a moment of that day" in earlier


def test_sending_the_form_twice_notes_one_moment(door: Client) -> None:
    once = filled()
    door.post(NEW, once)
    door.post(NEW, once)
    assert Moment.objects.count() == 1


def test_a_moment_can_be_changed_and_the_change_undone(door: Client, alice: User) -> None:
    row = a_moment(alice, 2, words=["calm"], note="first")
    key = uuid4().hex
    door.post(f"/moments/{row.uid}/", filled(key=key, clock="09:05", pleasant="-4", words=["tired"]))
    row.refresh_from_db()
    assert (row.pleasant, row.words, row.note) == (-4, ["tired"], "")
    assert localtime(row.at, alice.zone).time() == time(9, 5)
    door.post(f"/day/{TODAY}/undo/", {"undo": key})
    row.refresh_from_db()
    assert (row.pleasant, row.words, row.note) == (2, ["calm"], "first")
    assert localtime(row.at, alice.zone).time() == time(14, 30)


def test_saving_it_unchanged_changes_nothing(door: Client, alice: User) -> None:
    row = a_moment(alice, 2, -1, words=["calm"])
    door.post(f"/moments/{row.uid}/", filled(pleasant="2", energy="-1", words=["calm"]))
    assert not SavedAnswer.objects.exists()


def test_what_was_taken_out_is_offered_back_without_scripts(door: Client, alice: User) -> None:
    row = a_moment(alice)
    key = uuid4().hex
    page = door.post(f"/moments/{row.uid}/", {"remove": "1", "key": key}, follow=True).text
    assert not Moment.objects.filter(removed=None).exists()
    assert f'name="undo" value="{key}"' in page
    door.post(f"/day/{TODAY}/undo/", {"undo": key})
    assert the_only() == row


def test_taking_one_out_on_the_day_sends_back_what_is_left(door: Client, alice: User) -> None:
    a_moment(alice, 4, clock="08:00")
    row = a_moment(alice, -2)
    answer = door.post(f"/moments/{row.uid}/", {"remove": "1", "key": uuid4().hex}, headers={"HX-Request": "true"})
    assert "1 moment: 4" in answer.text and "Right now" in answer.text and "14:30" not in answer.text
    assert answer.headers["Vagus-Saved"]


def test_a_word_of_ones_own_joins_the_list_in_its_corner(door: Client, alice: User) -> None:
    door.post(NEW, filled(pleasant="-3", energy="4", words=["tense"], own="  on   edge "))
    assert the_only().words == ["tense", "own:on edge"]
    assert MoodName.objects.get(owner=alice).corner == Corner.UNPLEASANT_HIGH
    assert 'value="own:on edge"' in door.get(NEW).text


def test_a_word_that_is_there_already_is_not_kept_twice(door: Client, alice: User) -> None:
    a_mood_name(alice, "på tuppa")
    door.post(NEW, filled(own="PÅ TUPPA"))
    door.post(NEW, filled(own="Calm", words=["calm"]))
    assert MoodName.objects.count() == 1
    assert list(Moment.objects.order_by("id").values_list("words", flat=True)) == [["own:på tuppa"], ["calm"]]


def test_a_word_off_the_list_stays_in_its_moments(door: Client, alice: User) -> None:
    name = a_mood_name(alice)
    row = a_moment(alice, words=["own:on edge"])
    door.post(f"/moods/{name.pk}/remove/")
    assert not MoodName.objects.exists()
    assert "on edge" in door.get("/today/").text
    door.post(f"/moments/{row.uid}/", filled(words=["own:on edge"]))
    row.refresh_from_db()
    assert row.words == ["own:on edge"]


def test_own_words_are_added_on_their_page_too(door: Client, alice: User, bob: User) -> None:
    a_mood_name(bob, "bobs word")
    page = door.post("/moods/", {"word": "snug", "corner": "pleasant_low"}, follow=True).text
    assert MoodName.objects.get(owner=alice).word == "snug"
    assert "pleasant, low energy" in page and "bobs word" not in page
    assert door.post("/moods/", {"word": "a;b", "corner": "pleasant_low"}).status_code == 422


def test_every_word_has_a_meaning_and_every_corner_ten_words() -> None:
    assert len(feelings.BY_KEY) == len(feelings.WORDS)
    assert all(str(word.label) and str(word.means) for word in feelings.WORDS)
    assert {corner: sum(w.corner is corner for w in feelings.WORDS) >= 10 for corner in Corner} == dict.fromkeys(
        Corner, True
    )


@pytest.mark.parametrize(
    ("pleasant", "energy", "corner", "words"),
    [
        (5, 5, Corner.PLEASANT_HIGH, "pleasant, high energy"),
        (-1, -5, Corner.UNPLEASANT_LOW, "unpleasant, low energy"),
        (0, 0, Corner.PLEASANT_HIGH, "neither pleasant nor unpleasant, middling energy"),
        (0, -1, Corner.PLEASANT_LOW, "neither pleasant nor unpleasant, low energy"),
    ],
)
def test_a_place_has_a_corner_and_words(pleasant: int, energy: int, corner: Corner, words: str) -> None:
    assert feelings.corner_of(pleasant, energy) is corner
    assert feelings.corner_words(pleasant, energy) == words


@pytest.mark.parametrize("column", ["pleasant", "energy"])
@pytest.mark.parametrize("value", [-6, 6])
def test_the_database_refuses_a_place_off_the_line(alice: User, column: str, value: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_moment(alice, **{column: value})


def test_the_registry_bounds_both_lines_alike() -> None:
    for metric in those(source=Source.MOMENTS):
        assert (metric.low, metric.high, metric.kind) == (moments.LOW, moments.HIGH, Kind.SCALE)


def test_a_day_has_the_mean_of_its_moments_and_a_day_without_is_unknown(alice: User) -> None:
    a_moment(alice, 4, 1)
    a_moment(alice, -1, -4)
    a_moment(alice, 5, 5, removed=datetime(2026, 11, 21, tzinfo=UTC))
    an_event(alice, day=date(2026, 11, 1), until=date(2026, 11, 2))
    keys = ("moment_pleasant", "moment_energy", "illness")
    table = days.daily_table(alice, Span(YESTERDAY, TODAY), [BY_KEY[key] for key in keys])
    found = {key: list(table.columns[key]) for key in keys}
    assert json.dumps([found[key][1] for key in keys]) == "[1.5, -1.5, 0.0]"
    assert all(np.isnan(found[key][0]) for key in keys)


def test_a_moment_begins_a_diary_and_counts_as_noted(alice: User) -> None:
    a_moment(alice, day=YESTERDAY)
    assert days.first_day(alice) == YESTERDAY
    assert days.noted_days(alice, Span(YESTERDAY, TODAY)) == 1
    assert {"moment_pleasant", "moment_energy"} <= {metric.key for metric in metrics_for(alice)}
