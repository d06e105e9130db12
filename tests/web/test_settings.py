"""One setting gives every deployment its safe settings."""

import json
import os
import subprocess
import sys

import pytest

from tests.running import ROOT

NAMES = (
    "SESSION_COOKIE_NAME", "SESSION_COOKIE_PATH", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "STATIC_URL",
    "CSRF_TRUSTED_ORIGINS", "SECURE_HSTS_SECONDS", "ALLOWED_HOSTS",
)  # fmt: skip


def settings_with(**environment: str) -> dict[str, object]:
    code = (
        "import json, tracker.settings as s;"
        f"print(json.dumps({{name: getattr(s, name) for name in {NAMES!r}}}))"
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **environment}, check=True, capture_output=True
    )
    return dict(json.loads(done.stdout))


def test_a_sub_path_over_https() -> None:
    found = settings_with(VAGUS_URL="https://diary.example.org/gut/")
    assert found == {
        "SESSION_COOKIE_NAME": "__Secure-vagus_session", "SESSION_COOKIE_PATH": "/gut/", "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True, "STATIC_URL": "/gut/static/",
        "CSRF_TRUSTED_ORIGINS": ["https://diary.example.org"], "SECURE_HSTS_SECONDS": 31536000,
        "ALLOWED_HOSTS": ["diary.example.org"],
    }  # fmt: skip


def test_a_home_without_any_setting() -> None:
    found = settings_with(VAGUS_URL="")
    assert (found["SESSION_COOKIE_NAME"], found["SESSION_COOKIE_PATH"]) == ("vagus_session", "/")
    assert (found["SESSION_COOKIE_SECURE"], found["SECURE_HSTS_SECONDS"]) == (False, 0)


@pytest.mark.parametrize("url", ["", "https://diary.example.org/", "https://diary.example.org/gut/"])
def test_the_deployment_check_finds_nothing(url: str) -> None:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    ours = {"DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}  # set by the tests, not by an owner
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(command, cwd=ROOT, env={**kept, "VAGUS_URL": url}, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
