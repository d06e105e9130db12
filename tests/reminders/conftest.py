"""A server that takes messages, and a channel that leads there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.reminders.servers import Taken, an_http_server
from tracker.models import Channel, Reminder, User
from tracker.reminders.hosts import Hosts

NINE = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)  # in the evening in Oslo, a Saturday
BEFORE = NINE - timedelta(days=2)


@pytest.fixture(autouse=True)
def _own_clock(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def taken(settings: Settings) -> Iterator[Taken]:
    with an_http_server() as server:
        settings.NOTIFY_HOSTS = Hosts.parse(f"127.0.0.1:{server.port}")
        yield server


@pytest.fixture
def webhook(alice: User, taken: Taken) -> Channel:
    return a_channel(alice, url=f"http://127.0.0.1:{taken.port}/here?a=b", key="s3cret")


def a_channel(owner: User, kind: str = "webhook", **facts: str) -> Channel:
    row = Channel(owner=owner, kind=kind, created=BEFORE, verified=BEFORE, opens="http://localhost/today/")
    row.keep(**facts)
    row.save()
    return row


def a_reminder(owner: User, clock: str = "21:00", **facts: object) -> Reminder:
    return Reminder.objects.create(owner=owner, at=clock, **{"since": BEFORE, **facts})
