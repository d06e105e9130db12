"""Long sums: done once, by one process, taken up again when it ended, and honest when they fail."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from tests.builders import TODAY
from tracker.insights import keeping
from tracker.insights.keeping import Progress, Say, begin, kept
from tracker.insights.models import Inquiry, Sort
from tracker.models import User


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


@pytest.mark.django_db(transaction=True)
def test_a_sum_runs_beside_the_page_that_asked(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "INSIGHTS_ASIDE", True)
    where: list[str] = []

    def work(user: User, today: date, say: Say) -> dict[str, Any]:
        where.append(threading.current_thread().name)
        return done(user, today, say)

    assert begin(alice, Sort.SEARCH, "a", work, TODAY) == {"of": "alice"}
    assert where and where[0] != threading.current_thread().name
