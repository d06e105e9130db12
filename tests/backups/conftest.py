"""Passphrases are stretched less, or each test would take a second; the disks are looked at anew each time."""

import pytest

from tracker.backups import age, tags


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WORK", 4)
    monkeypatch.setattr(tags, "LOOKING", 1e-9)
