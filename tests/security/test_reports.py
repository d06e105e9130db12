"""What browsers refuse is told to us alone, and nothing of a diary, an address or a person is kept of it."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest import LogCaptureFixture

from tracker.web.reports import MOST_AN_HOUR, MOST_BYTES

OLD = {
    "csp-report": {
        "document-uri": "http://localhost/day/2026-11-21/?note=quetzalcoatl", "blocked-uri": "https://evil.example/x.js",
        "effective-directive": "script-src-elem", "script-sample": "quetzalcoatl", "referrer": "quetzalcoatl",
    }
}  # fmt: skip
NEW = [{"type": "csp-violation", "age": 1, "url": "x", "user_agent": "quetzalcoatl", "body": {
    "documentURL": "http://localhost/today/", "blockedURL": "inline", "effectiveDirective": "style-src-attr",
    "sample": "quetzalcoatl",
}}]  # fmt: skip


def send(told: Any, kind: str = "application/csp-report") -> int:
    body = told if isinstance(told, str) else json.dumps(told)
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True).post(
        "/policy-reports/", body, content_type=kind
    ).status_code  # fmt: skip


@pytest.mark.parametrize(
    ("told", "kind", "line"),
    [
        (OLD, "application/csp-report", "script-src-elem refused an address on diary:day"),
        (NEW, "application/reports+json", "style-src-attr refused inline on diary:today"),
    ],
)
def test_a_report_is_told_in_words_of_ours(told: Any, kind: str, line: str, caplog: LogCaptureFixture) -> None:
    assert send(told, kind) == 204
    assert line in caplog.text
    for piece in ("quetzalcoatl", "evil.example", "2026-11-21"):
        assert piece not in caplog.text


@pytest.mark.parametrize("told", ["{", "[]", "{}", "[1]", "null", "7", '{"csp-report": 1}', "[" * 5000])
def test_nonsense_is_refused_without_a_line(told: str, caplog: LogCaptureFixture) -> None:
    assert send(told) == 400
    assert "the policy" not in caplog.text


def test_what_a_report_may_be_is_limited(caplog: LogCaptureFixture) -> None:
    assert send(OLD, "text/plain") == 415
    assert send(OLD, "application/json") == 415
    assert send({"csp-report": {"x": "y" * MOST_BYTES}}) == 413
    assert send(NEW * 21, "application/reports+json") == 400
    assert "the policy" not in caplog.text


def test_a_line_cannot_be_forged(caplog: LogCaptureFixture) -> None:
    forged = {"csp-report": dict.fromkeys(("effective-directive", "blocked-uri"), 'x\n{"level": "error"}')}
    assert send(forged) == 204
    assert "other refused something on no page of ours" in caplog.text
    assert '"level": "error"' not in caplog.text


def test_a_flood_fills_no_log(caplog: LogCaptureFixture) -> None:
    cache.set("policy-reports", MOST_AN_HOUR - 1, 60)
    for _ in range(5):
        assert send(OLD) == 204
    assert caplog.text.count("the policy") == 1
