"""What was locked cannot change: not by saving, not by a query, not by SQL."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.builders import TODAY, an_experiment
from tracker.experiments.models import (
    ENDED,
    FROZEN,
    PERIOD,
    PLANNED,
    RESULT,
    SEALED,
    Experiment,
    FrozenDay,
    LockedError,
    Period,
    Result,
    Sealed,
    State,
)
from tracker.experiments.states import AFTER, NoSuchStepError, move
from tracker.models import User

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)


def other(row: Any, name: str) -> Any:
    """Another sound value for a column."""
    field = next(field for field in row._meta.concrete_fields if field.name == name)
    now = getattr(row, field.attname)
    kind = field.get_internal_type()
    if name in {"owner", "experiment"}:
        return now
    made: dict[str, Any] = {
        "UUIDField": lambda: uuid.uuid4(), "JSONField": lambda: {"x": 1}, "DecimalField": lambda: Decimal("0.5"),
        "BooleanField": lambda: not now, "DateField": lambda: now + timedelta(days=400),
        "DateTimeField": lambda: NOW + timedelta(days=9), "FloatField": lambda: 9.5,
        "SmallIntegerField": lambda: -now, "PositiveSmallIntegerField": lambda: (now or 0) + (-1 if now == 1 else 1),
    }  # fmt: skip
    words = {"sides": "one", "blinding": "helper", "kind": "exploratory", "drawn": "21"}
    return made[kind]() if kind in made else words.get(name, f"x{now}"[:8])


def refused(row: Any, name: str, value: Any) -> None:
    column = next(field for field in row._meta.concrete_fields if field.name == name).attname
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**{column: value})
    fresh = type(row).objects.get(pk=row.pk)
    setattr(fresh, column, value)
    with pytest.raises(LockedError, match=name):
        fresh.save()


@pytest.mark.parametrize("name", sorted({*PLANNED} - {"owner"}))
def test_each_locked_field_of_a_plan_stays(alice: User, name: str) -> None:
    row = an_experiment(alice)
    refused(row, name, other(row, name))


@pytest.mark.parametrize("name", ["owner"])
def test_a_plan_stays_with_its_person(alice: User, bob: User, name: str) -> None:
    refused(an_experiment(alice), name, bob.pk)


@pytest.mark.parametrize("name", sorted({*PERIOD} - {"owner", "experiment"}))
def test_each_field_of_a_period_stays(alice: User, name: str) -> None:
    an_experiment(alice)
    row = Period.objects.filter(owner=alice).first()
    refused(row, name, other(row, name))


@pytest.mark.parametrize("name", sorted({*SEALED} - {"owner", "experiment"}))
def test_each_field_of_the_seal_stays(alice: User, name: str) -> None:
    row = Sealed.objects.get(experiment=an_experiment(alice))
    refused(row, name, other(row, name))


@pytest.mark.parametrize("name", sorted({*FROZEN} - {"owner", "experiment"}))
def test_a_frozen_day_stays(alice: User, name: str) -> None:
    row = FrozenDay.objects.create(owner=alice, experiment=an_experiment(alice), day=TODAY, value=3, entered_at=NOW)
    refused(row, name, other(row, name))


@pytest.mark.parametrize("name", sorted({*RESULT} - {"owner", "experiment"}))
def test_an_answer_stays(alice: User, name: str) -> None:
    row = Result.objects.create(owner=alice, experiment=an_experiment(alice), kind="primary", body={}, data_hash="0")
    refused(row, name, other(row, name))


def test_no_row_moves_to_another_experiment(alice: User) -> None:
    mine = an_experiment(alice)
    draft = Experiment.objects.create(owner=alice)
    for table in (Period, Sealed):
        with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
            table.objects.filter(experiment=mine).update(experiment=draft)


def test_sql_is_refused_too(alice: User) -> None:
    row = an_experiment(alice)
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_experiment SET habit = 'another' WHERE id = %s", [row.pk])


def test_a_draft_may_change_and_what_is_noted_about_the_end_too(alice: User) -> None:
    draft = Experiment.objects.create(owner=alice, habit="one")
    draft.habit = "two"
    draft.save()
    row = an_experiment(alice)
    move(row, State.STOPPED_USER, NOW, "tired")
    kept = Experiment.objects.get(pk=row.pk)
    assert (kept.state, kept.ended_at, kept.end_reason, kept.habit) == ("stopped_user", NOW, "tired", row.habit)
    Period.objects.filter(experiment=row, no=1).update(guess=1)


@pytest.mark.parametrize("state", ["draft", "ready", "cancelled"])
def test_nothing_locked_becomes_a_draft_again(alice: User, state: str) -> None:
    row = an_experiment(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.filter(pk=row.pk).update(state=state)


@pytest.mark.parametrize("state", ENDED)
def test_what_has_ended_stays_ended(alice: User, state: State) -> None:
    row = an_experiment(alice)
    move(row, state, NOW)
    for another in {*ENDED, State.LOCKED} - {state}:
        with pytest.raises(NoSuchStepError):
            move(row, another, NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Experiment.objects.filter(pk=row.pk).update(state=another)


def test_a_locked_plan_is_not_deleted_and_a_draft_may_be(alice: User) -> None:
    with pytest.raises(LockedError):
        an_experiment(alice).delete()
    assert Experiment.objects.create(owner=alice).delete()[0] == 1


def test_running_and_complete_follow_from_the_date(alice: User) -> None:
    row = an_experiment(alice, start=date(2026, 11, 23))
    days = {date(2026, 11, 22): "locked", date(2026, 11, 23): "running", date(2027, 1, 17): "running"}
    assert {day: row.state_on(day).value for day in days} == days
    assert row.state_on(date(2027, 1, 18)) == State.COMPLETE
    assert not {State.RUNNING, State.COMPLETE} & {*AFTER}


def test_two_cannot_be_locked_at_once(alice: User, bob: User) -> None:
    an_experiment(alice)
    an_experiment(bob)
    with pytest.raises(IntegrityError), transaction.atomic():
        an_experiment(alice)


def test_an_end_frees_what_was_held_back(alice: User) -> None:
    row = an_experiment(alice)
    User.objects.filter(pk=alice.pk).update(held_back=["stress"])
    move(row, State.STOPPED_SAFETY, NOW)
    assert User.objects.get(pk=alice.pk).held_back == []
