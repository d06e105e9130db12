"""Passphrases are stretched less, or each test would take a second."""

import pytest

from tracker.backups import age


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WORK", 4)
