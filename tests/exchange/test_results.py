"""Totals, laboratory values and the own fields of events go out, come in, differ and come back like everything else."""

from tests.builders import a_lab_value, a_total, an_event
from tests.exchange.diaries import NOW, readings
from tests.exchange.test_apply import HEAD, bring
from tracker.exchange.apply import preview, take_theirs
from tracker.exchange.export import diary_csv
from tracker.exchange.undo import undo
from tracker.exchange.wording import field_name, tables, value_name
from tracker.models import Event, LabValue, Total, User


def test_an_import_that_is_taken_back_leaves_nothing(alice: User, bob: User) -> None:
    a_total(alice, given_by="Dr Moe")
    a_lab_value(alice, note="fasting")
    batch = bring(bob, diary_csv(alice))
    assert Total.objects.get(owner=bob).given_by == "Dr Moe" and LabValue.objects.get(owner=bob).note == "fasting"
    undo(bob, batch, NOW)
    assert not Total.objects.filter(owner=bob).exists() and not LabValue.objects.filter(owner=bob).exists()


def test_a_number_changed_here_is_a_difference_that_can_be_taken_and_taken_back(alice: User) -> None:
    row = a_total(alice, "phq9", 12)
    file = diary_csv(alice)
    Total.objects.update(value=14)
    assert [(c.field, c.value, c.mine) for c in preview(alice, readings(file)).conflicts] == [("value", 12, 14)]
    batch = bring(alice, file, take=take_theirs)
    row.refresh_from_db()
    assert row.value == 12
    undo(alice, batch, NOW)
    row.refresh_from_db()
    assert row.value == 14


def test_a_total_never_becomes_one_of_another_questionnaire(alice: User) -> None:
    row = a_total(alice, "phq9", 12)
    lines = f"total,2026-11-21,{row.uid},scale,midas\ntotal,2026-11-21,{row.uid},value,200\n"
    found = preview(alice, readings((HEAD + lines).encode()))
    assert (found.added, found.conflicts, len(found.left)) == ((), (), 1)
    bring(alice, HEAD + lines, take=take_theirs)
    row.refresh_from_db()
    assert (row.scale, row.value) == ("phq9", 12)


def test_the_own_fields_of_an_event_travel(alice: User, bob: User) -> None:
    an_event(alice, "medicine", what="started", who="prescriber")
    bring(bob, diary_csv(alice))
    event = Event.objects.get(owner=bob)
    assert (event.what, event.who) == ("started", "prescriber")


def test_they_are_called_in_words() -> None:
    assert (tables()["total"], tables()["lab_value"]) == ("Questionnaire totals", "Laboratory values")
    assert (value_name("scale", "phq9"), value_name("what", "dose"), value_name("who", "self")) == (
        "PHQ-9", "Dose changed", "On my own",
    )  # fmt: skip
    assert (value_name("what", "Penicillin"), value_name("scale", "x")) == ("Penicillin", "x")
    assert (field_name("total", "value"), field_name("lab_value", "printed_range")) == ("Total", "Printed range")
