"""Programs of Alice: one that may write, one that may only read; and one of Bob."""

import pytest
from django.test import Client

from tests.builders import a_token
from tracker.models import User


def program(token: str) -> Client:
    return Client(headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def writer(alice: User, evening: None) -> Client:
    return program(a_token(alice))


@pytest.fixture
def reader(alice: User, evening: None) -> Client:
    return program(a_token(alice, may_write=False))


@pytest.fixture
def bobs(bob: User, evening: None) -> Client:
    return program(a_token(bob))
