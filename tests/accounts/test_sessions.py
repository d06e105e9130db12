"""What a session says is read from its row at each page, whatever an earlier page made of it."""

import pytest
from django.contrib.sessions.models import Session

from tracker.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def a_session(**said: object) -> SessionStore:
    session = SessionStore()
    session.update(said)
    session.save()
    return session


def test_what_one_page_changes_and_does_not_save_the_next_does_not_see() -> None:
    key = a_session(steps=["name"]).session_key
    SessionStore(key)["steps"].append("password")
    assert SessionStore(key)["steps"] == ["name"]


def test_what_was_saved_since_is_read() -> None:
    session = a_session(steps=["name"])
    assert SessionStore(session.session_key)["steps"] == ["name"]
    session["steps"] = ["name", "password"]
    session.save()
    assert SessionStore(session.session_key)["steps"] == ["name", "password"]


def test_a_row_whose_seal_is_broken_says_nothing_however_often_it_is_asked() -> None:
    key = a_session(steps=["name"]).session_key
    Session.objects.filter(pk=key).update(session_data=SessionStore().encode({"steps": ["all"]}) + "_")
    assert [dict(SessionStore(key).items()) for _ in range(2)] == [{}, {}]
