"""Ready statements write what the ORM's own would."""

import uuid
from datetime import UTC, date, datetime, time

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from tests.builders import a_supplement
from tracker.diary.models import CheckIn, Dose, Night, SavedAnswer
from tracker.models import User
from tracker.web import writing

DAY = date(2026, 11, 21)
AT = datetime(2026, 11, 21, 21, 0, 0, 123456, tzinfo=UTC)
SAID = [None, 7, 2.5, True, 'æ "quoted" \'%s %d ?', {"day": "2026-11-21", "grams": 40.5}, [1, None]]


@pytest.mark.parametrize("value", SAID)
def test_a_line_of_the_log_is_the_one_that_the_orm_writes(alice: User, value: object) -> None:
    told = {"batch": "b", "day": DAY, "field": "mood", "base": "", "alias": "", "outcome": "applied", "at": AT}
    SavedAnswer.objects.create(owner=alice, key="orm", value=value, before=value, **told)
    writing.insert(SavedAnswer, owner_id=alice.pk, key="ready", value=value, before=value, **told)
    by_orm, ready = (model_to_dict(SavedAnswer.objects.get(key=key), exclude=["id", "key"]) for key in ("orm", "ready"))
    assert ready == by_orm
    assert (ready["value"], ready["at"]) == (value, AT)
    assert SavedAnswer.objects.filter(key="ready", value__isnull=value is None).exists()


def test_a_row_is_put_as_it_stands(alice: User) -> None:
    row = Dose(owner=alice, uid=uuid.uuid4(), day=DAY, supplement=a_supplement(alice, "Zinc"), created=AT)
    writing.insert_row(row)
    found = Dose.objects.get(owner=alice)
    assert found.pk
    assert [getattr(found, name) for name in ("uid", "day", "supplement_id", "created", "removed")] == [
        row.uid, DAY, row.supplement_id, AT, None,
    ]  # fmt: skip


def test_only_the_rows_that_equal_what_is_named_change(alice: User, bob: User) -> None:
    for owner in (alice, bob):
        Night.objects.create(owner=owner, day=DAY)
    there = {"owner_id": alice.pk, "day": DAY, "bed_time": None}
    assert writing.update(Night, there, bed_time=time(23, 15), zone="Europe/Oslo") == 1
    assert writing.update(Night, there, bed_time=time(1, 0)) == 0
    assert list(Night.objects.order_by("owner_id").values_list("bed_time", "zone")) == [
        (time(23, 15), "Europe/Oslo"),
        (None, ""),
    ]


def test_one_is_added_to_a_column(alice: User, bob: User) -> None:
    alice.diary_changed()
    alice.diary_changed()
    assert [User.objects.get(pk=user.pk).diary_version - user.diary_version for user in (alice, bob)] == [2, 0]


def test_what_the_database_refuses_is_refused_as_ever(alice: User) -> None:
    CheckIn.objects.create(owner=alice, day=DAY, mood=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        writing.update(CheckIn, {"owner_id": alice.pk}, mood=99)
    with pytest.raises(IntegrityError), transaction.atomic():
        writing.insert(CheckIn, owner_id=alice.pk, day=DAY, note="", food_day="", flare_type="")
    assert CheckIn.objects.get().mood == 5


def test_a_refusal_inside_a_larger_change_takes_back_the_whole(alice: User) -> None:
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            writing.insert(SavedAnswer, owner_id=alice.pk, key="k", day=DAY, field="mood", outcome="applied", at=None)
        assert connection.needs_rollback
        transaction.set_rollback(True)


def test_nothing_that_was_typed_stands_in_a_statement(alice: User) -> None:
    CheckIn.objects.create(owner=alice, day=DAY)
    with CaptureQueriesContext(connection) as seen:
        writing.update(CheckIn, {"owner_id": alice.pk, "day": DAY}, note="x'); DROP TABLE tracker_checkin; --")
    assert CheckIn.objects.get().note == "x'); DROP TABLE tracker_checkin; --"
    assert len(seen) == 1
