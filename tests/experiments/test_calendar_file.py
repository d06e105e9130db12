"""The calendar knows what the person may know, and is well-formed."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from tests.builders import TODAY
from tests.experiments.living import ORDER, a_locked, noon
from tracker.experiments import calendar_file, protocol
from tracker.models import User


def test_only_periods_that_have_opened_are_in_it(door: Client, alice: User, evening: None) -> None:
    row = a_locked(alice, TODAY - timedelta(days=12), habit="quiet; ten, minutes", usual="as usual")
    answer = door.get(reverse("experiments:calendar", args=[row.uid]))
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer.text.count("BEGIN:VEVENT") == 3  # two begun, the third begins in two days
    said = [line.removeprefix("SUMMARY:") for line in answer.text.split("\r\n") if line.startswith("SUMMARY")]
    assert said == [("as usual", r"quiet\; ten\, minutes")[condition] for condition in ORDER[:3]]


def test_with_a_helper_a_box_is_all_there_is(alice: User) -> None:
    row = a_locked(alice, TODAY, blinding="helper", habit="the real one")
    text = calendar_file.text(row, protocol.known(row, TODAY), noon(TODAY))
    assert "Box 1" in text
    assert "the real one" not in text


def test_long_lines_are_folded_without_breaking_a_letter(alice: User) -> None:
    row = a_locked(alice, TODAY, habit="å" * 150, usual="å" * 150)
    text = calendar_file.text(row, protocol.known(row, TODAY), noon(TODAY))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "å" * 150 in text.replace("\r\n ", "")
