"""What counts of a day is what stood two days later; afterwards nothing bends it."""

from datetime import timedelta

import pytest

from tests.builders import TODAY
from tests.experiments.living import a_life, a_locked, noon
from tracker.diary import changes
from tracker.diary.changes import Change, Tap
from tracker.experiments import freezing
from tracker.experiments.models import LockedError
from tracker.metrics import BY_KEY
from tracker.models import FrozenDay, User
from tracker.table import Span

DAY = TODAY - timedelta(days=10)


def enter(user: User, value: int | None, late: int, base: str = "") -> str:
    key = f"k{late}-{value}"
    tap = Tap(user, key, noon(DAY + timedelta(days=late)))
    changes.answer(tap, DAY, "stress", Change(key, value, base))
    return key


def seen(user: User) -> float | None:
    (noted,) = freezing.in_time(user, BY_KEY["stress"], Span(DAY, DAY))
    return noted.value


@pytest.mark.parametrize(("late", "counts"), [(0, True), (2, True), (3, False)])
def test_an_entry_more_than_two_days_late_counts_as_missing(alice: User, late: int, counts: bool) -> None:
    enter(alice, 4, late)
    assert seen(alice) == (4 if counts else None)


def test_a_late_change_does_not_replace_what_stood_in_time(alice: User) -> None:
    first = enter(alice, 4, 1)
    enter(alice, 9, 6, first)
    assert alice.checkins.get().stress == 9
    assert seen(alice) == 4


def test_a_day_cleared_in_time_is_missing(alice: User) -> None:
    first = enter(alice, 4, 0)
    enter(alice, None, 1, first)
    assert seen(alice) is None


def test_frozen_days_are_copied_once_and_never_change(alice: User) -> None:
    row = a_locked(alice, TODAY - timedelta(days=56))
    a_life(row, lambda n, b: 5)
    first = freezing.freeze(row, TODAY)
    alice.checkins.update(stress=1)
    assert freezing.data_hash(freezing.freeze(row, TODAY)) == freezing.data_hash(first)
    frozen = FrozenDay.objects.first()
    assert frozen is not None
    frozen.value = 1
    with pytest.raises(LockedError):
        frozen.save()
