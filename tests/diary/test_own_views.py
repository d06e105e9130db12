"""The doors to own trackers: the list, the form, the card on Today."""

import uuid

import pytest
from django.test import Client

from tests.builders import TODAY, a_value, an_own_tracker
from tracker.diary.models import OwnTracker, OwnValue
from tracker.models import User

pytestmark = pytest.mark.usefixtures("evening")
DAY = "/day/2026-11-21/"
HTMX = {"HX-Request": "true"}
KINDS = ("yes_no", "count", "amount", "scale", "minutes")


def tapped(door: Client, **data: object) -> str:
    response = door.post(DAY + "answer/", {"key": uuid.uuid4().hex, "one": "1", **data}, headers=HTMX)
    assert response.status_code == 200, response.content
    return response.content.decode()


def filled(kind: str, **more: str) -> dict[str, str]:
    facts = {"name": "Knee", "kind": kind, "better": "lower", "role": "outcome"}
    return {**facts, "unit": "km" if kind == "amount" else "", **more}


def test_an_empty_list_says_what_it_is_for_and_today_asks_nothing(door: Client) -> None:
    assert "Nothing yet" in door.get("/trackers/").content.decode()
    assert "module-own" not in door.get("/today/").content.decode()


def test_settings_lead_to_the_list(door: Client) -> None:
    assert 'href="/trackers/"' in door.get("/settings/").content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_made_and_asked_on_today(door: Client, alice: User, kind: str) -> None:
    assert door.post("/trackers/new/", filled(kind)).headers["Location"] == "/trackers/"
    row = OwnTracker.objects.get(owner=alice)
    assert (row.slug, row.kind, row.better, row.role) == ("knee", kind, "lower", "outcome")
    page = door.get("/today/").content.decode()
    assert 'id="module-own"' in page
    assert 'id="field-own_knee"' in page
    tapped(door, field="own_knee", own_knee="1")
    assert OwnValue.objects.get(owner=alice, day=TODAY).value == 1
    assert "Knee" in door.get("/trackers/").content.decode()


def test_an_amount_needs_a_unit_and_what_was_typed_is_kept(door: Client) -> None:
    response = door.post("/trackers/new/", filled("amount", unit=""))
    page = response.content.decode()
    assert response.status_code == 422
    assert "An amount needs a unit" in page
    assert 'value="Knee"' in page
    assert not OwnTracker.objects.exists()


def test_a_unit_is_kept_only_where_it_counts(door: Client) -> None:
    door.post("/trackers/new/", filled("scale", unit="km"))
    assert OwnTracker.objects.get().unit == ""


def test_a_second_tracker_of_the_same_name_is_explained(door: Client, alice: User, bob: User) -> None:
    an_own_tracker(bob, "Knee")
    assert door.post("/trackers/new/", filled("count")).status_code == 302
    assert "has this name already" in door.post("/trackers/new/", filled("count", name="knee")).content.decode()


def test_name_and_unit_change_freely_and_the_key_stays(door: Client, alice: User) -> None:
    a_value(alice, an_own_tracker(alice, "Coffee", unit="cups"), 3)
    door.post("/trackers/coffee/", filled("count", name="Espresso & <b>", unit="shots"))
    row = OwnTracker.objects.get(owner=alice)
    assert (row.slug, row.name, row.unit) == ("coffee", "Espresso & <b>", "shots")
    assert "Espresso &amp; &lt;b&gt; (shots)" in door.get("/today/").content.decode()


def test_the_kind_may_change_until_a_day_is_noted(door: Client, alice: User) -> None:
    coffee = an_own_tracker(alice)
    door.post("/trackers/coffee/", filled("scale"))
    assert OwnTracker.objects.get().kind == "scale"
    a_value(alice, coffee, 7)
    page = door.get("/trackers/coffee/").content.decode()
    assert "so the kind stays" in page
    assert door.post("/trackers/coffee/", filled("yes_no", name="Tea")).status_code == 302
    row = OwnTracker.objects.get()
    assert (row.kind, row.name) == ("scale", "Tea")


def test_a_tracker_is_put_away_without_losing_a_day_and_comes_back(door: Client, alice: User) -> None:
    coffee = an_own_tracker(alice)
    door.post("/trackers/coffee/move/", {"do": "off"})
    assert "module-own" not in door.get("/today/").content.decode()
    assert "put away" in door.get("/trackers/").content.decode()
    a_value(alice, coffee, 3)
    assert 'value="3"' in door.get("/today/").content.decode(), "the day that has an answer still shows it"
    door.post("/trackers/coffee/move/", {"do": "on"})
    assert not OwnTracker.objects.get().archived


def test_a_number_that_cannot_be_is_refused_and_nothing_is_saved(door: Client, alice: User) -> None:
    an_own_tracker(alice)
    response = door.post(DAY + "answer/", {"field": "own_coffee", "own_coffee": "many", "key": "k" * 8}, headers=HTMX)
    assert response.status_code == 422
    assert "Coffee must be between 0 and 100000." in response.content.decode()
    assert not OwnValue.objects.exists()


def test_a_plain_form_saves_every_answer_and_keeps_what_it_could_not_read(door: Client, alice: User) -> None:
    an_own_tracker(alice)
    an_own_tracker(alice, "Walked", "amount", unit="km")
    sent = {
        "field": ["own_coffee", "own_walked"], "own_coffee": "many", "was-own_coffee": "", "own_walked": "2,5",
        "was-own_walked": "", "base-own_coffee": "", "base-own_walked": "", "key": "k" * 8,
    }  # fmt: skip
    response = door.post(DAY + "answer/", sent)
    assert response.status_code == 422
    assert 'value="many"' in response.content.decode()
    assert list(OwnValue.objects.exclude(value=None).values_list("tracker__slug", "value")) == [("walked", 2.5)]
    page = door.get("/today/").content.decode()
    assert 'name="was-own_walked" value="2.5"' in page
    assert 'name="own_walked" inputmode="decimal" autocomplete="off" maxlength="8" value="2.5"' in page


def test_changing_an_answer_offers_undo_in_the_persons_words(door: Client, alice: User) -> None:
    an_own_tracker(alice, "Yoga %(x)s", "yes_no", slug="yoga")
    door.post(DAY + "answer/", {"field": "own_yoga", "own_yoga": "1", "key": "key-one-1", "one": "1"}, headers=HTMX)
    reply = tapped(door, field="own_yoga", own_yoga="0", **{"base-own_yoga": "key-one-1"})
    assert "Yoga %(x)s No saved" in reply
    last = OwnValue.objects.get().value
    key = reply.split('name="undo" value="')[1].split('"')[0]
    undone = door.post(DAY + "undo/", {"undo": key, "key": uuid.uuid4().hex}, headers=HTMX).content.decode()
    assert (last, OwnValue.objects.get().value) == (0, 1)
    assert 'id="field-own_yoga"' in undone, "the control shows what stands again"


def test_two_places_that_differ_are_shown_with_a_choice(door: Client, alice: User) -> None:
    an_own_tracker(alice)
    tapped(door, field="own_coffee", own_coffee="3")
    reply = tapped(door, field="own_coffee", own_coffee="5")
    assert "Coffee was changed elsewhere too" in reply
    assert "Take 5" in reply
    assert "Keep 3" in reply


def test_a_strangers_answer_to_my_tracker_goes_nowhere(strangers_door: Client, alice: User) -> None:
    an_own_tracker(alice)
    strangers_door.post(DAY + "answer/", {"field": "own_coffee", "own_coffee": "3", "key": "k" * 8}, headers=HTMX)
    assert not OwnValue.objects.exists()
