"""A database that cannot just now is said in words, never as a fault of the page."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, ProgrammingError
from django.test import Client, RequestFactory

from tracker.web import views
from tracker.web.failure import is_passing, reason, typed


def as_django_raises(cause: BaseException) -> OperationalError:
    error = OperationalError(*cause.args)
    error.__cause__ = cause
    return error


def from_sqlite(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("…")
    cause.sqlite_errorcode = code
    return as_django_raises(cause)


class FromPostgresError(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("…")
        self.sqlstate = sqlstate


SQLITE_IOERR_FSYNC = sqlite3.SQLITE_IOERR | (4 << 8)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (from_sqlite(sqlite3.SQLITE_FULL), "the disk is full"),
        (from_sqlite(sqlite3.SQLITE_READONLY), "the database can only be read"),
        (from_sqlite(SQLITE_IOERR_FSYNC), "the disk reported an error"),
        (from_sqlite(sqlite3.SQLITE_BUSY), "the database is busy"),
        (as_django_raises(FromPostgresError("53100")), "the disk is full"),
        (as_django_raises(FromPostgresError("25006")), "the database can only be read"),
        (as_django_raises(FromPostgresError("40P01")), "the database does not answer"),
        (as_django_raises(FromPostgresError(None)), "the database does not answer"),
    ],
)
def test_the_reason_is_one_an_owner_can_mend(error: OperationalError, words: str) -> None:
    assert is_passing(error)
    assert reason(error) == words


def test_a_mistake_of_ours_is_not_a_passing_failure() -> None:
    assert not is_passing(from_sqlite(sqlite3.SQLITE_ERROR))
    assert not is_passing(as_django_raises(FromPostgresError("42703")))
    assert not is_passing(ProgrammingError("no such table"))


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise from_sqlite(sqlite3.SQLITE_FULL)

    monkeypatch.setattr("tracker.accounts.models.User.today", fail)


@pytest.mark.usefixtures("failing")
def test_a_page_says_that_the_disk_is_full(door: Client) -> None:
    response = door.get("/today/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "the disk is full" in response.text
    assert response.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("failing")
def test_htmx_gets_one_line(door: Client) -> None:
    response = door.get("/today/", headers={"HX-Request": "true"})
    assert response.status_code == 503
    assert response.text == "Not opened: the disk is full."


@pytest.mark.usefixtures("failing")
def test_a_plain_form_is_kept_on_the_page_that_says_no(door: Client) -> None:
    form = {"field": ["note", "mood"], "note": 'slow <b>"walk"</b>\nhome', "mood": "6", "key": "a-key-of-a-note"}
    page = door.post("/day/2026-11-20/answer/", form).text
    assert 'action="/day/2026-11-20/answer/"' in page
    assert "What you typed is kept on this page" in page
    for name, value in (("field", "note"), ("field", "mood"), ("mood", "6"), ("key", "a-key-of-a-note")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert "slow &lt;b&gt;&quot;walk&quot;&lt;/b&gt;\nhome" in page


@pytest.mark.parametrize(
    "sent", [{"login": "alice", "password": "a secret"}, {"code": "123456"}, {"file": SimpleUploadedFile("a", b"b")}]
)
def test_a_secret_or_a_file_is_not_put_into_a_page(rf: RequestFactory, sent: dict[str, Any]) -> None:
    assert typed(rf.post("/", sent)) == []


def test_a_session_that_cannot_be_saved_is_a_503_too(door: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise from_sqlite(sqlite3.SQLITE_READONLY)

    monkeypatch.setattr(SessionStore, "load", fail)
    door.raise_request_exception = False
    assert door.get("/today/").status_code == 503


def test_the_page_for_a_mistake_needs_neither_database_nor_templates(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert b"Something in Vagus went wrong" in views.server_error(rf.get("/")).content

    def fail(*args: object) -> str:
        raise OSError("no templates")

    monkeypatch.setattr(views, "render_to_string", fail)
    assert b"Something in Vagus went wrong" in views.server_error(rf.get("/")).content


def test_a_damaged_file_is_no_passing_failure(tmp_path: Path) -> None:
    path = tmp_path / "damaged.sqlite3"
    path.write_bytes(b"this is not a database" * 1000)
    with pytest.raises(sqlite3.DatabaseError) as caught:
        sqlite3.connect(path).execute("SELECT 1 FROM sqlite_master")
    assert not is_passing(as_django_raises(caught.value))
