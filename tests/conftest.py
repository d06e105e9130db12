"""Fixtures of the whole suite."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from tests.builders import TODAY, a_person
from tracker.models import User


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
