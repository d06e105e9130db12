"""Nothing is called but what the owner named, by whatever spelling somebody tries."""

import socket
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.reminders.servers import Taken
from tracker.reminders import outgoing, services
from tracker.reminders.hosts import Hosts, of_browser
from tracker.reminders.outgoing import Fault, is_public, post

PUBLIC = Hosts.parse("public")
PRIVATE = (
    "127.0.0.1", "0.0.0.0", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
    "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "2001:db8::1",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_on_the_internet_is_told(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe"])
def test_an_address_on_the_internet_is_told(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.1", "0", "2130706433", "0x7f000001", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
def test_no_spelling_of_this_machine_passes_as_public(host: str) -> None:
    with pytest.raises(Fault) as told:
        post(urlsplit(f"https://{host}/"), b"", {}, PUBLIC)
    assert told.value.code in {"not_allowed", "no_answer"}


def test_a_name_is_looked_up_once_and_that_address_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def rebinding(host: str, port: int, **facts: object) -> list[tuple[object, ...]]:
        asked.append(host)
        address = "9.9.9.9" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    called = []

    def refuses(place: tuple[str, int], **facts: object) -> socket.socket:
        called.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(outgoing.socket, "create_connection", refuses)
    with pytest.raises(Fault, match="no_answer"):
        post(urlsplit("https://rebinding.example/"), b"", {}, PUBLIC)
    assert (asked, called) == (["rebinding.example"], [("9.9.9.9", 443)])


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/", "http://ntfy.example/", "https://ntfy.example:22/", "file:///etc/passwd",
        "gopher://ntfy.example/", "https://ntfy.example@other.example/", "https://name@ntfy.example/", "https:///",
        "https://ntfy.example.other.example/", "https://ntfy.example\\@other.example/", "https://ntfy.example:x/",
    ],
)  # fmt: skip
def test_only_a_named_host_at_its_port_is_called(url: str) -> None:
    named = Hosts.parse("ntfy.example:443, home.lan:8080")
    with pytest.raises(Fault, match="not_allowed"):
        post(urlsplit(url), b"", {}, named)


def test_without_a_word_of_the_owner_nothing_is(taken: Taken) -> None:
    with pytest.raises(Fault, match="not_allowed"):
        post(urlsplit(f"http://127.0.0.1:{taken.port}/"), b"", {}, Hosts())
    assert taken.requests == []


def test_a_named_host_may_be_private(taken: Taken) -> None:
    post(urlsplit(f"http://127.0.0.1:{taken.port}/"), b"x", {}, Hosts.parse(f"127.0.0.1:{taken.port}"))
    assert taken.requests[0][2] == b"x"


def test_a_server_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "LONGEST", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(Fault, match="no_answer"):
            post(urlsplit(f"http://127.0.0.1:{port}/"), b"", {}, Hosts.parse(f"127.0.0.1:{port}"))


@pytest.mark.parametrize("words", ["https://ntfy.example", "ntfy.example/path", "a@b", "ntfy.example:x", "a b"])
def test_a_host_that_is_none_stops_the_start(words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="VAGUS_NOTIFY_HOSTS"):
        Hosts.parse(words)


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://fcm.googleapis.com/fcm/send/x", True), ("https://updates.push.services.mozilla.com/wpush/v2/x", True),
        ("https://web.push.apple.com/x", True), ("https://wns2.notify.windows.com/x", True),
        ("http://fcm.googleapis.com/x", False), ("https://fcm.googleapis.com:22/x", False),
        ("https://evilnotify.windows.com/", False), ("https://192.168.1.1/", False), ("https://own.example/x", True),
    ],
)  # fmt: skip
def test_a_subscription_leads_to_a_browsers_own_service(url: str, ours: bool) -> None:
    assert of_browser(urlsplit(url), Hosts.parse("own.example")) is ours


@pytest.mark.parametrize("url", ["file:///etc/passwd", "exec://id", "syslog://", "json://home.lan", "ntfy", "gnome://"])
def test_apprise_is_asked_for_known_services_only(url: str) -> None:
    with pytest.raises(Fault, match="not_allowed"):
        services.send(url, "Vagus", "text", Hosts.parse("home.lan, public"))
