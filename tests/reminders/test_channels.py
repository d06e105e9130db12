"""Each kind of channel says what its other end understands."""

import json
import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from tests.reminders.conftest import NINE, a_channel, a_reminder
from tests.reminders.servers import Taken, a_mail_server
from tracker.models import Channel, User
from tracker.reminders.mailbox import MailServer
from tracker.reminders.sending import send_due

# Apprise looks through all of its plugins, and some of what they use is old.
old_modules = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def with_mail(settings: Settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.DEFAULT_FROM_EMAIL = "127.0.0.1", port, "vagus@example.org"


def test_a_letter_is_plain_and_short(alice: User, settings: Settings) -> None:
    a_channel(alice, "email", address="alice@example.org")
    a_reminder(alice, label="Te på kvelden")
    with a_mail_server() as server:
        with_mail(settings, server.port)
        assert send_due(NINE).sent == 1
    letter = server.letters[0]
    assert "To: alice@example.org" in letter
    assert "From: vagus@example.org" in letter
    assert "Auto-Submitted: auto-generated" in letter
    assert "http://localhost/today/" in letter


def test_an_address_that_is_refused_is_said(alice: User, settings: Settings) -> None:
    a_channel(alice, "email", address="nobody@example.org")
    a_reminder(alice)
    with a_mail_server() as server:
        server.status = 550
        with_mail(settings, server.port)
        assert send_due(NINE).failed == 1
    assert Channel.objects.get().fault == "refused"


def test_no_mail_server_is_said(alice: User, settings: Settings) -> None:
    a_channel(alice, "email", address="alice@example.org")
    a_reminder(alice)
    send_due(NINE)
    assert Channel.objects.get().fault == "off"
    with_mail(settings, 9)
    Channel.objects.update(fault="")
    alice.sendings.all().delete()
    send_due(NINE)
    assert Channel.objects.get().fault == "no_answer"


def test_ntfy_and_gotify_are_told_in_their_own_words(alice: User, taken: Taken) -> None:
    home = f"http://127.0.0.1:{taken.port}"
    a_channel(alice, "ntfy", url=f"{home}/", topic="me", key="tk_1")
    a_channel(alice, "gotify", url=f"{home}/gotify/", key="g1")
    a_reminder(alice, label="茶")
    assert send_due(NINE).sent == 2
    (ntfy_path, ntfy_headers, ntfy), (gotify_path, gotify_headers, gotify) = taken.requests
    assert (ntfy_path, ntfy_headers["Authorization"]) == ("/", "Bearer tk_1")
    assert json.loads(ntfy) == {
        "topic": "me", "title": "Vagus", "message": "茶", "click": "http://localhost/today/"
    }  # fmt: skip
    assert (gotify_path, gotify_headers["X-Gotify-Key"]) == ("/gotify/message", "g1")
    assert json.loads(gotify)["message"] == "茶"


@pytest.mark.parametrize(
    ("value", "port", "starttls", "tls"),
    [
        ("smtp://me%40example.org:p%3Aw@mail.example.org", 587, True, False),
        ("smtps://me%40example.org:p%3Aw@mail.example.org", 465, False, True),
        ("smtp://me%40example.org:p%3Aw@localhost:25", 25, False, False),
    ],
)
def test_a_mail_server_is_told_in_one_line(value: str, port: int, starttls: bool, tls: bool) -> None:
    server = MailServer.parse(value, "")
    assert (server.port, server.starttls, server.tls) == (port, starttls, tls)
    assert (server.user, server.password, server.sender) == ("me@example.org", "p:w", "me@example.org")
    assert "p:w" not in repr(server)


@pytest.mark.parametrize(
    "value", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://mail:x", "smtp://m"]
)
def test_a_mail_server_that_makes_no_sense_stops_the_start(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="VAGUS_EMAIL"):
        MailServer.parse(value, "")


@old_modules
def test_apprise_carries_it_to_a_named_host_alone(alice: User, taken: Taken) -> None:
    a_channel(alice, "apprise", url=f"apprise://127.0.0.1:{taken.port}/token")
    a_channel(alice, "apprise", url="apprise://other.example/token")
    a_channel(alice, "apprise", url="tgram://123456789:abcdefg_hijklmnop/12315544/")
    a_reminder(alice, label="茶")
    came = send_due(NINE)
    assert (came.sent, came.failed) == (1, 2)
    assert quote("茶") in taken.requests[0][2].decode()
    assert list(Channel.objects.values_list("fault", flat=True)) == ["", "not_allowed", "not_allowed"]


@old_modules
def test_apprise_follows_no_redirect(alice: User, taken: Taken) -> None:
    a_channel(alice, "apprise", url=f"apprise://127.0.0.1:{taken.port}/token?redirect=yes")
    a_reminder(alice)
    taken.status = 307
    assert send_due(NINE).failed == 1
    assert len(taken.requests) == 1


def test_apprise_is_loaded_when_it_is_used() -> None:
    code = "import django; django.setup(); import sys, tracker.urls; sys.exit('apprise' in sys.modules)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
