"""From a locked experiment to its answer, through the doors a person uses."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.builders import TODAY
from tests.experiments.living import ORDER, a_life, a_locked, noon
from tracker.experiments import report
from tracker.models import Adherence, FrozenDay, Result, User

START = TODAY
OVER = START + timedelta(days=56)


def at(day: object) -> time_machine.travel:
    return time_machine.travel(noon(day), tick=False)


def test_a_planted_difference_is_found_and_told(door: Client, alice: User) -> None:
    row = a_locked(alice, START)
    a_life(row, lambda n, b: 3 + n % 2 if b else 6 + n % 2)
    with at(START + timedelta(days=8)):
        page = door.get(reverse("experiments:running", args=[row.uid])).text
        assert "Period 2, until" in page
        answer = door.post(
            reverse("experiments:followed", args=[row.uid]), {"day": START + timedelta(days=8), "did": "yes"}
        )
        assert answer.status_code == 302
        assert Adherence.objects.get(owner=alice).did == "yes"
        assert "Did today go as planned?" in door.get(reverse("diary:today")).text
        assert door.get(reverse("experiments:verdict", args=[row.uid])).status_code == 302
        assert door.post(reverse("experiments:reveal", args=[row.uid])).url == reverse(
            "experiments:running", args=[row.uid]
        )
        assert not Result.objects.exists()
    with at(OVER):
        door.force_login(alice)
        assert "Show the answer" in door.get(reverse("experiments:running", args=[row.uid])).text
        answer = door.post(reverse("experiments:reveal", args=[row.uid]), follow=True)
        assert "in the direction you hoped: −3.0 points" in answer.text
        assert "possible orders" in answer.text
        assert "You knew which period you were in. Expectation can be part of this difference." in answer.text
        for name in ("report", "files"):
            assert door.get(reverse(f"experiments:{name}", args=[row.uid])).status_code == 200
        for figure in ("periods", "orders"):
            assert door.get(reverse("experiments:figure", args=[row.uid, figure])).status_code == 200
    assert FrozenDay.objects.filter(owner=alice).count() == 56
    row.refresh_from_db()
    assert row.state == "revealed"
    assert "".join("AB"[c] for c in ORDER) in answer.text
    alice.refresh_from_db()
    assert alice.held_back == []


def test_a_result_is_worked_out_once(alice: User) -> None:
    row = a_locked(alice, START)
    a_life(row, lambda n, b: 5 + n % 3)
    first = report.conclude(row, noon(OVER))
    alice.checkins.update(stress=9)
    row.refresh_from_db()
    second = report.conclude(row, noon(OVER + timedelta(days=30)))
    assert (first.pk, first.body) == (second.pk, second.body)


def test_before_the_last_day_is_over_nothing_is_worked_out(alice: User) -> None:
    row = a_locked(alice, START)
    with pytest.raises(report.NotOverError):
        report.conclude(row, noon(OVER - timedelta(days=1)))
    assert not FrozenDay.objects.exists()
