"""What proxies and clients say about a request is settled before the application sees it."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tracker.accounts.requests import is_signed_in
from tracker.models import User
from tracker.web import door
from tracker.web.address import Addresses
from tracker.web.door import Proxies, front_door

LOOPBACK = Proxies("127.0.0.0/8, ::1")


class Seen:
    """An application that remembers what reached it."""

    def __init__(self) -> None:
        self.environ: dict[str, Any] = {}
        self.body = b""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.environ, self.body = environ, environ["wsgi.input"].read()
        start_response("200 OK", [])
        return [b""]


def knock(url: str = "", proxies: Proxies = LOOPBACK, body: bytes = b"", **environ: Any) -> tuple[str, Seen]:
    seen, statuses = Seen(), []
    given = {
        "REQUEST_METHOD": "POST" if body else "GET", "PATH_INFO": "/", "SCRIPT_NAME": "", "wsgi.url_scheme": "http",
        "HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1", "wsgi.input": BytesIO(body),
        **({"CONTENT_LENGTH": str(len(body))} if body else {}), **environ,
    }  # fmt: skip
    answer = front_door(seen, Addresses.parse(url), proxies)(given, lambda status, headers: statuses.append(status))
    list(answer)
    return statuses[0], seen


FORGED = {
    "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "http", "HTTP_FORWARDED": "host=evil.example",
    "HTTP_X_FORWARDED_PREFIX": "/evil", "HTTP_X_FORWARDED_FOR": "203.0.113.7",
}  # fmt: skip


@pytest.mark.parametrize(
    ("url", "path", "script_name", "inner"),
    [
        ("https://diary.example.org/", "/today/", "", "/today/"),
        ("https://diary.example.org/gut/", "/gut/today/", "/gut", "/today/"),  # the proxy left the sub-path on
        ("https://diary.example.org/gut/", "/today/", "/gut", "/today/"),  # the proxy took it off
        ("https://diary.example.org/gut/", "/gut", "/gut", "/"),
        ("https://diary.example.org/gut/", "/gutter/", "/gut", "/gutter/"),
    ],
)
def test_the_setting_alone_says_where_we_are(url: str, path: str, script_name: str, inner: str) -> None:
    _, seen = knock(url, PATH_INFO=path, **FORGED)
    assert seen.environ["wsgi.url_scheme"] == "https"
    assert seen.environ["HTTP_HOST"] == "diary.example.org"
    assert (seen.environ["SCRIPT_NAME"], seen.environ["PATH_INFO"]) == (script_name, inner)
    assert not [name for name in seen.environ if "FORWARDED" in name]


def test_the_host_header_only_picks_among_named_addresses() -> None:
    url = "http://nas.lan, http://diary.lan:81"
    assert knock(url, HTTP_HOST="diary.lan:81")[1].environ["HTTP_HOST"] == "diary.lan:81"
    assert knock(url, HTTP_HOST="evil.example")[1].environ["HTTP_HOST"] == "nas.lan"


def test_without_the_setting_host_and_scheme_stay_as_they_came() -> None:
    _, seen = knock(HTTP_HOST="192.168.1.5:8000", **FORGED)
    assert (seen.environ["HTTP_HOST"], seen.environ["wsgi.url_scheme"]) == ("192.168.1.5:8000", "http")
    assert not [name for name in seen.environ if "FORWARDED" in name]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # what the client itself wrote stands to the left
        ("127.0.0.1", "203.0.113.7, 127.0.0.1", "203.0.113.7"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # not one of our proxies
    ],
)
def test_only_known_proxies_say_whom_they_speak_for(peer: str, forwarded: str, client: str) -> None:
    assert knock(REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)[1].environ["REMOTE_ADDR"] == client


def test_a_passed_on_request_is_marked_as_such() -> None:
    assert "vagus.passed_on" in knock(HTTP_X_FORWARDED_PROTO="https")[1].environ
    assert "vagus.passed_on" not in knock()[1].environ


def test_a_body_arrives_whole() -> None:
    status, seen = knock(body=b"mood=6" * 1000)
    assert (status, seen.body) == ("200 OK", b"mood=6" * 1000)


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/day/2026-11-21/", door.BODY_LIMIT + 1, "413"),
        ("/import/", door.BODY_LIMIT + 1, "408"),  # allowed, and then nothing came
        ("/import/", door.FILE_LIMIT + 1, "413"),
        ("/", -1, "400"),
    ],
)
def test_too_long_a_body_is_refused_before_it_is_read(path: str, length: int, status: str) -> None:
    assert knock(PATH_INFO=path, CONTENT_LENGTH=str(length))[0].startswith(status)


def test_something_large_is_taken_from_whoever_is_known_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "FILE_LIMIT", 10)

    def send(is_known: Callable[[dict[str, Any]], bool], path: str = "/import/") -> str:
        statuses: list[str] = []
        given = {"PATH_INFO": path, "CONTENT_LENGTH": "600", "wsgi.input": BytesIO(b"x" * 600), "REMOTE_ADDR": "::1"}
        wrapped = front_door(Seen(), Addresses.parse(""), LOOPBACK, is_known)
        list(wrapped(given, lambda status, headers: statuses.append(status)))
        return statuses[0][:3]

    assert [send(lambda environ: True), send(lambda environ: False)] == ["200", "413"]
    assert send(lambda environ: True, "/api/v1/imports") == "413"
    monkeypatch.setattr(door, "LARGE_BODIES", 0)
    assert send(lambda environ: True) == "503"


def test_whoever_is_signed_in_is_known(alice: User) -> None:
    client = Client()
    client.force_login(alice)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    assert is_signed_in({"HTTP_COOKIE": cookie})
    for nobody in ("", f"{settings.SESSION_COOKIE_NAME}=", f"{settings.SESSION_COOKIE_NAME}={'x' * 32}", "a=b"):
        assert not is_signed_in({"HTTP_COOKIE": nobody})


def test_a_body_of_unknown_length_is_refused() -> None:
    assert knock(HTTP_TRANSFER_ENCODING="chunked")[0].startswith("411")


def test_a_body_that_stops_in_the_middle_never_reaches_the_application() -> None:
    status, seen = knock(body=b"mood=6", CONTENT_LENGTH="600")
    assert status.startswith("408")
    assert seen.environ == {}


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(door, "_read", no_room)
    assert knock(body=b"mood=6")[0].startswith("503")


def test_more_waiting_bodies_than_seats_are_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "WAITING_BODIES", 1)
    statuses: list[str] = []

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        statuses.append(status)

    wrapped = front_door(Seen(), Addresses.parse(""), LOOPBACK)

    class Nested(BytesIO):
        """While this body is being read, a second one comes."""

        def read(self, size: int | None = -1) -> bytes:
            wrapped({"CONTENT_LENGTH": "3", "wsgi.input": BytesIO(b"abc")}, start)
            return super().read(size)

    wrapped({"CONTENT_LENGTH": "3", "wsgi.input": Nested(b"abc")}, start)
    assert [status[:3] for status in statuses] == ["503", "200"]
