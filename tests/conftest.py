"""Fixtures of the whole suite."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest
from django.template import Template
from django.test import Client
from django.test.utils import _TestState
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from tests.builders import TODAY, a_person
from tests.typed import TYPED, listening
from tracker.diary import sample
from tracker.management.tables import shipped
from tracker.models import User

settings.register_profile("vagus", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("vagus")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """A database made from the models (tests/settings.py) knows no migrations, so it is told."""
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in shipped():
            recorder.record_applied(app, name)


@pytest.fixture(scope="session", autouse=True)
def _pages_as_they_are_served(django_test_environment: None) -> None:
    """No test asks of which templates a page was made, so no context is copied to remember it."""
    Template._render = _TestState.saved_data.template_render


@pytest.fixture(scope="session", autouse=True)
def _every_log() -> Iterator[None]:
    with listening():
        yield


@pytest.fixture(autouse=True)
def _nothing_typed_is_logged(_every_log: None) -> Iterator[None]:
    """Whatever a test types into Vagus: no line of any log may hold it (tests/typed.py)."""
    TYPED.begin()
    yield
    assert TYPED.found() == [], "something typed stands in a log"


@pytest.fixture
def alice(db: None) -> User:
    """The person whose diary it is."""
    return a_person("alice", is_owner=True)


@pytest.fixture
def bob(db: None) -> User:
    """Someone else in the household."""
    return a_person("bob")


@pytest.fixture
def door(alice: User) -> Client:
    """A browser in which Alice is signed in."""
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def trusted(door: Client, alice: User) -> Client:
    """Alice's browser a moment after she typed her password."""
    return just_asked_again(door, alice)


@pytest.fixture
def short_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """For who tries every door: behind one of them two invented years are written, of which a month is enough."""
    monkeypatch.setattr(sample, "DAYS", 30)


class Stay:
    """A person who stays signed in while every door is tried; signs in again only where a door changed the session."""

    def __init__(self, client: Client, user: User, *, asked: bool = False) -> None:
        self.client, self.user, self.asked = client, user, asked
        self._enter()

    def again(self) -> None:
        if self._state() != self._before:
            self._enter()

    def _enter(self) -> None:
        self.client.force_login(self.user)
        if self.asked:
            just_asked_again(self.client, self.user)
        self._before = self._state()

    def _state(self) -> tuple[dict[str, str], dict[str, object], bool]:
        cookies = {name: cookie.value for name, cookie in self.client.cookies.items()}
        key = cookies.get(django_settings.SESSION_COOKIE_NAME, "")
        kept = dict(self.client.session.items()) if key else {}
        return cookies, kept, UserSession.objects.filter(user=self.user, session_key=key).exists()


def just_asked_again(client: Client, user: User) -> Client:
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, "password", reauthenticated=True)
    request.session.save()
    return client


@pytest.fixture
def strangers_door(bob: User) -> Client:
    """A browser in which Bob is signed in."""
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def evening() -> object:
    """Nine in the evening in Oslo on the day that builders call today."""
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 20, 0, tzinfo=UTC), tick=False):
        yield
