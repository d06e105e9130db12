"""Before the workers part the first page is made once, for nobody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tracker.accounts.adapter import PERSON
from tracker.accounts.sessions import STANDING
from tracker.diary import views
from tracker.management import rehearsal


@pytest.mark.django_db
def test_the_first_page_is_made_for_nobody_and_writes_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        rehearsal.way_in()
        page = rehearsal.first_page()
    assert b'name="mood"' in page
    assert asked.captured_queries
    assert {row["sql"].split()[0] for row in asked.captured_queries} <= {"SELECT", "PRAGMA"}


@pytest.mark.django_db
def test_what_the_first_request_asks_of_a_worker_was_put_into_words_before_the_workers_part() -> None:
    STANDING._kept.clear()
    PERSON._kept.clear()
    rehearsal.way_in()
    assert connection.vendor in STANDING._kept
    assert connection.vendor in PERSON._kept


def test_a_page_that_cannot_be_made_stops_no_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: object) -> None:
        raise LookupError

    monkeypatch.setattr(views, "today", broken)
    rehearsal.rehearse()
    with pytest.raises(LookupError):
        rehearsal.first_page()
