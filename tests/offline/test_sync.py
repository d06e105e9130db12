"""What waited on a device comes through the same doors as on the page: in order, once, with its own outcome."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import TODAY, a_day, a_supplement, an_own_tracker
from tracker.accounts import copies
from tracker.diary.models import CheckIn, Dose, SavedAnswer, Serving
from tracker.foods import seed
from tracker.models import User

pytestmark = pytest.mark.usefixtures("evening")


def change(n: int, kind: str = "answer", day: Any = TODAY, **form: str) -> dict[str, Any]:
    return {"key": f"change-{n:04}", "day": str(day), "kind": kind, "form": form}


def mood(n: int, value: str, base: str = "", **more: Any) -> dict[str, Any]:
    return change(n, **{"field": "mood", "mood": value, "base-mood": base, "one": "1", **more})


def send(door: Client, user: User, *changes: dict[str, Any], tag: str = "", **more: Any) -> HttpResponse:
    body = {"format": 1, "tag": tag or copies.tag_of(user), "changes": list(changes), **more}
    return door.post("/offline/sync/", json.dumps(body), content_type="application/json")


def outcomes(response: HttpResponse) -> list[str]:
    return [one["outcome"] for one in response.json()["outcomes"]]


def test_answers_arrive_in_order_and_a_second_sending_changes_nothing(door: Client, alice: User) -> None:
    a_supplement(alice, "Zinc")
    seed.load()
    sent = [
        mood(1, "4"), mood(2, "6", "change-0001"), change(3, "plate", add="legumes"), change(4, "plate", add="legumes"),
        change(5, "doses", supplement="zinc", do="more"), change(6, "plate", less="legumes"),
        change(7, field="note", note="a walk", one="1"), change(8, field="bed_time", bed_time="23:10", one="1"),
    ]  # fmt: skip
    for _again in range(2):
        assert outcomes(send(door, alice, *sent)) == ["saved"] * 8
        row = CheckIn.objects.get(owner=alice)
        assert (row.mood, row.note) == (6, "a walk")
        assert Serving.objects.filter(owner=alice, removed=None).count() == 1
        assert Dose.objects.filter(owner=alice).count() == 1
        assert SavedAnswer.objects.filter(owner=alice).count() == 8


def test_an_answer_made_without_having_seen_the_other_waits_beside_it(door: Client, alice: User) -> None:
    send(door, alice, mood(1, "6"))
    response = send(door, alice, mood(2, "4"))
    assert outcomes(response) == ["both"]
    assert response.json()["days"][str(TODAY)]["fields"]["mood"] == [6, "change-0001", {"change-0002": 4}]
    assert CheckIn.objects.get(owner=alice).mood == 6


def test_what_cannot_be_taken_says_why_and_stops_no_other(door: Client, alice: User) -> None:
    tomorrow = TODAY + timedelta(days=1)
    sent = [
        mood(1, "77"), mood(2, "5", day=tomorrow), change(3, "doses", supplement="gone", do="more"),
        change(4, "plate", add="gravel"), change(5, field="own_gone", own_gone="1"), change(6, "servings", food="x"),
        change(7, "meals", meal="1"), mood(8, "6"),
    ]  # fmt: skip
    response = send(door, alice, *sent)
    assert outcomes(response) == ["refused"] * 7 + ["saved"]
    assert all(one["reason"] for one in response.json()["outcomes"][:7])
    assert CheckIn.objects.get(owner=alice).mood == 6


def test_a_key_that_another_change_carries_is_refused(door: Client, alice: User) -> None:
    send(door, alice, mood(1, "6"))
    assert outcomes(send(door, alice, change(1, field="stress", stress="3", one="1"))) == ["refused"]


def test_nobody_sends_for_another(door: Client, strangers_door: Client, alice: User, bob: User) -> None:
    assert send(strangers_door, alice, mood(1, "6")).status_code == 409
    assert send(Client(), alice, mood(1, "6")).status_code == 401
    tracker, listed = an_own_tracker(alice, "Coffee"), a_supplement(alice, "Zinc")
    field = f"own_{tracker.slug}"
    hers = (change(2, field=field, **{field: "1"}), change(3, "doses", supplement=listed.slug, do="more"))
    told = send(strangers_door, bob, *hers)
    assert outcomes(told) == ["refused", "refused"]
    assert not CheckIn.objects.exists()
    assert not Dose.objects.exists()


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", "7", '{"format":1,"tag":"x","changes":[{}]}', '{"format":2,"tag":"x","changes":[]}',
     '{"format":1,"tag":"x","changes":[{"key":"../../x","day":"2026-11-21","kind":"answer","form":{}}]}',
     '{"format":1,"tag":"x","changes":[{"key":"change-0001","day":"never","kind":"answer","form":{}}]}',
     '{"format":1,"tag":"x","changes":[{"key":"change-0001","day":"2026-11-21","kind":"delete","form":{}}]}',
     '{"format":1,"tag":"x","changes":[{"key":"change-0001","day":"2026-11-21","kind":"answer","form":[]}]}'],
)  # fmt: skip
def test_what_no_device_of_ours_sends_is_not_read(door: Client, alice: User, body: str) -> None:
    assert door.post("/offline/sync/", body, content_type="application/json").status_code == 400


def test_more_than_fits_in_one_sending_is_not_read(door: Client, alice: User) -> None:
    assert send(door, alice, *(mood(n, "5") for n in range(201))).status_code == 400


TAPS = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["mood", "stress"]), st.integers(0, 10)), max_size=14)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taps=TAPS, repeats=st.lists(st.integers(0, 13), max_size=4))
def test_two_devices_lose_and_double_nothing(
    door: Client, alice: User, taps: list[tuple[int, str, int]], repeats: list[int]
) -> None:
    """Each device sends its own line of taps, some of them twice: what a device said last stands, waits beside it, or
    was changed by one that had said the same."""
    CheckIn.objects.all().delete()
    SavedAnswer.objects.all().delete()
    sent: list[list[dict[str, Any]]] = [[], []]
    last: dict[tuple[int, str], str] = {}
    for n, (device, field, value) in enumerate(taps):
        form = {"field": field, field: str(value), f"base-{field}": last.get((device, field), ""), "one": "1"}
        sent[device].append(change(n, **form))
        last[device, field] = f"change-{n:04}"
    for changes in (*sent, [taken for one in sent for i, taken in enumerate(one) if i in repeats]):
        assert "refused" not in outcomes(send(door, alice, *changes))
    assert SavedAnswer.objects.count() == len(taps)
    told = send(door, alice).json()["days"][str(TODAY)]["fields"]
    for (device, field), key in last.items():
        value, _standing, waiting = told[field]
        wanted = next(int(one["form"][field]) for one in sent[device] if one["key"] == key)
        # Whoever gave the same answer has seen it, and may change it.
        seen = {int(one["form"][field]) for one in sent[1 - device] if field in one["form"]}
        assert wanted == value or wanted in waiting.values() or wanted in seen


def test_days_are_told_as_the_page_shows_them(door: Client, alice: User) -> None:
    a_day(alice, TODAY - timedelta(days=13), mood=3)
    a_day(alice, TODAY - timedelta(days=14), mood=9)
    days = send(door, alice).json()["days"]
    assert len(days) == 14
    assert days[str(TODAY - timedelta(days=13))]["fields"] == {"mood": [3, "", {}]}
