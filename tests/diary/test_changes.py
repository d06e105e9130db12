"""Saving: one field at a time, retries harmless, undo exact."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import TODAY, a_day, a_food, a_serving
from tracker.diary import changes, held
from tracker.diary.changes import Tap, answer, registers, undo
from tracker.diary.merge import Change, Verdict
from tracker.diary.models import CheckIn, Night, SavedAnswer, Serving
from tracker.models import User

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


def say(
    user: User, field: str, value: object, key: str, base: str = "", settles: tuple[str, ...] = ()
) -> changes.Saved:
    return answer(Tap(user, key, NOW), TODAY, field, Change(key, value, base, frozenset(settles)))  # type: ignore[arg-type]


def kept(user: User, field: str) -> object:
    return registers(user, TODAY)[field].value


def test_an_answer_writes_its_own_column_and_leaves_the_others(alice: User) -> None:
    a_day(alice, stress=4, note="calm")
    say(alice, "mood", 6, "key-one-1")
    row = CheckIn.objects.get(owner=alice, day=TODAY)
    assert (row.mood, row.stress, row.note, row.unease) == (6, 4, "calm", None)


def test_an_answer_updates_no_column_but_its_own(alice: User) -> None:
    a_day(alice, stress=4)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        say(alice, "mood", 6, "key-one-1")
    updates = [q["sql"] for q in queries if q["sql"].startswith("UPDATE") and "checkin" in q["sql"]]
    assert len(updates) == 1
    assert '"mood" = 6' in updates[0]
    assert "stress" not in updates[0].split("WHERE")[0]


def test_a_change_reads_little_of_a_log_however_long(alice: User) -> None:
    base = ""
    for turn in range(12):
        say(alice, "mood", turn % 10, f"key-{turn}", base)
        base = f"key-{turn}"
    say(alice, "mood", 4, "key-waits", "key-3")
    assert [line.key for line in held.log_of(alice, TODAY, "mood", "key-2")] == ["key-2", "key-11", "key-waits"]
    with CaptureQueriesContext(connection) as queries:
        assert say(alice, "mood", 5, "key-last", base).verdict is Verdict.APPLIED
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 5


def test_a_retry_saves_once(alice: User) -> None:
    say(alice, "mood", 6, "key-one-1")
    say(alice, "mood", 7, "key-two-2", "key-one-1")
    again = say(alice, "mood", 6, "key-one-1")
    assert again.verdict is Verdict.APPLIED
    assert kept(alice, "mood") == 7
    assert SavedAnswer.objects.filter(owner=alice).count() == 2


def test_two_devices_that_saw_nothing_leave_both_answers(alice: User) -> None:
    say(alice, "mood", 6, "phone-key")
    saved = say(alice, "mood", 4, "laptop-key")
    assert saved.verdict is Verdict.CONFLICT
    standing = registers(alice, TODAY)["mood"]
    assert (standing.value, dict(standing.waiting)) == (6, {"laptop-key": 4})


def test_a_choice_settles_the_conflict_for_good(alice: User) -> None:
    say(alice, "mood", 6, "phone-key")
    say(alice, "mood", 4, "laptop-key")
    say(alice, "mood", 4, "choice-key", "phone-key", ("laptop-key",))
    standing = registers(alice, TODAY)["mood"]
    assert (standing.value, dict(standing.waiting)) == (4, {})


def test_undo_brings_back_exactly_what_was_there(alice: User) -> None:
    say(alice, "mood", 6, "first-key")
    say(alice, "mood", None, "clear-key", "first-key")
    undo(Tap(alice, "undo-key-1", NOW), "clear-key")
    assert kept(alice, "mood") == 6
    undo(Tap(alice, "undo-key-2", NOW), "undo-key-1")
    assert kept(alice, "mood") is None


def test_undo_sent_twice_undoes_once(alice: User) -> None:
    say(alice, "mood", 6, "first-key")
    say(alice, "mood", 2, "second-key", "first-key")
    for _ in range(2):
        undo(Tap(alice, "undo-key-1", NOW), "second-key")
    assert kept(alice, "mood") == 6


def test_undo_leaves_a_later_answer_alone_and_says_so(alice: User) -> None:
    say(alice, "mood", 6, "first-key")
    say(alice, "mood", 2, "second-key", "first-key")
    say(alice, "mood", 9, "third-key", "second-key")
    saved = undo(Tap(alice, "undo-key-1", NOW), "second-key")
    assert [one.verdict for one in saved] == [Verdict.CONFLICT]
    assert kept(alice, "mood") == 9


def test_nobody_undoes_for_somebody_else(alice: User, bob: User) -> None:
    say(alice, "mood", 6, "first-key")
    undo(Tap(bob, "undo-key-1", NOW), "first-key")
    assert kept(alice, "mood") == 6


def test_the_same_key_of_two_people_is_two_changes(alice: User, bob: User) -> None:
    say(alice, "mood", 6, "same-key")
    say(bob, "mood", 3, "same-key")
    assert (kept(alice, "mood"), kept(bob, "mood")) == (6, 3)


def test_a_night_remembers_the_zone_it_was_slept_in(alice: User) -> None:
    say(alice, "bed_time", "23:20", "bed-key-1")
    User.objects.filter(pk=alice.pk).update(time_zone="Asia/Shanghai")
    alice.refresh_from_db()
    say(alice, "wake_time", "06:50", "wake-key-1")
    assert Night.objects.get(owner=alice, day=TODAY).zone == "Europe/Oslo"


def test_adding_twice_adds_once_and_taking_back_twice_takes_one(alice: User) -> None:
    food = a_food()
    for _ in range(2):
        uid = uuid.UUID(int=7)
        changes.add(Tap(alice, "add-key-1", NOW), [Serving(owner=alice, uid=uid, day=TODAY, food=food, grams=40)])
    other = a_serving(alice, food)
    for _ in range(2):
        changes.remove(Tap(alice, "less-key-1", NOW), Serving.objects.filter(uid=other.uid))
    assert list(Serving.objects.filter(owner=alice, removed=None).values_list("uid", flat=True)) == [uuid.UUID(int=7)]


def test_undo_of_taking_away_brings_the_very_row_back(alice: User) -> None:
    row = a_serving(alice, a_food(), grams=55, meal="lunch")
    changes.remove(Tap(alice, "less-key-1", NOW), [row])
    undo(Tap(alice, "undo-key-1", NOW), "less-key-1")
    back = Serving.objects.get(owner=alice, uid=row.uid)
    assert (back.removed, back.grams, back.meal) == (None, 55, "lunch")


def test_undo_of_an_edit_brings_back_the_old_amount(alice: User) -> None:
    row = a_serving(alice, a_food(), grams=55)
    changes.change_row(Tap(alice, "edit-key-1", NOW), row, grams=80.0, meal="dinner")
    undo(Tap(alice, "undo-key-1", NOW), "edit-key-1")
    assert Serving.objects.get(uid=row.uid).grams == 55


def test_every_change_makes_figures_made_before_it_stale(alice: User) -> None:
    before = User.objects.get(pk=alice.pk).diary_version
    say(alice, "mood", 6, "first-key")
    changes.remove(Tap(alice, "less-key-1", NOW), [a_serving(alice, a_food())])
    assert User.objects.get(pk=alice.pk).diary_version >= before + 2


FIELD = st.sampled_from(["mood", "stress", "note", "bed_time"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(FIELD, st.integers(0, 10), st.booleans()), min_size=1, max_size=12))
def test_the_day_equals_the_replay_of_its_log(alice: User, taps: list[tuple[str, int, bool]]) -> None:
    day = TODAY - timedelta(days=SavedAnswer.objects.count() % 1000)
    for number, (field, value, seen) in enumerate(taps):
        spoken = {"note": f"note {value}", "bed_time": f"2{value % 4}:00"}.get(field, value)
        key = f"{uuid.uuid4().hex}-{number}"
        base = registers(alice, day)[field].key if seen else "a-key-nobody-has"
        answer(Tap(alice, key, NOW), day, field, Change(key, spoken, base))
    for field in ("mood", "stress", "note", "bed_time"):
        applied = SavedAnswer.objects.filter(owner=alice, day=day, field=field, outcome="applied").order_by("id").last()
        assert registers(alice, day)[field].value == (applied.value if applied else None)


@pytest.mark.parametrize("field", ["mood", "note", "bed_time", "food_day"])
def test_clearing_leaves_a_blank_not_a_zero(alice: User, field: str) -> None:
    value = {"mood": 6, "note": "x", "bed_time": "23:20", "food_day": "all"}[field]
    say(alice, field, value, "first-key")
    say(alice, field, None, "clear-key", "first-key")
    assert kept(alice, field) is None
