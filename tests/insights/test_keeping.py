"""Long sums: done once, by one process, taken up again when it ended, and honest when they fail."""

import sys
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from tests.builders import TODAY
from tests.running import ROOT
from tracker.insights import keeping
from tracker.insights.keeping import Progress, Say, begin, kept
from tracker.insights.models import Inquiry, Sort
from tracker.management.commands import reckon
from tracker.models import User
from tracker.web import latest


def done(user: User, today: date, say: Say) -> dict[str, Any]:
    say(1, 2)
    return {"of": user.username}


def wrong(user: User, today: date, say: Say) -> dict[str, Any]:
    raise ValueError("mood was 3")


def never(user: User, today: date, say: Say) -> dict[str, Any]:
    raise AssertionError("nobody may work on this twice")


def test_a_result_is_there_for_its_diary_alone(alice: User) -> None:
    assert begin(alice, Sort.SEARCH, "a", done, TODAY) == {"of": "alice"}
    assert begin(alice, Sort.SEARCH, "a", never, TODAY) == {"of": "alice"}
    assert kept(alice, Sort.SEARCH, "b") is None
    assert kept(alice, Sort.NOISE, "a") is None


def test_a_result_is_opened_once_until_its_row_is_written_again(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latest, "connection", SimpleNamespace(in_atomic_block=False))
    keeping.OPENED.clear()
    seen: list[dict[str, Any]] = []

    def opened(mark: str = "a") -> dict[str, Any] | None:
        return keeping.opened(alice, Sort.SEARCH, mark, lambda body: seen.append(body) or body)  # type: ignore[func-returns-value]

    assert opened() is None
    begin(alice, Sort.SEARCH, "a", done, TODAY)
    assert opened() == opened() == {"of": "alice"} and len(seen) == 1
    assert opened("b") is None
    Inquiry.objects.update(body={"of": "nobody"}, touched=timezone.now())
    assert opened() == {"of": "nobody"} and len(seen) == 2
    Inquiry.objects.all().delete()
    assert opened() is None
    keeping.OPENED.clear()


def test_whoever_comes_second_waits(alice: User) -> None:
    now = timezone.now()
    Inquiry.objects.create(owner=alice, sort=Sort.SEARCH, wanted="a", begun=now, touched=now, done=1, total=3)
    assert begin(alice, Sort.SEARCH, "a", never, TODAY) == Progress(1, 3)


def test_what_an_ended_process_left_behind_is_done_again(alice: User) -> None:
    old = timezone.now() - keeping.LEFT_BEHIND - timedelta(seconds=1)
    Inquiry.objects.create(owner=alice, sort=Sort.SEARCH, wanted="a", begun=old, touched=old)
    assert begin(alice, Sort.SEARCH, "a", done, TODAY) == {"of": "alice"}


def test_a_fault_is_told_once_and_not_repeated_at_every_view(alice: User, caplog: pytest.LogCaptureFixture) -> None:
    assert begin(alice, Sort.SEARCH, "a", wrong, TODAY) == Progress(0, 1, failed=True)
    assert begin(alice, Sort.SEARCH, "a", never, TODAY) == Progress(0, 1, failed=True)
    assert "ValueError" in caplog.text and "mood was 3" not in caplog.text
    assert begin(alice, Sort.SEARCH, "b", done, TODAY) == {"of": "alice"}


def test_a_sum_runs_in_a_process_of_its_own(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "INSIGHTS_ASIDE", True)
    monkeypatch.setattr(reckon, "_leave_with_parent", lambda: None)
    started: list[list[str]] = []

    class Child:
        """Does here what the process would do there: it could not see what a test has not written down."""

        def __init__(self, command: list[str], stdin: int) -> None:
            started.append(command)
            call_command(*command[2:])

        def wait(self) -> int:
            return 0

    monkeypatch.setattr(keeping.subprocess, "Popen", Child)
    assert begin(alice, Sort.SEARCH, "a", done, TODAY) == {"of": "alice"}
    assert begin(alice, Sort.SEARCH, "a", never, TODAY) == {"of": "alice"}
    assert len(started) == 1
    assert started[0][:2] == [sys.executable, str(ROOT / "manage.py")]


def test_the_sum_of_an_account_that_went_is_left_alone(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(reckon, "_leave_with_parent", lambda: None)
    call_command("reckon", "404", Sort.SEARCH, "a", f"{never.__module__}.never", TODAY.isoformat())
    assert not Inquiry.objects.exists()
