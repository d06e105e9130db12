"""A proxy may say who somebody is: only where the owner says so, and nobody else may."""

import os
import subprocess
import sys
from io import BytesIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as site
from django.contrib.auth import SESSION_KEY
from django.test import Client

from tests.accounts.test_second_step import SECRET
from tests.running import ROOT
from tests.web.test_door import LOOPBACK, Seen
from tracker.models import AuditEntry, User
from tracker.web.address import Addresses
from tracker.web.door import REMOTE_USER, front_door

GIVEN = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.url_scheme": "http", "HTTP_HOST": "127.0.0.1"}


def named(header: str = "Remote-User", peer: str = "127.0.0.1", **environ: str) -> str | None:
    """Whom the application is told somebody is; nothing of the header itself may reach it."""
    seen = Seen()
    door = front_door(seen, Addresses.parse(""), LOOPBACK, name_header=header)
    list(door({**GIVEN, "REMOTE_ADDR": peer, "wsgi.input": BytesIO(), **environ}, lambda *_told: None))
    assert not header or "HTTP_REMOTE_USER" not in seen.environ
    return seen.environ.get(REMOTE_USER)


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        ({"HTTP_REMOTE_USER": "alice"}, "alice"),
        ({"HTTP_REMOTE_USER": "Åse".encode().decode("latin-1")}, "Åse"),
        ({"HTTP_REMOTE_USER": "alice", "peer": "203.0.113.9"}, None),  # not one of our proxies
        ({"HTTP_REMOTE_USER": "alice", "peer": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, None),
        ({"HTTP_REMOTE_USER": "alice", "peer": ""}, None),
        ({"HTTP_REMOTE_USER": "bob,alice"}, None),  # it came twice
        ({"HTTP_REMOTE_USER": " "}, None),
        ({"HTTP_REMOTE_USER": "alice", "header": ""}, None),  # off
        ({"REMOTE_USER": "alice"}, None),
        ({}, None),
    ],
)
def test_the_front_door_believes_its_proxies_alone(facts: dict[str, str], who: str | None) -> None:
    assert named(**facts) == who


def test_whom_the_proxy_names_is_let_in(here: Client, alice: User) -> None:
    answer = here.get("/accounts/login/", {"next": "/trends/"}, **{REMOTE_USER: "Alice"})
    assert answer.headers["Location"] == "/trends/"
    assert here.session[SESSION_KEY] == str(alice.pk)
    assert AuditEntry.objects.get().what == "in"


def test_the_header_itself_opens_nothing(here: Client, alice: User) -> None:
    for name in ("HTTP_REMOTE_USER", "REMOTE_USER", "HTTP_VAGUS.REMOTE_USER", "HTTP_VAGUS_REMOTE_USER"):
        assert here.get("/accounts/login/", **{name: "alice"}).status_code == 200
    assert SESSION_KEY not in here.session


@pytest.mark.parametrize("name", ["carol", "", "bob"])
def test_nobody_is_made_and_nobody_switched_off_comes_in(here: Client, alice: User, bob: User, name: str) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert here.get("/accounts/login/", **{REMOTE_USER: name}).status_code == 200
    assert SESSION_KEY not in here.session
    assert User.objects.count() == 2


@pytest.mark.parametrize("later", ["bob", ""])
def test_the_session_ends_when_the_proxy_says_otherwise(here: Client, alice: User, bob: User, later: str) -> None:
    here.get("/accounts/login/", **{REMOTE_USER: "alice"})
    assert here.get("/settings/", **{REMOTE_USER: "alice"}).status_code == 200
    assert here.get("/settings/", **({REMOTE_USER: later} if later else {})).status_code == 302
    assert SESSION_KEY not in here.session


def test_the_second_step_is_still_asked_for(here: Client, alice: User) -> None:
    TOTP.activate(alice, SECRET)
    assert here.get("/accounts/login/", **{REMOTE_USER: "alice"}).headers["Location"] == "/accounts/second-step/code/"
    assert SESSION_KEY not in here.session


@pytest.mark.parametrize("told", [{}, {"VAGUS_PROXIES": " "}, {"VAGUS_PROXIES": "10.0.0.2", "header": "Cookie"}])
def test_it_is_refused_at_the_start_where_anybody_could_send_it(told: dict[str, str]) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VAGUS_")}
    header = told.pop("header", "Remote-User") if "header" in told else "Remote-User"
    done = subprocess.run(
        [sys.executable, "-c", "import tracker.settings"], cwd=ROOT, check=False, capture_output=True,
        env={**kept, "VAGUS_REMOTE_USER_HEADER": header, **told},
    )  # fmt: skip
    assert done.returncode != 0
    assert b"VAGUS_REMOTE_USER_HEADER" in done.stderr


def test_it_is_off_by_itself() -> None:
    assert site.REMOTE_USER_HEADER == ""
