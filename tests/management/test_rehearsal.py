"""Before the workers part, pages are made once for nobody: the first one at a start, all that are usual later."""

import sys

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from tracker.accounts.adapter import PERSON
from tracker.accounts.sessions import OPENING
from tracker.management import rehearsal


@pytest.mark.django_db
@pytest.mark.parametrize("address", [rehearsal.FIRST, *rehearsal.FURTHER])
def test_a_page_is_made_for_nobody_and_nothing_is_written(address: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        response = rehearsal.made(address)
    assert response.status_code == 200
    assert {row["sql"].split()[0] for row in asked.captured_queries} <= {"SELECT", "PRAGMA"}


@pytest.mark.django_db
def test_the_first_page_is_a_whole_one() -> None:
    with CaptureQueriesContext(connection) as asked:
        page = rehearsal.made(rehearsal.FIRST)
    assert b'name="mood"' in page.content
    assert asked.captured_queries


@pytest.mark.django_db
def test_what_the_first_request_asks_of_a_worker_is_put_into_words_and_nothing_is_written() -> None:
    OPENING._statements.clear()
    PERSON._kept.clear()
    with CaptureQueriesContext(connection) as asked:
        rehearsal.way_in()
    assert connection.vendor in OPENING._statements
    assert connection.vendor in PERSON._kept
    assert {row["sql"].split()[0] for row in asked.captured_queries} == {"SELECT"}


@pytest.mark.django_db
def test_the_figure_is_drawn() -> None:
    [address] = (one for one in rehearsal.FURTHER if ".svg" in one)
    assert b"<svg" in rehearsal.made(address).content
    assert "tracker.charts.artists" in sys.modules


@pytest.mark.django_db
def test_a_page_that_cannot_be_made_stops_no_start_and_no_other_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(address: str) -> HttpResponse:
        asked.append(address)
        raise LookupError

    asked: list[str] = []
    monkeypatch.setattr(rehearsal, "made", broken)
    rehearsal.rehearse()
    assert asked == [rehearsal.FIRST]
    rehearsal.rehearse(further=True)
    assert asked == [rehearsal.FIRST, rehearsal.FIRST, *rehearsal.FURTHER]
