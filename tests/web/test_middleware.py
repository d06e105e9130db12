"""What happens around every page."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone


def writes(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/learn/").status_code == 200
    return [query["sql"] for query in seen if not query["sql"].startswith("SELECT")]


def test_reading_a_page_again_writes_nothing(door: Client) -> None:
    door.get("/learn/")
    assert writes(door) == []


def test_a_browser_is_noted_once_an_hour_and_stays_signed_in(door: Client) -> None:
    start = timezone.now()
    for days in range(1, 60, 10):  # longer than a session lasts unseen
        with time_machine.travel(start + timedelta(days=days), tick=False):
            assert writes(door) != []
            assert writes(door) == []
            assert UserSession.objects.get().last_seen_at == timezone.now()


def test_a_full_disk_lets_pages_be_read(door: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("allauth.usersessions.models.UserSessionManager.create_from_request", fail)
    assert door.get("/learn/").status_code == 200
