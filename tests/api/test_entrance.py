"""Who comes in, how often, and what is said to everybody else."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.api.conftest import program
from tests.builders import TODAY, a_day, a_person, a_token
from tracker.api import tokens
from tracker.api.models import A_MINUTE
from tracker.models import ApiToken, CheckIn, User

ME = "/api/v1/me"
PROBLEM = "application/problem+json"
JSON = "application/json"


def test_without_a_token_nobody_comes_in(alice: User, door: Client) -> None:
    for client in (Client(), door):  # a session's cookie opens nothing
        answer = client.get(ME)
        assert answer.status_code == 401
        assert answer.headers["Content-Type"] == PROBLEM
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json()["code"] == "no_token"


def test_a_session_writes_nothing_even_with_the_forms_token(alice: User, door: Client) -> None:
    answer = door.patch("/api/v1/days/today", {"mood": 3}, content_type=JSON)
    assert answer.status_code == 401
    assert not CheckIn.objects.exists()


def test_a_token_in_the_address_is_no_token(alice: User) -> None:
    assert Client().get(ME, {"token": a_token(alice), "access_token": a_token(alice)}).status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Basic YWxpY2U6eA==", "Bearer vagus_", "Bearer vagus_" + "a" * 43])
def test_what_is_no_token_opens_nothing(alice: User, header: str) -> None:
    assert Client(headers={"authorization": header}).get(ME).status_code == 401


def test_a_program_hears_whose_token_it_has(reader: Client) -> None:
    said = reader.get(ME).json()
    assert (said["name"], said["scopes"], said["today"]) == ("alice", ["read"], TODAY.isoformat())


def test_the_text_of_a_token_is_kept_nowhere(alice: User) -> None:
    text = a_token(alice)
    row = ApiToken.objects.get()
    kept = [str(getattr(row, field.name)) for field in row._meta.concrete_fields]
    assert not any(text in value or text.removeprefix("vagus_") in value for value in kept)
    assert row.ending == text[-4:]


def test_a_token_that_ran_out_or_was_revoked_is_dead(alice: User) -> None:
    text = a_token(alice, days=30)
    assert program(text).get(ME).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert program(text).get(ME).status_code == 401
    tokens.revoke(ApiToken.objects.get(), timezone.now())
    assert program(text).get(ME).status_code == 401


def test_a_token_of_a_switched_off_account_or_a_sample_is_dead(alice: User) -> None:
    text = a_token(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert program(text).get(ME).status_code == 401
    assert program(a_token(a_person("sample", is_sample=True))).get(ME).status_code == 401


def test_reading_writes_down_that_the_token_was_used(alice: User, reader: Client) -> None:
    reader.get(ME)
    assert ApiToken.objects.get().last_used == datetime(2026, 11, 21, 20, tzinfo=UTC)


def test_a_token_that_may_read_writes_nothing(alice: User, reader: Client) -> None:
    for answer in (
        reader.patch("/api/v1/days/today", {"mood": 3}, content_type=JSON),
        reader.post("/api/v1/events", {"kind": "illness", "day": TODAY.isoformat()}, content_type=JSON),
        reader.delete("/api/v1/events/00000000-0000-0000-0000-000000000000"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "read_only_token")
    assert not CheckIn.objects.exists()


def test_a_token_has_so_many_requests_a_minute_and_hears_when_it_may_ask_again(alice: User, bob: User) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 20, 0, 15, tzinfo=UTC), tick=False) as clock:
        mine, his = program(a_token(alice)), program(a_token(bob))
        ApiToken.objects.filter(owner=alice).update(minute=int(timezone.now().timestamp()) // 60, spent=A_MINUTE - 1)
        assert mine.get(ME).status_code == 200
        refused = mine.get(ME)
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "45")
        assert refused.headers["Content-Type"] == PROBLEM
        assert his.get(ME).status_code == 200
        clock.shift(45)
        assert mine.get(ME).status_code == 200


def test_a_person_has_so_many_tokens_and_no_more(alice: User) -> None:
    for _ in range(tokens.MOST):
        a_token(alice)
    with pytest.raises(tokens.TooManyError):
        a_token(alice)


def test_tokens_long_over_are_forgotten(alice: User) -> None:
    now = timezone.now()
    a_token(alice, "old", days=1), a_token(alice, "new")
    tokens.purge(now + timedelta(days=92))
    assert [row.name for row in ApiToken.objects.all()] == ["new"] or not ApiToken.objects.exists()
    tokens.purge(now + timedelta(days=200))
    assert not ApiToken.objects.exists()


def test_the_same_answer_is_not_sent_twice(alice: User, reader: Client) -> None:
    a_day(alice, mood=6)
    first = reader.get("/api/v1/days/today")
    tag = first.headers["ETag"]
    again = reader.get("/api/v1/days/today", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    CheckIn.objects.update(mood=7)
    assert reader.get("/api/v1/days/today", headers={"if-none-match": tag}).status_code == 200


def test_a_head_is_a_get_without_its_body(reader: Client) -> None:
    answer = reader.head(ME)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["ETag"]


@pytest.mark.parametrize(
    ("method", "address", "body", "kind", "status"),
    [
        ("get", "/api/v1/no-such-address", None, JSON, 404),
        ("get", "/api/v1/", None, JSON, 404),
        ("get", "/api/v2/days", None, JSON, 404),
        ("get", "/api/v1/days/2999-01-01", None, JSON, 404),
        ("get", "/api/v1/days/2026-99-99", None, JSON, 404),
        ("get", "/api/v1/days/monday", None, JSON, 422),
        ("put", "/api/v1/days/today", "{}", JSON, 405),
        ("patch", "/api/v1/days/today", "{", JSON, 400),
        ("patch", "/api/v1/days/today", '{"mood": NaN}', JSON, 400),
        ("patch", "/api/v1/days/today", "[" * 5000, JSON, 400),
        ("patch", "/api/v1/days/today", '{"note": "\\ud800"}', JSON, 400),
        ("patch", "/api/v1/days/today", "mood=3", "application/x-www-form-urlencoded", 415),
        ("patch", "/api/v1/days/today", '{"mood": 11}', JSON, 422),
        ("patch", "/api/v1/days/today", '{"mood": "6"}', JSON, 422),
        ("patch", "/api/v1/days/today", '{"moood": 6}', JSON, 422),
        ("patch", "/api/v1/days/today", "[]", JSON, 422),
        ("patch", "/api/v1/days/today", '"' + "x" * 2_100_000 + '"', JSON, 413),
        ("get", "/api/v1/servings?limit=0", None, JSON, 422),
        ("get", "/api/v1/servings?cursor=x", None, JSON, 422),
        ("get", "/api/v1/servings?from=2026-11-21&to=2026-11-01", None, JSON, 422),
        ("get", "/api/v1/series?metrics=nonsense", None, JSON, 422),
    ],
)
def test_whatever_goes_wrong_is_said_as_a_problem(
    writer: Client, method: str, address: str, body: str | None, kind: str, status: int
) -> None:
    given = {} if body is None else {"data": body, "content_type": kind}
    answer = getattr(writer, method)(address, **given)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM)
    assert answer.json()["status"] == status
    assert not CheckIn.objects.exists()


def test_a_mistake_of_ours_is_a_problem_too_and_its_words_stay_inside(
    alice: User, writer: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("mood was 3")

    monkeypatch.setattr("tracker.api.days.one", broken)
    writer.raise_request_exception = False
    answer = writer.get("/api/v1/days/today")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, PROBLEM)
    assert "mood" not in answer.text


def test_what_was_sent_is_not_said_back(writer: Client) -> None:
    answer = writer.patch("/api/v1/days/today", {"mood": 77, "note": 77123, "bed_time": "quetzal"}, content_type=JSON)
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} >= {"mood", "note"} or answer.json()["errors"]
    assert not any(word in answer.text for word in ("77", "quetzal"))
