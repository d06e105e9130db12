"""The calendar that other programs fetch: well formed, at floating times, and closed to whoever lost its address."""

from datetime import time

from django.test import Client

from tests.builders import TODAY, a_break, a_day
from tests.reminders.conftest import a_reminder
from tracker.models import Channel, ReminderChoice, User


def address(door: Client) -> str:
    page = door.post("/settings/reminders/feed/").content.decode()
    return page.split('value="http://testserver')[1].split('"')[0]


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_it_holds_the_times_of_four_weeks(door: Client, alice: User, evening: object) -> None:
    a_reminder(alice, "21:00", weekdays=0b0100001, label="Te, på; kvelden 茶" * 3)
    response = Client().get(address(door))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = response.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = unfolded(text)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert lines.count("BEGIN:VEVENT") == lines.count("BEGIN:VALARM") == 8
    assert "DTSTART:20261121T210000" in lines  # floating: neither Z nor a zone
    assert "SUMMARY:" + "Te\\, på\\; kvelden 茶" * 3 in lines
    assert len({line for line in lines if line.startswith("UID:")}) == 8
    assert "\n" not in text.replace("\r\n", "")


def test_it_says_nothing_of_the_diary(door: Client, alice: User, evening: object) -> None:
    a_day(alice, mood=3, note="quetzalcoatl")
    a_reminder(alice)
    before = Client().get(link := address(door)).content
    a_day(alice, TODAY.replace(day=20), mood=9)
    assert Client().get(link).content == before
    assert b"quetzalcoatl" not in before


def test_days_of_a_break_and_quiet_hours_are_left_out(door: Client, alice: User, evening: object) -> None:
    a_reminder(alice)
    a_break(alice, TODAY, TODAY.replace(day=30))
    link = address(door)
    assert Client().get(link).content.count(b"BEGIN:VEVENT") == 18
    ReminderChoice.objects.create(owner=alice, quiet_from=time(20), quiet_until=time(7))
    assert Client().get(link).content.count(b"BEGIN:VEVENT") == 0


def test_a_new_address_ends_the_old_one(door: Client, alice: User) -> None:
    old = address(door)
    new = address(door)
    assert old != new
    assert [Client().get(link).status_code for link in (old, new)] == [404, 200]
    assert Channel.objects.count() == 1
    assert new.split("/")[2].removesuffix(".ics") not in repr(Channel.objects.values_list())


def test_it_ends_with_its_row_and_with_its_owners_account(door: Client, alice: User) -> None:
    link = address(door)
    uid = Channel.objects.get().uid
    door.post(f"/settings/reminders/ways/{uid}/", {"do": "off"})
    assert Client().get(link).status_code == 404
    door.post(f"/settings/reminders/ways/{uid}/", {"do": "on"})
    User.objects.update(is_active=False)
    assert Client().get(link).status_code == 404
    User.objects.update(is_active=True)
    door.post(f"/settings/reminders/ways/{uid}/", {"do": "remove"})
    assert Client().get(link).status_code == 404


def test_nobodys_address_is_no_page(db: None) -> None:
    assert Client().get("/reminders/.ics").status_code == 404
    assert Client().get("/reminders/x.ics").status_code == 404
