"""A browser on this machine, and a machine that is new."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _uncounted(db: None) -> None:
    """No tries are left over from another test."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def here() -> Client:
    """A browser on the machine itself."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def elsewhere() -> Client:
    """A browser on another machine of the house."""
    return Client(SERVER_NAME="localhost", REMOTE_ADDR="192.168.1.20")
