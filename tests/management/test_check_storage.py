"""What a disk says of itself is put into words."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from tracker.management.commands.check_storage import verdict


def test_it_measures_and_leaves_nothing_behind(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    out = StringIO()
    call_command("check_storage", stdout=out)
    assert "ms to save an answer" in out.getvalue()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("milliseconds", "word"), [(0.001, "Too fast"), (0.5, "Good"), (10, "Good"), (200, "Slow")])
def test_the_verdict(milliseconds: float, word: str) -> None:
    assert verdict(milliseconds).startswith(word)
