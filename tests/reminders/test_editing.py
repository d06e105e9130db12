"""A way is given a name and led elsewhere; what is secret of it is never shown, nor sent to another server."""

import re

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from tests.reminders.conftest import NINE, a_channel
from tests.reminders.servers import Taken
from tracker.models import Channel, User
from tracker.reminders.hosts import Hosts

PAGE = "/settings/reminders/"
SECRET = "s3cret"


@pytest.fixture
def _two_hosts(settings: Settings) -> None:
    settings.NOTIFY_HOSTS = Hosts.parse("ntfy.example.org, other.example.org")


def edit(door: Client, row: Channel, **typed: str) -> str:
    answer = door.post(f"{PAGE}ways/{row.uid}/edit/", typed, follow=True)
    row.refresh_from_db()
    return answer.text


@pytest.mark.usefixtures("_two_hosts")
def test_it_is_called_as_its_person_says(door: Client, alice: User) -> None:
    row = a_channel(alice, "ntfy", url="https://ntfy.example.org/", topic="quiet", key=SECRET)
    page = edit(door, row, name="Kitchen", url="https://ntfy.example.org/", topic="evening", key="")
    assert "Kitchen" in page
    assert "Saved." in page
    assert row.facts == {"name": "Kitchen", "url": "https://ntfy.example.org/", "topic": "evening", "key": SECRET}
    index = door.get(PAGE).text
    assert "Kitchen" in index
    assert "ntfy.example.org/evening" in index
    edit(door, row, name="", url="https://ntfy.example.org/", topic="evening", key="")
    assert "Kitchen" not in door.get(PAGE).text


@pytest.mark.usefixtures("_two_hosts")
@pytest.mark.parametrize(
    ("kind", "facts"),
    [("ntfy", {"url": "https://ntfy.example.org/", "topic": "quiet", "key": SECRET}),
     ("gotify", {"url": "https://ntfy.example.org/", "key": SECRET}),
     ("webhook", {"url": f"https://ntfy.example.org/{SECRET}?a={SECRET}", "key": SECRET})],
)  # fmt: skip
def test_no_page_shows_what_is_secret(door: Client, alice: User, kind: str, facts: dict[str, str]) -> None:
    row = a_channel(alice, kind, **facts)
    for path in ("", f"ways/{row.uid}/", f"ways/{row.uid}/edit/"):
        assert SECRET not in door.get(PAGE + path).text
    assert "Kept sealed, never shown again. Blank leaves it as it is." in door.get(f"{PAGE}ways/{row.uid}/edit/").text
    told = {name: value for name, value in facts.items() if SECRET not in value}
    assert SECRET not in edit(door, row, name="x", **told)
    assert row.facts == {**facts, "name": "x"}


@pytest.mark.usefixtures("_two_hosts")
@pytest.mark.parametrize("kind", ["ntfy", "gotify", "webhook"])
def test_a_kept_key_never_goes_to_another_server(door: Client, alice: User, kind: str) -> None:
    row = a_channel(alice, kind, url="https://ntfy.example.org/", topic="quiet", key=SECRET)
    for url in ("https://other.example.org/", "http://ntfy.example.org/"):
        said = edit(door, row, url=url, topic="quiet", key="")
        assert "Another server: type the key again." in said or "does not allow this address" in said
        assert row.facts["url"] == "https://ntfy.example.org/"
    edit(door, row, url="https://other.example.org/", topic="quiet", key="another")
    assert (row.facts["url"], row.facts["key"]) == ("https://other.example.org/", "another")


@pytest.mark.usefixtures("_two_hosts")
def test_only_hosts_that_the_owner_named_are_taken_here_too(door: Client, alice: User) -> None:
    row = a_channel(alice, "webhook", url="https://ntfy.example.org/")
    assert "does not allow this address" in edit(door, row, url="https://evil.example/")
    assert row.facts == {"url": "https://ntfy.example.org/"}


def test_another_address_of_mail_waits_for_its_code(door: Client, alice: User, settings: Settings) -> None:
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example.org", "vagus@example.org"
    row = a_channel(alice, "email", address="alice@example.org")
    assert "Saved." in edit(door, row, name="Work", address="alice@example.org")
    assert row.verified is not None
    assert mail.outbox == []
    assert "Is this address yours?" in edit(door, row, name="Work", address="alice@work.example")
    assert row.verified is None
    assert not Channel.objects.ready().exists()
    (code,) = re.findall(r"\d{6}", mail.outbox[0].body)
    door.post(f"{PAGE}ways/{row.uid}/", {"do": "code", "code": code})
    assert Channel.objects.ready().get() == row


def test_what_failed_before_is_forgotten(door: Client, webhook: Channel, taken: Taken) -> None:
    Channel.objects.update(paused=NINE, failing_since=NINE, failures=9, fault="refused")
    edit(door, webhook, name="x")
    assert (webhook.paused, webhook.failures, webhook.fault) == (None, 0, "")
    assert webhook.facts["url"].endswith("/here?a=b")


@pytest.mark.usefixtures("_two_hosts")
def test_the_feed_and_anothers_way_are_not_there(door: Client, alice: User, bob: User) -> None:
    feed = Channel.objects.create(owner=alice, kind="feed", token_hash="x")
    bobs = a_channel(bob, "webhook", url="https://ntfy.example.org/")
    sealed_elsewhere = Channel.objects.create(owner=alice, kind="webhook", sealed="gAAAA")
    for row in (feed, bobs, sealed_elsewhere):
        assert door.get(f"{PAGE}ways/{row.uid}/edit/").status_code == 404
        assert door.post(f"{PAGE}ways/{row.uid}/edit/", {"name": "x"}).status_code == 404
