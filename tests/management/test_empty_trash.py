"""What lay in the trash for a month is forgotten without anybody asking for it."""

import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from tests.builders import an_event
from tracker.management.chores import DAY, SWEPT, day_is_over
from tracker.models import Event, User


def test_it_forgets_what_is_old_and_keeps_the_rest(alice: User) -> None:
    now = timezone.now()
    an_event(alice, removed=now - timedelta(days=31))
    kept = [an_event(alice, removed=now - timedelta(days=29)), an_event(alice)]
    out = StringIO()
    call_command("empty_trash", stdout=out)
    assert out.getvalue() == "Forgotten: 1 rows.\n"
    assert list(Event.objects.order_by("pk")) == kept


@pytest.mark.django_db
def test_it_leaves_a_mark_that_it_was_done(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert day_is_over(tmp_path / SWEPT, time.time())
    call_command("empty_trash")
    assert not day_is_over(tmp_path / SWEPT, time.time())
    assert day_is_over(tmp_path / SWEPT, time.time() + DAY)
