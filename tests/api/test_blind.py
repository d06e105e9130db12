"""While an experiment runs no program is told its coming order, or how its outcome went under each condition."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from tests.api.conftest import program
from tests.builders import TODAY, a_day, a_token
from tests.experiments.living import a_life, a_locked
from tests.experiments.test_crawl import START, swap_conditions
from tracker.diary import held_back
from tracker.models import CheckIn, Experiment, Period, User

JSON = "application/json"
SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="takes the lock's trigger away as SQLite names it")
ELSEWHERE = (
    "me", "metrics", "days", "days/today", "servings", "doses", "events", "moments", "insights", "supplements",
    "series?metrics=stress,mood", "imports", "exports/csv", "exports/fhir", "exports/sleep",
)  # fmt: skip


@pytest.fixture
def running(alice: User, evening: None) -> Experiment:
    row = a_locked(alice, START)
    a_life(row, lambda n, b: (3 if b else 7) if n <= 33 else None, mood=5)
    return row


def said(client: Client, *addresses: str) -> dict[str, bytes]:
    found = {}
    for address in addresses:
        answer = client.get(f"/api/v1/{address}")
        assert answer.status_code == 200, address
        found[address] = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return found


@SQLITE
def test_nothing_but_the_experiment_knows_the_conditions(alice: User, running: Experiment) -> None:
    client = program(a_token(alice))
    before = said(client, *ELSEWHERE)
    swap_conditions(running)
    assert said(client, *ELSEWHERE) == before


@SQLITE
def test_the_experiment_tells_nothing_of_periods_that_have_not_opened(alice: User, running: Experiment) -> None:
    client, where = program(a_token(alice)), ("experiments", f"experiments/{running.uid}")
    before = said(client, *where)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS period_plan")
    closed = Period.objects.filter(owner=alice, start__gt=TODAY + timedelta(days=2))
    assert closed.exists()
    for period in closed:
        Period.objects.filter(pk=period.pk, owner=alice).update(condition=1 - period.condition)
    assert said(client, *where) == before


def test_the_experiment_tells_nothing_of_the_values(alice: User, running: Experiment) -> None:
    client, where = program(a_token(alice)), ("experiments", f"experiments/{running.uid}")
    before = said(client, *where)
    for row in CheckIn.objects.filter(owner=alice):
        CheckIn.objects.filter(pk=row.pk, owner=alice).update(stress=10 - (row.stress or 0))
    assert said(client, *where) == before
    assert b"results" not in before["experiments"]
    assert b"drawn" not in before["experiments"]


def test_a_series_does_not_lay_the_outcome_against_the_habit(alice: User, writer: Client) -> None:
    alice.modules = ["probiotic"]
    alice.save()
    a_day(alice, stress=4, probiotic_taken=1)
    held_back.hold(alice, {"stress", "probiotic_taken"})
    both = writer.get("/api/v1/series", {"metrics": "stress,probiotic_taken"})
    assert (both.status_code, both.json()["code"]) == (409, "held_back")
    assert writer.get("/api/v1/series", {"metrics": "stress,mood"}).status_code == 200
    assert {one["key"] for one in writer.get("/api/v1/metrics").json() if one["held_back"]} == {
        "stress", "probiotic_taken",
    }  # fmt: skip
    assert writer.get("/api/v1/insights").json()["held_back"] == ["stress", "probiotic_taken"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_locked_plan_is_not_changed(alice: User, running: Experiment, method: str) -> None:
    client = program(a_token(alice))
    answer = getattr(client, method)(f"/api/v1/experiments/{running.uid}", {"title": "other"}, content_type=JSON)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert Experiment.objects.get(pk=running.pk, owner=alice).title == running.title
