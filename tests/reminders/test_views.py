"""The pages of reminders: off until somebody chooses, nothing secret on them, and only what the owner allowed."""

import re
from datetime import time, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from pytest_django import Settings

from tests.builders import a_person
from tests.reminders.conftest import NINE, a_channel, a_reminder
from tests.reminders.servers import Taken
from tests.reminders.test_webpush import AUTH, THEIRS
from tracker.models import Channel, Reminder, ReminderChoice, User
from tracker.reminders import clock

PAGE = "/settings/reminders/"


@pytest.fixture
def post_office(settings: Settings) -> None:
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example.org", "vagus@example.org"


def test_it_is_off_until_somebody_chooses(door: Client, alice: User) -> None:
    page = door.get(PAGE).content.decode()
    assert "Without one nothing leaves this machine" in page
    assert "E-mail" not in page
    assert "VAGUS_EMAIL_URL, VAGUS_PUSH_CONTACT, VAGUS_NOTIFY_HOSTS, VAGUS_NOTIFY_APPRISE" in page
    assert not clock.is_due()
    assert "Off, until you choose" in door.get("/settings/").content.decode()


def test_a_time_is_added_changed_and_taken_out(door: Client, alice: User) -> None:
    door.post(f"{PAGE}new/", {"at": "21:30", "on": ["0", "6"], "label": "Te"})
    row = Reminder.objects.get()
    assert (row.owner, row.at, row.weekdays, row.label) == (alice, time(21, 30), 0b1000001, "Te")
    assert clock.is_due()
    page = door.get(PAGE).content.decode()
    assert "Mon, Sun" in page
    assert "no way yet" in page
    door.post(f"{PAGE}{row.uid}/", {"at": "20:00", "on": ["1"], "label": ""})
    row.refresh_from_db()
    assert (row.at, row.weekdays, row.label) == (time(20), 0b10, "")
    door.post(f"{PAGE}{row.uid}/", {"remove": "1"})
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"at": "25:00", "on": ["0"]}, "Enter a valid time"), ({"at": "21:00"}, "Choose at least one day")],
)
def test_what_makes_no_sense_is_said_beside_its_field(door: Client, typed: dict[str, object], said: str) -> None:
    response = door.post(f"{PAGE}new/", {"label": "Te", **typed})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert 'value="Te"' in response.content.decode()
    assert not Reminder.objects.exists()


def test_quiet_hours_need_both_ends(door: Client, alice: User) -> None:
    a_reminder(alice)
    assert "Quiet hours need both" in door.post(f"{PAGE}choice/", {"quiet_from": "22:00"}).content.decode()
    door.post(f"{PAGE}choice/", {"quiet_from": "20:00", "quiet_until": "07:00"})
    row = ReminderChoice.objects.get()
    assert (row.owner, row.quiet_from, row.quiet_until, row.skip_answered) == (alice, time(20), time(7), False)
    assert "so it never comes" in door.get(PAGE).content.decode()


def test_an_address_is_used_once_its_code_was_typed(door: Client, alice: User, post_office: None) -> None:
    door.post(f"{PAGE}by/email/", {"address": "alice@example.org"})
    row = Channel.objects.get()
    assert row.verified is None
    assert not Channel.objects.ready().exists()
    (code,) = re.findall(r"\d{6}", mail.outbox[0].body)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    door.post(f"{PAGE}ways/{row.uid}/", {"do": "code", "code": wrong})
    assert not Channel.objects.ready().exists()
    door.post(f"{PAGE}ways/{row.uid}/", {"do": "code", "code": f" {code[:3]} {code[3:]}"})
    assert Channel.objects.ready().get() == row
    assert code not in repr(Channel.objects.values_list())


def test_a_code_is_good_for_five_tries_and_half_an_hour(door: Client, alice: User, post_office: None) -> None:
    with time_machine.travel(NINE, tick=False) as moved:
        door.post(f"{PAGE}by/email/", {"address": "alice@example.org"})
        way = f"{PAGE}ways/{Channel.objects.get().uid}/"
        for _ in range(5):
            door.post(way, {"do": "code", "code": "no"})
        door.post(way, {"do": "code", "code": re.findall(r"\d{6}", mail.outbox[0].body)[0]})
        assert not Channel.objects.ready().exists()
        door.post(way, {"do": "again"})
        moved.shift(timedelta(minutes=31))
        door.post(way, {"do": "code", "code": re.findall(r"\d{6}", mail.outbox[1].body)[0]})
        assert not Channel.objects.ready().exists()


