"""Days and what stands on them go the way of the browser: the same checks, the same log, the same undo."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.builders import (
    TODAY,
    a_day,
    a_dose,
    a_food,
    a_moment,
    a_night,
    a_serving,
    a_supplement,
    a_value,
    an_event,
    an_own_tracker,
)
from tracker.diary.merge import Verdict
from tracker.models import CheckIn, Dose, Event, Moment, Night, OwnValue, SavedAnswer, Serving, User

JSON = "application/json"
DAY = TODAY.isoformat()


def patch(client: Client, sent: dict[str, Any], day: str = "today", **headers: str) -> Any:
    return client.patch(f"/api/v1/days/{day}", sent, content_type=JSON, headers=headers)


def post(client: Client, what: str, sent: dict[str, Any], **headers: str) -> Any:
    return client.post(f"/api/v1/{what}", sent, content_type=JSON, headers=headers)


def test_an_answer_stands_in_the_diary_and_in_its_log(alice: User, writer: Client) -> None:
    a_day(alice, mood=2)
    answer = patch(writer, {"mood": 7, "bed_time": "23:15", "note": "calm"})
    assert answer.status_code == 200
    assert answer.json()["fields"]["mood"] == answer.json()["values"]["mood"] == 7
    assert CheckIn.objects.get(owner=alice).note == "calm"
    assert f"{Night.objects.get(owner=alice).bed_time:%H:%M}" == "23:15"
    line = SavedAnswer.objects.get(field="mood")
    assert (line.before, line.value, line.batch) == (2, 7, answer.headers["Vagus-Change"])


def test_undo_brings_back_what_stood_there(alice: User, writer: Client) -> None:
    a_day(alice, mood=2)
    change = patch(writer, {"mood": 7, "stress": 4}).headers["Vagus-Change"]
    undone = writer.post(f"/api/v1/changes/{change}/undo")
    assert undone.json() == {"fields": {"stress": "applied", "mood": "applied"}}
    row = CheckIn.objects.get(owner=alice)
    assert (row.mood, row.stress) == (2, None)


def test_an_answer_made_on_a_page_meanwhile_is_not_lost(alice: User, writer: Client, door: Client) -> None:
    page_key = "browser-key-1"
    patch(writer, {"mood": 7})
    door.post(f"/day/{DAY}/answer/", {"field": "mood", "mood": "3", "base-mood": "", "key": page_key})
    said = writer.get("/api/v1/days/today").json()
    assert (said["fields"]["mood"], said["waiting"]) == (7, {"mood": [3]})
    assert SavedAnswer.objects.get(key=page_key).outcome == Verdict.CONFLICT


def test_null_makes_a_field_blank_and_blank_is_not_zero(alice: User, writer: Client) -> None:
    a_day(alice, mood=0, stress=4)
    said = patch(writer, {"stress": None}).json()
    assert (said["fields"]["stress"], said["values"]["stress"]) == (None, None)
    assert (said["fields"]["mood"], said["values"]["mood"]) == (0, 0)


def test_one_field_that_cannot_be_kept_keeps_all_out(writer: Client) -> None:
    answer = patch(writer, {"mood": 5, "own_nothing": 3})
    assert answer.json().get("errors", answer.text) == [{"field": "own_nothing", "message": "There is no such field."}]
    assert not CheckIn.objects.filter(mood=5).exists()


def test_the_same_value_again_adds_no_line(alice: User, writer: Client) -> None:
    patch(writer, {"mood": 5})
    again = patch(writer, {"mood": 5})
    assert again.status_code == 200
    assert "Vagus-Change" not in again.headers
    assert SavedAnswer.objects.count() == 1


def test_own_trackers_are_answered_like_the_rest(alice: User, writer: Client) -> None:
    an_own_tracker(alice, "Coffee")
    an_own_tracker(alice, "Weight", kind="amount", unit="kg")
    assert patch(writer, {"own_coffee": 3, "own_weight": 1.234}).status_code == 200
    assert sorted(OwnValue.objects.values_list("value", flat=True)) == [1.234, 3]
    assert patch(writer, {"own_coffee": "3"}).status_code == 422


def test_many_low_moods_offer_the_quiet_card_as_on_the_page(alice: User, writer: Client) -> None:
    for back in range(1, 14):
        a_day(alice, TODAY - timedelta(days=back), mood=2)
    patch(writer, {"mood": 1})
    alice.refresh_from_db()
    assert alice.low_card_shown == TODAY


def test_a_day_changes_only_if_it_is_as_it_was_read(alice: User, writer: Client) -> None:
    tag = writer.get("/api/v1/days/today").headers["ETag"]
    assert patch(writer, {"mood": 6}, **{"if-match": tag}).status_code == 200
    late = patch(writer, {"mood": 1}, **{"if-match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "changed")
    assert CheckIn.objects.get().mood == 6


def test_only_noted_days_are_listed_page_by_page(alice: User, reader: Client) -> None:
    for back in (0, 2, 5):
        a_day(alice, TODAY - timedelta(days=back), mood=back)
    a_day(alice, TODAY - timedelta(days=3))  # a row without an answer
    first = reader.get("/api/v1/days", {"limit": 2}).json()
    assert [day["fields"]["mood"] for day in first["items"]] == [5, 2]
    rest = reader.get("/api/v1/days", {"limit": 2, "cursor": first["next"]}).json()
    assert ([day["fields"]["mood"] for day in rest["items"]], rest["next"]) == ([0], None)


def test_the_queries_of_a_list_do_not_grow_with_its_days(
    alice: User, reader: Client, django_assert_max_num_queries: Any
) -> None:
    for back in range(40):
        a_day(alice, TODAY - timedelta(days=back), mood=5)
        a_night(alice, TODAY - timedelta(days=back))
    with django_assert_max_num_queries(24):
        assert len(reader.get("/api/v1/days").json()["items"]) == 40


def test_a_serving_is_added_changed_and_taken_out(alice: User, writer: Client) -> None:
    oats = a_food()
    made = post(writer, "servings", {"day": DAY, "food_id": oats.pk, "grams": 1.234, "meal": "breakfast"})
    assert made.status_code == 201
    where = made.headers["Location"]
    assert made.json() == {
        "id": made.json()["id"], "day": DAY, "food_id": oats.pk, "food": "Oats", "grams": 1.234, "meal": "breakfast",
    }  # fmt: skip
    changed = writer.patch(where, {"grams": 80}, content_type=JSON)
    assert (changed.json()["grams"], changed.json()["meal"]) == (80, "breakfast")
    gone = writer.delete(where)
    assert (gone.status_code, writer.get(where).status_code) == (204, 404)
    writer.post(f"/api/v1/changes/{gone.headers['Vagus-Change']}/undo")
    assert writer.get(where).json()["grams"] == 80


def test_a_dose_an_event_and_a_moment_are_noted(alice: User, writer: Client) -> None:
    a_supplement(alice, "Zinc")
    assert post(writer, "doses", {"day": DAY, "supplement": "zinc"}).status_code == 201
    event = {"kind": "illness", "day": DAY, "what": "fever", "text": "in bed"}
    assert post(writer, "events", event).json()["what"] == "fever"
    moment = {"day": DAY, "time": "14:30", "pleasant": 2, "energy": -1, "words": ["calm"], "note": "sun"}
    assert post(writer, "moments", moment).json()["time"] == "14:30"
    assert (Dose.objects.count(), Event.objects.count(), Moment.objects.get().words) == (1, 1, ["calm"])


@pytest.mark.parametrize(
    ("what", "sent", "field"),
    [
        ("servings", {"day": DAY, "food_id": 99999, "grams": 80}, "food_id"),
        ("servings", {"day": "2999-01-01", "food_id": 1, "grams": 80}, "day"),
        ("doses", {"day": DAY, "supplement": "nothing"}, "supplement"),
        ("events", {"kind": "illness", "day": DAY, "until": "2020-01-01"}, "until"),
        ("events", {"kind": "illness", "day": DAY, "what": "nonsense"}, "what"),
        ("moments", {"day": DAY, "time": "23:59", "pleasant": 0, "energy": 0}, "time"),
        ("moments", {"day": DAY, "time": "10:00", "pleasant": 0, "energy": 0, "words": ["x"]}, "words"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_with_its_field(
    alice: User, writer: Client, what: str, sent: dict[str, Any], field: str
) -> None:
    refused = post(writer, what, sent)
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (422, [field])


def test_an_event_and_a_moment_are_changed_by_what_is_named(alice: User, writer: Client) -> None:
    event, moment = an_event(alice, until=TODAY, text="cough"), a_moment(alice, note="rain")
    said = writer.patch(f"/api/v1/events/{event.uid}", {"until": None}, content_type=JSON).json()
    assert (said["until"], said["text"]) == (None, "cough")
    said = writer.patch(f"/api/v1/moments/{moment.uid}", {"pleasant": -4}, content_type=JSON).json()
    assert (said["pleasant"], said["note"], said["time"]) == (-4, "rain", "14:30")


def test_entries_come_page_by_page_in_the_order_of_their_days(alice: User, reader: Client) -> None:
    oats = a_food()
    for back in (0, 3, 3, 1):
        a_serving(alice, oats, TODAY - timedelta(days=back))
    first = reader.get("/api/v1/servings", {"limit": 3}).json()
    rest = reader.get("/api/v1/servings", {"limit": 3, "cursor": first["next"]}).json()
    days = [row["day"] for row in (*first["items"], *rest["items"])]
    assert days == sorted(days)
    assert (len(days), rest["next"]) == (4, None)


def test_a_stranger_finds_and_changes_nothing(alice: User, bobs: Client) -> None:
    serving, event = a_serving(alice, a_food("kale", owner=alice)), an_event(alice, text="secret")
    a_dose(alice, a_supplement(alice)), a_value(alice, an_own_tracker(alice), 3), a_day(alice, mood=3)
    for where in (f"servings/{serving.uid}", f"events/{event.uid}"):
        assert bobs.get(f"/api/v1/{where}").status_code == 404
        assert bobs.patch(f"/api/v1/{where}", {}, content_type=JSON).status_code == 404
        assert bobs.delete(f"/api/v1/{where}").status_code == 404
    for where in ("servings", "events", "doses", "days"):
        assert bobs.get(f"/api/v1/{where}").json()["items"] == []
    refused = post(bobs, "servings", {"day": DAY, "food_id": serving.food_id, "grams": 80})
    assert refused.status_code == 422
    assert Serving.objects.get().removed is None
