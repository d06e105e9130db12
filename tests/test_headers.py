"""What every answer says to the browser, whatever it is an answer to."""

import sqlite3

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from tests.test_doors import DOORS
from tracker.models import User

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "font-src": "'self'",
    "connect-src": "'self'", "manifest-src": "'self'", "worker-src": "'self'", "form-action": "'self'",
    "base-uri": "'none'", "frame-ancestors": "'none'", "object-src": "'none'",
    "report-uri": "/policy-reports/", "report-to": "policy",
}  # fmt: skip
FIXED = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp", "Reporting-Endpoints": 'policy="/policy-reports/"',
}  # fmt: skip
# A chart is asked for again and again: the browser may keep it for one person if it asks each time whether it changed,
# or for a while where its address says what it shows (tests/trends/test_stamps.py).
ASKED_AGAIN = {"trends:chart", "experiments:figure"}


def parsed(policy: str) -> dict[str, str]:
    """The order of a policy's parts means nothing."""
    parts = [part.strip().partition(" ") for part in policy.split(";") if part.strip()]
    return {name: value for name, _, value in parts}


def faults(response: HttpResponse, *, asked_again: bool = False) -> list[str]:
    headers = response.headers
    found = [f"{name}: {headers.get(name)}" for name, value in FIXED.items() if headers.get(name) != value]
    if parsed(headers.get("Content-Security-Policy", "")) != POLICY:
        found.append(f"policy {headers.get('Content-Security-Policy')}")
    kept = headers.get("Cache-Control", "")
    if "no-store" not in kept and not (asked_again and "private" in kept and "no-cache" in kept):
        found.append(f"Cache-Control: {kept}")
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if [name for name in headers if name.lower().startswith("access-control-")]:
        found.append("another site may read this")
    return found


@pytest.mark.parametrize("who", ["alice", "a visitor"])
def test_every_door_sends_them(door: Client, alice: User, who: str) -> None:
    client = door if who == "alice" else Client()
    found = {d.name: faults(client.get(d.url(alice)), asked_again=d.name in ASKED_AGAIN) for d in DOORS}
    assert {name: what for name, what in found.items() if what} == {}


def test_a_missing_page_sends_them(door: Client) -> None:
    response = door.get("/no/such/page/")
    assert (response.status_code, faults(response)) == (404, [])
    assert "There is no such page" in response.text


def test_a_refused_form_sends_them(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"login": "alice"}, headers={"Origin": "https://diary.example.org"})
    assert (response.status_code, faults(response)) == (403, [])
    assert "VAGUS_URL=https://diary.example.org/" in response.text


def test_a_strange_address_is_told_the_setting_and_nothing_else(alice: User) -> None:
    response = Client().get("/accounts/login/", headers={"Host": "diary.example.org"})
    assert (response.status_code, faults(response)) == (400, [])
    assert "VAGUS_URL=http://diary.example.org/" in response.text


def test_the_address_in_a_page_is_text(alice: User) -> None:
    response = Client().get("/accounts/login/", headers={"Host": "<script>alert(1)</script>"})
    assert response.status_code == 400
    assert "<script>alert" not in response.text


@pytest.mark.parametrize("host", ["localhost:8000", "192.168.1.5:8000", "[fe80::1]:8000", "nas.local"])
def test_a_home_address_is_answered(alice: User, host: str) -> None:
    assert Client().get("/accounts/login/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(("error", "status"), [(ValueError("…"), 500), (sqlite3.SQLITE_FULL, 503)])
def test_a_failure_sends_them(
    door: Client, monkeypatch: pytest.MonkeyPatch, error: Exception | int, status: int
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        if isinstance(error, int):
            cause = sqlite3.OperationalError("…")
            cause.sqlite_errorcode = error
            raise OperationalError("…") from cause
        raise error

    monkeypatch.setattr("tracker.accounts.models.User.today", fail)
    door.raise_request_exception = False
    response = door.get("/today/")
    assert (response.status_code, faults(response)) == (status, [])
