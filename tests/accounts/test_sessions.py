"""What a session says, and whose it is, is read at each page, whatever an earlier page made of it; in one query."""

from datetime import date

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.web.test_together import told
from tracker.accounts.models import User
from tracker.accounts.sessions import OPENING, SessionStore

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


@pytest.fixture
def known(door: Client) -> Client:
    """A browser that has been here before, so that its session is listed with its person."""
    assert door.get("/learn/").status_code == 200
    return door


def whose(client: Client) -> object:
    """Whose page this browser gets; None where it is asked to sign in."""
    answer = client.get("/learn/")
    return answer.wsgi_request.user.pk if answer.status_code == 200 else None


def of_people(client: Client) -> list[str]:
    """The queries of a page that read a person or a session."""
    with CaptureQueriesContext(connection) as seen:
        client.get("/learn/")
    return [row["sql"] for row in seen.captured_queries if "tracker_user" in row["sql"] or "_session" in row["sql"]]


def test_session_and_person_are_read_in_one_query(known: Client) -> None:
    assert len(of_people(known)) == 1


def test_they_are_what_their_tables_hold(known: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(
        modules=["sleep", "gut"], held_back=["mood"], low_card_shown=date(2026, 11, 20), foods_edition=2**62 - 1,
        username="Ælise 愛麗絲", is_owner=False, language="zh-hans",
    )  # fmt: skip
    asked = {"key": known.session.session_key, "now": timezone.now()}
    found = OPENING.read(**asked)
    assert told(found) == told(OPENING.plainly(**asked))
    assert [len(rows) for rows in found.values()] == [1, 1]


def test_a_person_whose_session_is_not_listed_is_read_by_their_number(known: Client, alice: User) -> None:
    UserSession.objects.all().delete()
    assert whose(known) == alice.pk
    assert len(of_people(known)) == 2


def test_a_list_that_names_somebody_else_changes_nothing(known: Client, alice: User, bob: User) -> None:
    UserSession.objects.update(user=bob)
    assert whose(known) == alice.pk


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}])
def test_who_was_shut_out_or_has_another_password_is_out_at_the_next_page(
    known: Client, alice: User, change: dict[str, object]
) -> None:
    User.objects.filter(pk=alice.pk).update(**change)
    assert whose(known) is None


def test_who_was_deleted_or_signed_out_elsewhere_is_out_at_the_next_page(known: Client, alice: User) -> None:
    key = known.session.session_key
    SessionStore().delete(key)
    assert whose(known) is None
    assert UserSession.objects.filter(session_key=key).exists(), "it was the session that ended"
    known.force_login(alice)
    assert whose(known) == alice.pk
    alice.delete()
    assert whose(known) is None


def test_what_they_changed_about_themselves_is_seen_at_the_next_page(known: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(theme="dark", language="nb")
    page = known.get("/learn/")
    assert page.wsgi_request.user.theme == "dark"
    assert b'lang="nb"' in page.content


def test_a_person_is_handed_over_once_and_to_their_own_number_alone(known: Client, alice: User, bob: User) -> None:
    def opened() -> SessionStore:
        session = SessionStore(known.session.session_key)
        session.load()
        return session

    session = opened()
    assert [session.read_along(alice.pk), session.read_along(alice.pk)] == [alice, None]
    assert opened().read_along(bob.pk) is None
    ended = SessionStore("x" * 32)
    assert ended.load() == {}
    assert ended.read_along(alice.pk) is None
