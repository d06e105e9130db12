"""The times of reminders travel with a diary as settings; where they are sent never does."""

import io
import zipfile
from datetime import time

import pytest

from tests.reminders.conftest import NINE, a_channel, a_reminder
from tracker.exchange.archiving import archive
from tracker.models import Reminder, ReminderChoice, User
from tracker.reminders import carrying


def test_they_come_back_as_they_went(alice: User, bob: User) -> None:
    a_reminder(alice, "21:00", label="Te; 08:00 og kaker")
    a_reminder(alice, "08:30", weekdays=0b1100000)
    ReminderChoice.objects.create(owner=alice, quiet_from="22:00", quiet_until="07:00", skip_answered=False)
    said = carrying.told(alice)
    assert said == {
        "reminders": ["08:30 67", "21:00 1234567 Te; 08:00 og kaker"],
        "quiet_hours": "22:00-07:00", "skip_answered": False,
    }  # fmt: skip
    for name, value in said.items():
        text = "; ".join(value) if isinstance(value, list) else value or "no"
        assert carrying.fits(name, text)
        carrying.put(bob, name, text)
    assert carrying.told(bob) == said
    for name in said:
        carrying.put(bob, name, None)
    assert carrying.told(bob) == {"reminders": [], "quiet_hours": "", "skip_answered": True}
    assert Reminder.objects.filter(owner=alice).count() == 2


def test_a_time_that_came_in_is_not_sent_for_yesterday(alice: User) -> None:
    carrying.put(alice, "reminders", "21:00 1")
    row = Reminder.objects.get()
    assert (row.at, row.since > NINE.replace(year=2020)) == (time(21), True)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("reminders", "25:00 1"), ("reminders", "21:00"), ("reminders", "21:00 8"), ("reminders", "21:00 0"),
        ("reminders", "21:00+01:00 1"), ("reminders", f"21:00 1 {'x' * 61}"),
        ("reminders", "; ".join(["21:00 1"] * 21)),
        ("quiet_hours", "22:00"), ("quiet_hours", "22:00-24:00"), ("skip_answered", "perhaps"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(name: str, text: str) -> None:
    assert not carrying.fits(name, text)


def test_an_archive_holds_the_times_and_no_way(alice: User) -> None:
    a_reminder(alice, label="Te")
    a_channel(alice, url="https://quetzalcoatl.example/", key="s3cret")
    out = io.BytesIO()
    archive(alice, NINE, out)
    with zipfile.ZipFile(out) as members:
        whole = b"".join(members.read(name) for name in members.namelist())
    assert b'"21:00 1234567 Te"' in whole
    assert b"quetzalcoatl" not in whole and b"s3cret" not in whole