def test_nobody_is_written_to_at_will(door: Client, alice: User, post_office: None) -> None:
    door.post(f"{PAGE}by/email/", {"address": "stranger@example.org"})
    way = f"{PAGE}ways/{Channel.objects.get().uid}/"
    for _ in range(20):
        page = door.post(way, {"do": "again"}, follow=True).content.decode()
    assert len(mail.outbox) == 12
    assert "Try again in an hour" in page


def test_a_test_is_sent_and_ends_a_pause(door: Client, webhook: Channel, taken: Taken) -> None:
    Channel.objects.update(paused=NINE, failing_since=NINE, failures=9, fault="refused")
    way = f"{PAGE}ways/{webhook.uid}/"
    assert "this way rests" in door.get(way).content.decode()
    assert "A message is sent" in door.post(way, {"do": "test"}, follow=True).content.decode()
    webhook.refresh_from_db()
    assert (webhook.paused, webhook.failing_since, webhook.fault) == (None, None, "")
    assert len(taken.requests) == 1


def test_a_failure_is_told_in_words_and_without_secrets(door: Client, webhook: Channel, taken: Taken) -> None:
    taken.status = 403
    page = door.post(f"{PAGE}ways/{webhook.uid}/", {"do": "test"}, follow=True).content.decode()
    assert "The key or password was not accepted there" in page
    assert "Nothing could be delivered since" in page
    assert "s3cret" not in page
    assert "could not be delivered since" in door.get(PAGE).content.decode()
    assert "Nothing could be delivered since" in door.get("/settings/").content.decode()


def test_only_hosts_that_the_owner_named_are_taken(door: Client, alice: User, taken: Taken) -> None:
    typed = {"url": "https://other.example/", "topic": "me"}
    assert "does not allow this address" in door.post(f"{PAGE}by/ntfy/", typed).content.decode()
    door.post(f"{PAGE}by/ntfy/", {"url": f"http://127.0.0.1:{taken.port}/", "topic": "me", "key": "tk_1"})
    row = Channel.objects.get()
    assert row.facts == {"url": f"http://127.0.0.1:{taken.port}/", "key": "tk_1", "topic": "me"}
    assert row.opens == "http://testserver/today/"
    assert "tk_1" not in door.get(f"{PAGE}ways/{row.uid}/").content.decode()


@pytest.mark.parametrize("kind", ["email", "ntfy", "gotify", "webhook", "apprise", "push", "feed", "nothing"])
def test_a_way_that_the_owner_did_not_open_is_no_page(door: Client, alice: User, kind: str) -> None:
    assert door.get(f"{PAGE}by/{kind}/").status_code == 404


def test_a_browser_hands_in_its_subscription_once(door: Client, alice: User, settings: Settings) -> None:
    settings.PUSH_CONTACT = "mailto:owner@example.org"
    typed = {"endpoint": "https://fcm.googleapis.com/fcm/send/x", "p256dh": THEIRS, "auth": AUTH}
    for _ in range(2):
        door.post(f"{PAGE}by/push/", typed, headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0"})
    assert "Firefox on Linux" in door.get(PAGE).content.decode()
    assert Channel.objects.count() == 1
    assert door.post(f"{PAGE}by/push/", typed | {"endpoint": "https://192.168.1.1/"}).status_code == 422
    assert "needs JavaScript" in door.get(f"{PAGE}by/push/").content.decode()


def test_a_sample_diary_sends_nothing_to_anybody(client: Client, alice: User, post_office: None) -> None:
    client.force_login(a_person("sample", is_sample=True))
    assert "sends nothing to anybody" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}by/email/", {"address": "a@example.org"}).status_code == 404
    assert client.post(f"{PAGE}feed/").status_code == 404


def test_a_stranger_finds_none_of_it(strangers_door: Client, alice: User) -> None:
    time_, way = a_reminder(alice, label="quetzalcoatl"), a_channel(alice, url="https://quetzalcoatl.example/")
    assert "quetzalcoatl" not in strangers_door.get(PAGE).content.decode()
    assert strangers_door.post(f"{PAGE}{time_.uid}/", {"remove": "1"}).status_code == 404
    assert strangers_door.post(f"{PAGE}ways/{way.uid}/", {"do": "remove"}).status_code == 404
    assert (Reminder.objects.count(), Channel.objects.count()) == (1, 1)
