"""A write sent twice is one write."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.builders import TODAY, a_food
from tracker.api import once
from tracker.models import ApiReply, CheckIn, SavedAnswer, Serving, User

JSON = "application/json"


def serve(client: Client, food: int, grams: float = 40, key: str = "breakfast-1") -> Any:
    sent = {"day": TODAY.isoformat(), "food_id": food, "grams": grams}
    return client.post("/api/v1/servings", sent, content_type=JSON, headers={"idempotency-key": key})


def test_the_same_key_gives_the_same_answer_and_one_row(alice: User, writer: Client) -> None:
    oats = a_food()
    first, second = serve(writer, oats.pk), serve(writer, oats.pk)
    assert (second.status_code, second.content) == (201, first.content)
    assert second.headers["Location"] == first.headers["Location"]
    assert (first.get("Idempotency-Replayed"), second.headers["Idempotency-Replayed"]) == (None, "true")
    assert Serving.objects.count() == 1


def test_another_body_under_the_same_key_is_refused(alice: User, writer: Client) -> None:
    oats = a_food()
    serve(writer, oats.pk)
    other = serve(writer, oats.pk, grams=80)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Serving.objects.get().grams == 40


def test_a_refusal_is_kept_as_well(alice: User, writer: Client) -> None:
    assert [serve(writer, 999).status_code for _ in range(2)] == [422, 422]
    assert ApiReply.objects.get().status == 422


def test_people_have_keys_of_their_own(alice: User, writer: Client, bobs: Client) -> None:
    oats = a_food()
    assert (serve(writer, oats.pk).status_code, serve(bobs, oats.pk).status_code) == (201, 201)
    assert sorted(Serving.objects.values_list("owner__username", flat=True)) == ["alice", "bob"]


def test_a_key_nobody_can_send_is_refused(alice: User, writer: Client) -> None:
    assert serve(writer, a_food().pk, key="x" * 201).status_code == 400


def test_a_write_that_broke_can_be_tried_again(alice: User, writer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    oats = a_food()

    def broken(*args: object) -> None:
        raise RuntimeError

    writer.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr("tracker.api.entries.add", broken)
        assert serve(writer, oats.pk).status_code == 500
    assert not ApiReply.objects.exists()
    assert serve(writer, oats.pk).status_code == 201


def test_one_that_is_being_worked_on_is_not_begun_twice_but_taken_up_when_left_behind(
    alice: User, writer: Client
) -> None:
    oats = a_food()
    serve(writer, oats.pk)
    ApiReply.objects.update(status=0)
    assert serve(writer, oats.pk).json()["code"] == "in_progress"
    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=False):
        taken_up = serve(writer, oats.pk)
    assert taken_up.status_code == 201
    assert Serving.objects.count() == 1  # it was done before the answer could be kept


def test_a_key_used_again_next_week_is_a_new_write(alice: User, writer: Client) -> None:
    def note(mood: int) -> Any:
        return writer.patch(
            "/api/v1/days/2026-11-21", {"mood": mood}, content_type=JSON, headers={"idempotency-key": "always"}
        )

    note(3)
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=False):
        assert note(8).status_code == 200
    assert CheckIn.objects.get().mood == 8
    assert SavedAnswer.objects.count() == 2


def test_answers_are_forgotten_after_a_day(alice: User, writer: Client) -> None:
    serve(writer, a_food().pk)
    now = timezone.now()
    assert once.purge(now + timedelta(hours=23)) == 0
    assert once.purge(now + timedelta(hours=25)) == 1
