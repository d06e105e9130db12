"""Before the workers part the first page is made once, for nobody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tracker.diary import views
from tracker.management import rehearsal


@pytest.mark.django_db
def test_the_first_page_is_made_for_nobody_and_writes_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        page = rehearsal.first_page()
    assert b'name="mood"' in page
    assert asked.captured_queries
    assert {row["sql"].split()[0] for row in asked.captured_queries} <= {"SELECT", "PRAGMA"}


def test_a_page_that_cannot_be_made_stops_no_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: object) -> None:
        raise LookupError

    monkeypatch.setattr(views, "today", broken)
    rehearsal.rehearse()
    with pytest.raises(LookupError):
        rehearsal.first_page()
