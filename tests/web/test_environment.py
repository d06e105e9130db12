"""The secret is made once, is whole from its first moment, and is its owner's alone."""

import stat
import threading
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker.web.environment import env, env_bool, kept_secret


def test_many_first_starts_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    path, found = tmp_path / "data" / "secret_key", []
    starts = [threading.Thread(target=lambda: found.append(kept_secret("NO_SUCH_NAME", path))) for _ in range(12)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(found) == 12
    assert len(set(found)) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret_key"]


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(ImproperlyConfigured, match="is empty"):
        kept_secret("NO_SUCH_NAME", tmp_path / "secret_key")


def test_a_setting_may_be_kept_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "url").write_text("https://diary.example.org/\n")
    monkeypatch.setenv("VAGUS_URL_FILE", str(tmp_path / "url"))
    assert env("VAGUS_URL", "") == "https://diary.example.org/"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "gone"))
    with pytest.raises(ImproperlyConfigured, match=r"DATABASE_URL_FILE is .*gone, which cannot be read"):
        env("DATABASE_URL", "")


def test_a_switch_takes_nothing_but_yes_or_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAGUS_HSTS_SUBDOMAINS", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="VAGUS_HSTS_SUBDOMAINS"):
        env_bool("VAGUS_HSTS_SUBDOMAINS", default=False)
