"""Fixtures of the room."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from tracker.web import bundle, pieces, tags


def forget() -> None:
    """What a process keeps of the addresses of its files."""
    for kept in (bundle._whole, tags.icon, tags.htmx_script):
        kept.cache_clear()
    pieces.KEPT.empty()


@pytest.fixture
def as_served(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """The folder of static files as a server has them: put together, packed, each with a hash in its name."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "tracker.web.bundle.Storage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    forget()
    yield tmp_path
    forget()
