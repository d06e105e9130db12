"""The doors of a day: what a tap, a plain form and a stranger get."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tests.builders import TODAY, a_day, a_dose, a_food, a_night, a_serving, a_supplement, an_event
from tracker.diary.models import CheckIn, Dose, Event, Night, SavedAnswer, Serving, Supplement
from tracker.foods.models import SavedMeal
from tracker.models import User

pytestmark = pytest.mark.usefixtures("evening", "foods")
DAY = "/day/2026-11-21/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def foods(db: None) -> None:
    for tile in ("wholegrain", "legumes", "nuts", "vegetables", "fruit", "fermented"):
        a_food(f"plate-{tile}", plate=tile, portion_g=80, fibre=4, fermented_live=tile == "fermented")


def tapped(door: Client, path: str, **data: object) -> str:
    response = door.post(DAY + path, {"key": uuid.uuid4().hex, **data}, headers=HTMX)
    assert response.status_code == 200, response.content
    assert response.headers["Vagus-Saved"]
    return response.content.decode()


def test_today_asks_every_core_question_and_answers_none(door: Client) -> None:
    page = door.get("/today/").content.decode()
    for field in ("mood", "unease", "stress", "sleep_quality", "gut_discomfort", "stool_type"):
        assert f'id="field-{field}"' in page
    assert "checked" not in re.sub(r"aria-checked", "", page)
    assert "Saturday 21 November" in page


def test_before_four_in_the_morning_it_is_still_the_day_before(door: Client) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 2, 30, tzinfo=UTC), tick=False):  # 03:30 in Oslo
        assert "Saturday 21 November" in door.get("/today/").content.decode()
    with time_machine.travel(datetime(2026, 11, 22, 3, 30, tzinfo=UTC), tick=False):
        assert "Sunday 22 November" in door.get("/today/").content.decode()


def test_the_day_follows_the_persons_own_zone(door: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(time_zone="Pacific/Auckland", day_start_hour=0)
    assert "Sunday 22 November" in door.get("/today/").content.decode()


@pytest.mark.parametrize("path", ["/day/2026-11-22/", "/day/1899-12-31/", "/day/2026-02-30/", "/day/9999-99-99/"])
def test_days_that_have_not_come_or_never_were_are_not_there(door: Client, path: str) -> None:
    assert door.get(path).status_code == 404


def test_nothing_is_saved_on_a_day_that_has_not_come(door: Client) -> None:
    response = door.post("/day/2026-11-22/answer/", {"field": "mood", "mood": "6", "key": "key-one-1"}, headers=HTMX)
    assert response.status_code == 404
    assert not CheckIn.objects.exists()


def test_one_tap_saves_one_answer_and_says_so(door: Client, alice: User) -> None:
    reply = tapped(door, "answer/", field="mood", mood="6", one="1")
    assert CheckIn.objects.get(owner=alice, day=TODAY).mood == 6
    assert "Saved 21:00" in reply
    assert 'id="week"' in reply, "the strip shows the new mood"
    assert 'id="field-mood"' not in reply, "the control under the finger is not replaced"


def test_the_reply_carries_the_base_of_the_next_change(door: Client) -> None:
    door.post(DAY + "answer/", {"field": "mood", "mood": "6", "key": "key-one-1", "one": "1"}, headers=HTMX)
    assert 'name="base-mood" value="key-one-1"' in door.get("/today/").content.decode()


def test_an_answer_off_the_scale_is_refused_and_nothing_is_saved(door: Client) -> None:
    response = door.post(DAY + "answer/", {"field": "mood", "mood": "11", "key": "key-one-1"}, headers=HTMX)
    assert response.status_code == 422
    assert "Mood must be between 0 and 10." in response.content.decode()
    assert not SavedAnswer.objects.exists()


def test_a_column_that_is_no_question_cannot_be_set(door: Client, alice: User) -> None:
    door.post(DAY + "answer/", {"field": ["owner", "id", "fibre"], "owner": "2", "id": "9", "key": "key-one-1"})
    assert not SavedAnswer.objects.exists()


def test_a_plain_form_saves_only_what_the_person_changed(door: Client, alice: User) -> None:
    a_day(alice, mood=5, stress=4)
    CheckIn.objects.update(stress=8)  # another device, after this page was drawn
    form = {
        "key": "key-plain-1", "field": ["mood", "unease", "stress"],
        "mood": "7", "was-mood": "5", "base-mood": "",
        "was-unease": "", "base-unease": "",
        "stress": "4", "was-stress": "4", "base-stress": "",
    }  # fmt: skip
    assert door.post(DAY + "answer/", form).status_code == 302
    row = CheckIn.objects.get(owner=alice)
    assert (row.mood, row.unease, row.stress) == (7, None, 8)


def test_a_plain_form_can_clear_one_answer(door: Client, alice: User) -> None:
    a_day(alice, mood=5, stress=4)
    form = {
        "key": "key-plain-1",
        "field": ["mood", "stress"],
        "mood": "5",
        "was-mood": "5",
        "stress": "4",
        "was-stress": "4",
    }
    door.post(DAY + "answer/", {**form, "clear": "mood"})
    row = CheckIn.objects.get(owner=alice)
    assert (row.mood, row.stress) == (None, 4)


def test_a_plain_form_that_is_refused_shows_the_page_with_the_reason(door: Client) -> None:
    form = {"field": ["sleep_quality", "bed_time"], "sleep_quality": "7", "bed_time": "25:99", "key": "key-one-1"}
    response = door.post(DAY + "answer/", form)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Write a time such as 23:15." in page
    assert 'name="bed_time" value="25:99"' in page, "what was typed stays in its field"
    assert CheckIn.objects.get().sleep_quality == 7, "and what could be read is saved"


def test_a_key_used_twice_for_two_things_is_refused_without_harm(door: Client) -> None:
    tapped(door, "answer/", field="mood", mood="6", key="one-key-1")
    again = door.post(DAY + "answer/", {"field": "stress", "stress": "4", "key": "one-key-1"}, headers=HTMX)
    assert again.status_code == 409
    row = CheckIn.objects.get()
    assert (row.mood, row.stress) == (6, None)


def test_two_devices_with_two_answers_show_both(door: Client) -> None:
    tapped(door, "answer/", field="mood", mood="6", one="1")
    reply = tapped(door, "answer/", field="mood", mood="4", one="1", **{"base-mood": ""})
    assert "Keep 6" in reply
    assert "Take 4" in reply
    page = door.get("/today/").content.decode()
    assert "This was answered in two places." in page
    settles = re.search(r'name="settles-mood" value="([^"]+)"', page)[1]
    base = re.search(r'name="base-mood" value="([^"]*)"', page)[1]
    choice = {"choose-mood": "4", "settles-mood": settles, "base-mood": base, "was-mood": "6", "mood": "6"}
    door.post(DAY + "answer/", {"key": "key-choice", "field": "mood", **choice})
    assert CheckIn.objects.get().mood == 4
    assert "This was answered in two places." not in door.get("/today/").content.decode()


def test_clearing_offers_undo_and_undo_redraws_the_answer(door: Client) -> None:
    tapped(door, "answer/", field="mood", mood="6", one="1", key="key-mood-1")
    reply = tapped(
        door, "answer/", field="mood", mood="", clear="mood", one="1", key="key-clear-1", **{"base-mood": "key-mood-1"}
    )
    assert "Mood cleared" in reply
    reply = tapped(door, "undo/", undo="key-clear-1")
    assert 'id="mood-6" value="6" checked' in reply
    assert CheckIn.objects.get().mood == 6


def test_a_plate_tap_adds_a_usual_portion_and_minus_takes_it_back(door: Client, alice: User) -> None:
    reply = tapped(door, "plate/", add="legumes")
    tapped(door, "plate/", add="legumes", again="1")
    assert "about" in reply
    row = Serving.objects.first()
    assert (row.grams, row.food.plate) == (80, "legumes")
    tapped(door, "plate/", less="legumes")
    assert Serving.objects.filter(removed=None).count() == 1


def test_a_tap_sent_twice_counts_once(door: Client) -> None:
    for _ in range(2):
        tapped(door, "plate/", add="legumes", key="key-of-one-tap")
    assert Serving.objects.count() == 1


def test_a_tile_that_does_not_exist_is_not_there(door: Client) -> None:
    assert door.post(DAY + "plate/", {"add": "cake", "key": "key-one-1"}).status_code == 404


def test_copy_yesterday_brings_each_serving_once(door: Client, alice: User) -> None:
    yesterday = TODAY - timedelta(days=1)
    oats, kefir = a_food("oats"), a_food("kefir")
    a_serving(alice, oats, yesterday, 60, meal="breakfast")
    a_serving(alice, kefir, yesterday, 200, meal="lunch")
    reply = tapped(door, "copy/", what="food")
    assert "2 servings copied" in reply
    tapped(door, "copy/", what="food", again="1")
    today = Serving.objects.filter(day=TODAY, removed=None).order_by("grams")
    assert [(row.food.slug, row.grams, row.meal) for row in today] == [
        ("oats", 60, "breakfast"),
        ("kefir", 200, "lunch"),
    ]


def test_one_meal_of_yesterday_can_be_copied_alone(door: Client, alice: User) -> None:
    yesterday = TODAY - timedelta(days=1)
    a_serving(alice, a_food("oats"), yesterday, meal="breakfast")
    a_serving(alice, a_food("kefir"), yesterday, meal="lunch")
    tapped(door, "copy/", what="food", meal="lunch")
    assert [row.food.slug for row in Serving.objects.filter(day=TODAY)] == ["kefir"]


def test_undo_of_a_copy_takes_all_of_it_back(door: Client, alice: User) -> None:
    for slug in ("oats", "kefir"):
        a_serving(alice, a_food(slug), TODAY - timedelta(days=1))
    tapped(door, "copy/", what="food", key="key-copy-1")
    tapped(door, "undo/", undo="key-copy-1")
    assert not Serving.objects.filter(day=TODAY, removed=None).exists()
    assert Serving.objects.filter(day=TODAY - timedelta(days=1), removed=None).count() == 2


def test_supplements_of_yesterday_are_copied_too(door: Client, alice: User) -> None:
    a_dose(alice, a_supplement(alice, "Vitamin D"), TODAY - timedelta(days=1))
    reply = tapped(door, "copy/", what="doses")
    assert 'aria-checked="true"' in reply
    assert Dose.objects.filter(day=TODAY, removed=None).count() == 1


def test_a_food_found_is_noted_in_grams_with_a_comma_too(door: Client) -> None:
    food = a_food("oats")
    tapped(door, "servings/", food=food.pk, grams="42,5")
    assert Serving.objects.get(food=food).grams == 42.5


def test_grams_that_are_no_number_are_refused_and_kept_on_the_page(door: Client) -> None:
    response = door.post(DAY + "servings/", {"food": a_food("oats").pk, "grams": "lots", "key": "key-one-1"})
    assert response.status_code == 422
    assert 'value="lots"' in response.content.decode()
    assert not Serving.objects.exists()


def test_somebody_elses_food_cannot_be_eaten(door: Client, bob: User) -> None:
    response = door.post(DAY + "servings/", {"food": a_food("his", owner=bob).pk, "grams": "40"}, headers=HTMX)
    assert response.status_code == 422
    assert not Serving.objects.exists()


def test_a_serving_can_be_changed_and_taken_out(door: Client, alice: User) -> None:
    row = a_serving(alice, a_food("oats"))
    path = f"servings/{row.uid}/"
    assert door.get(DAY + path).status_code == 200
    door.post(DAY + path, {"grams": "85", "meal": "lunch", "key": "key-edit-1"})
    row.refresh_from_db()
    assert (row.grams, row.meal) == (85, "lunch")
    assert "Undo" in tapped(door, path, remove="1")
    row.refresh_from_db()
    assert row.removed is not None


def test_a_saved_meal_adds_its_foods_with_one_tap(door: Client, alice: User) -> None:
    a_serving(alice, a_food("oats"), grams=60)
    a_serving(alice, a_food("kefir"), grams=200)
    assert door.post(DAY + "meals/new/", {"name": "Breakfast", "of_day": ""}).status_code == 302
    meal = SavedMeal.objects.get(owner=alice)
    door.post("/day/2026-11-20/meals/", {"meal": meal.pk, "key": "key-meal-1"})
    assert Serving.objects.filter(day=TODAY - timedelta(days=1)).count() == 2


def test_a_meal_of_the_same_name_is_not_overwritten(door: Client, alice: User) -> None:
    a_serving(alice, a_food("oats"))
    for status in (302, 422):
        assert door.post(DAY + "meals/new/", {"name": "Breakfast"}).status_code == status


def test_ticking_a_supplement_and_taking_it_back(door: Client, alice: User) -> None:
    a_supplement(alice, "Magnesium citrate", magnesium_mg=97)
    tapped(door, "doses/", supplement="magnesium_citrate", do="more")
    tapped(door, "doses/", supplement="magnesium_citrate", do="more", n="2")
    assert Dose.objects.filter(removed=None).count() == 2
    tapped(door, "doses/", supplement="magnesium_citrate", do="less")
    assert Dose.objects.filter(removed=None).count() == 1
    tapped(door, "doses/", supplement="magnesium_citrate", do="none")
    assert not Dose.objects.filter(removed=None).exists()


def test_an_event_with_its_last_day_before_its_first_is_explained(door: Client) -> None:
    form = {"kind": "illness", "day": "2026-11-20", "until": "2026-11-19", "text": "a cold", "key": "key-one-1"}
    response = door.post(DAY + "events/new/", form)
    assert response.status_code == 422
    page = response.content.decode()
    assert "The last day lies before the first." in page
    assert 'value="a cold"' in page


def test_an_event_is_added_changed_and_taken_out(door: Client, alice: User) -> None:
    form = {"kind": "antibiotics", "day": "2026-11-18", "until": "", "text": ""}
    assert door.post(DAY + "events/new/", {**form, "key": "key-one-1"}).status_code == 302
    event = Event.objects.get(owner=alice)
    assert "since 18 November" in door.get("/today/").content.decode()
    door.post(f"/events/{event.uid}/", {**form, "until": "2026-11-21", "key": "key-two-2"})
    event.refresh_from_db()
    assert event.until == TODAY
    door.post(f"/events/{event.uid}/", {"remove": "1", "key": "key-three-3"})
    assert "Course of antibiotics" not in door.get("/today/").content.decode()


def test_an_event_cannot_begin_on_a_day_that_has_not_come(door: Client) -> None:
    response = door.post(DAY + "events/new/", {"kind": "illness", "day": "2026-11-25", "key": "key-one-1"})
    assert "This day has not come yet." in response.content.decode()


def test_a_note_keeps_its_lines_and_is_shown_as_text(door: Client) -> None:
    tapped(door, "answer/", field="note", note="a <b>bold</b> day\r\nsecond line", one="1")
    assert CheckIn.objects.get().note == "a <b>bold</b> day\nsecond line"
    assert "a &lt;b&gt;bold&lt;/b&gt; day" in door.get("/today/").content.decode()


def test_the_night_says_how_long_it_was(door: Client) -> None:
    tapped(door, "answer/", field="bed_time", bed_time="23:20", one="1")
    reply = tapped(door, "answer/", field="wake_time", wake_time="06:50", one="1")
    assert "7 h 30 min asleep." in reply
    assert Night.objects.get().zone == "Europe/Oslo"


def test_as_usual_appears_after_a_week_of_nights_and_fills_both_times(door: Client, alice: User) -> None:
    for back in range(1, 8):
        a_night(alice, TODAY - timedelta(days=back), "23:10", "06:50")
    assert "As usual: 23:15 to 06:45" in door.get("/today/").content.decode()
    door.post(DAY + "answer/", {"key": "key-night-1", "field": ["bed_time", "wake_time"], "usual": "23:15 06:45"})
    night = Night.objects.get(day=TODAY)
    assert (f"{night.bed_time:%H:%M}", f"{night.wake_time:%H:%M}") == ("23:15", "06:45")


def test_a_day_far_below_the_usual_asks_once_whether_that_was_all(door: Client, alice: User) -> None:
    food = a_food("oats", fibre=50)
    for back in range(1, 20):
        a_serving(alice, food, TODAY - timedelta(days=back), 60)
    a_serving(alice, food, grams=10)
    assert "Was that all?" in door.get("/today/").content.decode()
    reply = tapped(door, "answer/", field="food_day", food_day="out")
    assert "left out" in reply
    page = door.get("/today/").content.decode()
    assert "Was that all?" not in page
    assert "Count it after all" in page


def test_in_the_afternoon_nobody_asks_whether_that_was_all(door: Client, alice: User) -> None:
    food = a_food("oats", fibre=50)
    for back in range(1, 20):
        a_serving(alice, food, TODAY - timedelta(days=back), 60)
    a_serving(alice, food, grams=10)
    with time_machine.travel(datetime(2026, 11, 21, 13, 0, tzinfo=UTC), tick=False):
        assert "Was that all?" not in door.get("/today/").content.decode()


def test_supplements_are_listed_in_their_order_and_leave_it_without_losing_days(door: Client, alice: User) -> None:
    for name in ("Zinc", "Vitamin D"):
        door.post("/supplements/new/", {"name": name, "portion": "1 capsule"})
    door.post("/supplements/vitamin_d/move/", {"do": "up"})
    assert [s.name for s in Supplement.objects.filter(owner=alice)] == ["Vitamin D", "Zinc"]
    a_dose(alice, Supplement.objects.get(slug="zinc"))
    door.post("/supplements/zinc/move/", {"do": "off"})
    assert "Zinc" in door.get("/today/").content.decode(), "it was taken today"
    assert "Zinc" not in door.get("/day/2026-11-20/").content.decode()
    assert Dose.objects.count() == 1


def test_two_supplements_of_one_name_get_different_keys(door: Client, alice: User) -> None:
    for _ in range(2):
        door.post("/supplements/new/", {"name": "New"})
    assert {s.slug for s in Supplement.objects.filter(owner=alice)} == {"new_2", "new_3"}


def test_the_calendar_shows_a_month_and_no_later_one_than_this(door: Client, alice: User) -> None:
    a_day(alice, TODAY - timedelta(days=3), mood=7)
    page = door.get("/days/").content.decode()
    assert "November 2026" in page
    assert "Later:" not in page
    assert "October 2026" in door.get("/days/?month=2026-10").content.decode()
    for nonsense in ("2027-01", "x", "2026-13", "0001-01"):
        assert "November 2026" in door.get("/days/", {"month": nonsense}).content.decode()


@pytest.mark.parametrize("path", ["answer/", "undo/", "plate/", "copy/", "servings/", "meals/", "doses/"])
def test_saving_takes_a_post(door: Client, path: str) -> None:
    assert door.get(DAY + path).status_code == 405


def test_a_stranger_finds_nothing_of_alices(strangers_door: Client, alice: User) -> None:
    row = a_serving(alice, a_food("oats"))
    event = an_event(alice)
    a_supplement(alice, "Zinc")
    for path in (f"{DAY}servings/{row.uid}/", f"/events/{event.uid}/", "/supplements/zinc/"):
        assert strangers_door.get(path).status_code == 404
        assert strangers_door.post(path, {"remove": "1", "name": "x"}).status_code == 404
    row.refresh_from_db()
    assert row.removed is None
