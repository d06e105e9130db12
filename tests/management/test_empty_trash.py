"""What lay in the trash for a month is forgotten without anybody asking for it."""

import os
import sys
import time
from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from tests.builders import an_event
from tests.running import ROOT
from tracker.management import prepare
from tracker.management.commands import serve
from tracker.models import Event, User


def test_it_forgets_what_is_old_and_keeps_the_rest(alice: User) -> None:
    now = timezone.now()
    an_event(alice, removed=now - timedelta(days=31))
    kept = [an_event(alice, removed=now - timedelta(days=29)), an_event(alice)]
    out = StringIO()
    call_command("empty_trash", stdout=out)
    assert out.getvalue() == "Forgotten: 1 rows.\n"
    assert list(Event.objects.order_by("pk")) == kept


def test_it_is_done_before_anything_is_served(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = partial(start, alice, monkeypatch)
    (prepare.settings.DATA_DIR / "swept").unlink(missing_ok=True)
    assert prepared() == 0
    assert prepared() == 1  # soon after the one before nothing is looked for
    day_old = time.time() - prepare.DAY - 1
    os.utime(prepare.settings.DATA_DIR / "swept", (day_old, day_old))
    assert prepared() == 0


def start(user: User, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many rows that are too old are left after a start."""
    if not Event.objects.exists():
        an_event(user, removed=timezone.now() - timedelta(days=31))
    for step in (
        "folder_is_ours",
        "database_is_sound",
        "tables_are_current",
        "foods_are_loaded",
        "files_are_collected",
    ):
        monkeypatch.setattr(prepare, step, lambda *args, **options: None)
    prepare.prepare(print)
    return Event.objects.count()


def test_it_is_done_once_a_day_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.BACKUP_DAILY = False
    now = 0.0
    ran: list[tuple[float, list[str]]] = []

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        if now > 2 * serve.DAY:
            raise StopIteration

    monkeypatch.setattr(serve.time, "sleep", sleep)
    monkeypatch.setattr(serve.time, "time", lambda: now)
    monkeypatch.setattr(serve.subprocess, "run", lambda command, **options: ran.append((now, command)))
    with pytest.raises(StopIteration):
        serve.keep_house()
    command = [sys.executable, str(ROOT / "manage.py"), "empty_trash"]
    assert ran == [(serve.DAY, command), (2 * serve.DAY, command)]
