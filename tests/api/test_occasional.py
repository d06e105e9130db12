"""Totals, laboratory values and breaks go the way of their pages: the same checks, the same undo, once a key."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.api.test_diary import DAY, JSON, post
from tests.builders import TODAY, a_break, a_lab_value, a_total
from tracker.models import Break, LabValue, Total, User

SENT: dict[str, dict[str, Any]] = {
    "totals": {"day": DAY, "scale": "phq9", "value": 12, "given_by": "Dr Berg"},
    "lab_values": {"day": DAY, "name": "Iron", "value": 41.5, "unit": "µg/L", "printed_range": "15–150", "note": ""},
    "breaks": {"day": DAY, "until": None, "note": "sea"},
}  # fmt: skip
CHANGES: dict[str, dict[str, Any]] = {"totals": {"value": 9}, "lab_values": {"value": 40}, "breaks": {"note": "hills"}}
TABLES = {"totals": Total, "lab_values": LabValue, "breaks": Break}


@pytest.fixture(autouse=True)
def _evening(evening: object) -> None:
    """On the day that builders call today."""


@pytest.mark.parametrize("what", SENT)
def test_one_is_added_read_changed_taken_out_and_brought_back(alice: User, writer: Client, what: str) -> None:
    made = post(writer, what, SENT[what])
    assert made.status_code == 201, made.json()
    where = made.headers["Location"]
    assert {name: made.json()[name] for name in SENT[what]} == SENT[what]
    assert writer.get(where).json() == made.json()
    changed = writer.patch(where, CHANGES[what], content_type=JSON)
    assert changed.json() == made.json() | CHANGES[what]
    gone = writer.delete(where)
    assert (gone.status_code, writer.get(where).status_code) == (204, 404)
    assert writer.get(f"/api/v1/{what}").json()["items"] == []
    writer.post(f"/api/v1/changes/{gone.headers['Vagus-Change']}/undo")
    assert writer.get(f"/api/v1/{what}").json()["items"] == [changed.json()]
    assert TABLES[what].objects.get().owner == alice


@pytest.mark.parametrize("what", SENT)
def test_the_same_key_makes_one(alice: User, writer: Client, what: str) -> None:
    answers = [post(writer, what, SENT[what], **{"idempotency-key": "a-key-of-mine-1"}) for _ in range(3)]
    assert {answer.json()["id"] for answer in answers} == {str(TABLES[what].objects.get().uid)}


@pytest.mark.parametrize("what", SENT)
def test_who_may_only_read_and_a_stranger_change_nothing(
    alice: User, reader: Client, bobs: Client, writer: Client, what: str
) -> None:
    where = post(writer, what, SENT[what]).headers["Location"]
    assert post(reader, what, SENT[what]).status_code == 403
    assert reader.get(where).status_code == 200
    assert bobs.get(where).status_code == bobs.delete(where).status_code == 404
    assert bobs.patch(where, CHANGES[what], content_type=JSON).status_code == 404
    assert bobs.get(f"/api/v1/{what}").json()["items"] == []
    assert TABLES[what].objects.filter(removed=None).count() == 1


@pytest.mark.parametrize(("what", "wrong", "field"), [
    ("totals", {"value": 28}, "value"), ("totals", {"scale": "hit6", "value": 3}, "value"),
    ("totals", {"day": "2999-01-01"}, "day"), ("totals", {"scale": "mine"}, "scale"),
    ("totals", {"value": 3.5}, "value"), ("totals", {"value": None}, "value"), ("lab_values", {"value": 1e12}, "value"),
    ("lab_values", {"name": ""}, "name"),
    ("lab_values", {"day": "1850-01-01"}, "day"), ("lab_values", {"unit": "x" * 21}, "unit"),
    ("breaks", {"until": "2020-01-01"}, "until"), ("breaks", {"day": "1850-01-01"}, "day"),
    ("breaks", {"note": "x" * 201}, "note"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_field(
    alice: User, writer: Client, what: str, wrong: dict[str, Any], field: str
) -> None:
    refused = post(writer, what, SENT[what] | wrong)
    assert refused.status_code == 422, refused.json()
    assert field in {error["field"].split(".")[-1] for error in refused.json()["errors"]}
    assert not TABLES[what].objects.exists()


def test_a_change_that_makes_no_sense_leaves_all_as_it_was(alice: User, writer: Client) -> None:
    total, holiday = a_total(alice, "phq9", 12), a_break(alice, until=TODAY)
    assert writer.patch(f"/api/v1/totals/{total.uid}", {"value": 99}, content_type=JSON).status_code == 422
    before = (TODAY - timedelta(days=9)).isoformat()
    assert writer.patch(f"/api/v1/breaks/{holiday.uid}", {"until": before}, content_type=JSON).status_code == 422
    total.refresh_from_db()
    holiday.refresh_from_db()
    assert (total.value, holiday.until) == (12, TODAY)


def test_an_end_may_be_taken_away_again(alice: User, writer: Client) -> None:
    row = a_break(alice, until=TODAY, note="sea")
    said = writer.patch(f"/api/v1/breaks/{row.uid}", {"until": None}, content_type=JSON).json()
    assert (said["until"], said["note"]) == (None, "sea")


def test_a_break_may_still_come_and_is_listed(alice: User, writer: Client) -> None:
    ahead = (TODAY + timedelta(days=30)).isoformat()
    assert post(writer, "breaks", {"day": ahead}).status_code == 201
    assert [row["day"] for row in writer.get("/api/v1/breaks").json()["items"]] == [ahead]


def test_what_counts_food_is_not_there_in_food_free_mode(alice: User, writer: Client) -> None:
    User.objects.filter(pk=alice.pk).update(food_free=True)
    assert post(writer, "totals", {"day": DAY, "scale": "medas", "value": 9}).status_code == 422


def test_a_number_keeps_its_name_as_the_page_shows_it(alice: User, reader: Client) -> None:
    a_total(alice, "phq9", 0)
    a_lab_value(alice, value=-0.5)
    assert reader.get("/api/v1/totals").json()["items"][0]["name"] == "PHQ-9"
    assert reader.get("/api/v1/totals").json()["items"][0]["value"] == 0
    assert reader.get("/api/v1/lab_values").json()["items"][0]["value"] == -0.5
