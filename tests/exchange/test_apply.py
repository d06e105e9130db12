"""A file changes only what is blank; what was typed, cleared or taken away stays."""

from datetime import date

import pytest
from django.db import IntegrityError

from tests.builders import a_day, a_dose, a_food, a_night, a_serving, a_supplement
from tests.exchange.diaries import DAYLIO, NOW, TODAY, a_whole_diary, moods, readings
from tracker.diary import changes
from tracker.diary.changes import Tap
from tracker.diary.merge import Change as Asked
from tracker.exchange import writing
from tracker.exchange.apply import apply, preview, take_theirs
from tracker.exchange.export import diary_csv
from tracker.models import CheckIn, Food, ImportBatch, SavedAnswer, Serving, Supplement, User

HEAD = "vagus diary 1,day,id,field,value\n"


def bring(owner: User, data: bytes | str, **choices: object) -> ImportBatch:
    data = data.encode() if isinstance(data, str) else data
    return apply(owner, readings(data), kind="daylio", sha256="", now=NOW, **choices)  # type: ignore[arg-type]


def answers(owner: User, day: date, field: str, *values: int | str | None) -> None:
    base = ""
    for n, value in enumerate(values):
        key = f"key-{field}-{n}-{day}"
        changes.answer(Tap(owner, key, NOW), day, field, Asked(key, value, base))
        base = key


def test_a_preview_writes_nothing(alice: User) -> None:
    found = preview(alice, readings(DAYLIO))
    assert (len(found.added), found.first_day, found.last_day) == (4, date(2026, 11, 18), date(2026, 11, 20))
    assert not CheckIn.objects.exists()
    assert not ImportBatch.objects.exists()


def test_a_file_fills_an_empty_diary(alice: User) -> None:
    batch = bring(alice, DAYLIO)
    assert moods(alice) == {date(2026, 11, 18): 3, date(2026, 11, 19): 5, date(2026, 11, 20): 9}
    assert alice.checkins.get(day=date(2026, 11, 20)).note == "quiet\nDaylio: tea, walk"
    assert (batch.report["added"], batch.report["added_days"], batch.report["already_there"]) == (4, 3, 0)


def test_the_same_file_again_changes_nothing_and_leaves_no_report(alice: User) -> None:
    bring(alice, DAYLIO)
    again = bring(alice, DAYLIO)
    assert (again.pk, again.report["added"], again.report["already_there"]) == (None, 0, 4)
    assert ImportBatch.objects.count() == 1


def test_overlapping_files_meet(alice: User) -> None:
    head, *lines = DAYLIO.decode().splitlines(keepends=True)
    bring(alice, head + lines[1] + lines[2])
    bring(alice, head + lines[0] + lines[1])
    bring(alice, DAYLIO)
    assert len(moods(alice)) == 3
    assert alice.import_batches.count() == 2


def test_an_import_makes_figures_stale(alice: User) -> None:
    before = User.objects.get(pk=alice.pk).diary_version
    bring(alice, DAYLIO)
    assert User.objects.get(pk=alice.pk).diary_version > before


def test_a_typed_value_stays_and_the_difference_is_told(alice: User) -> None:
    answers(alice, date(2026, 11, 20), "mood", 4)
    batch = bring(alice, DAYLIO)
    assert moods(alice)[date(2026, 11, 20)] == 4
    assert batch.report["conflicts"] == 1
    (told,) = batch.report["differences"]
    assert (told["day"], told["field"], told["mine"], told["file"], told["stands"]) == (
        "2026-11-20", "mood", "4", "9", "mine",
    )  # fmt: skip


def test_blanks_beside_a_typed_value_are_filled(alice: User) -> None:
    answers(alice, date(2026, 11, 20), "mood", 4)
    answers(alice, date(2026, 11, 20), "stress", 2)
    bring(alice, DAYLIO)
    row = alice.checkins.get(day=date(2026, 11, 20))
    assert (row.mood, row.stress, row.note) == (4, 2, "quiet\nDaylio: tea, walk")


def test_the_files_value_taken_is_in_the_log_and_can_be_answered_over(alice: User) -> None:
    day = date(2026, 11, 20)
    answers(alice, day, "mood", 4)
    bring(alice, DAYLIO, take=take_theirs)
    assert moods(alice)[day] == 9
    line = SavedAnswer.objects.filter(owner=alice, day=day, field="mood").latest("id")
    assert (line.value, line.before, line.outcome) == (9, 4, "applied")
    late = changes.answer(Tap(alice, "late-key-1", NOW), day, "mood", Asked("late-key-1", 2, "key-mood-0-2026-11-20"))
    assert late.verdict == "conflict"
    seen = changes.registers(alice, day)["mood"]
    assert (seen.value, seen.key) == (9, line.key)


def test_differences_are_chosen_one_by_one(alice: User) -> None:
    for day in (18, 19):
        answers(alice, date(2026, 11, day), "mood", 10)
    batch = bring(alice, DAYLIO, take=lambda change: change.name == "check_in/2026-11-18/mood")
    assert (moods(alice)[date(2026, 11, 18)], moods(alice)[date(2026, 11, 19)]) == (3, 10)
    assert (batch.report["taken"], batch.report["conflicts"]) == (1, 2)


def test_a_cleared_answer_stays_cleared(alice: User) -> None:
    bring(alice, DAYLIO)
    answers(alice, date(2026, 11, 20), "mood", None)
    batch = bring(alice, DAYLIO)
    assert moods(alice)[date(2026, 11, 20)] is None
    assert (batch.report["left"], batch.report["added"]) == (1, 0)


def test_an_answer_cleared_and_given_anew_is_a_typed_value(alice: User) -> None:
    answers(alice, date(2026, 11, 20), "mood", 4, None, 6)
    assert bring(alice, DAYLIO).report["conflicts"] == 1


def test_a_night_is_filled_field_by_field(alice: User) -> None:
    a_night(alice, TODAY)
    text = (
        f"{HEAD}night,2026-11-21,,bed_time,23:20\nnight,2026-11-21,,wake_time,07:00\nnight,2026-11-20,,bed_time,22:00\n"
    )
    batch = bring(alice, text)
    assert (batch.report["already_there"], batch.report["conflicts"], batch.report["added"]) == (1, 1, 1)


def test_a_row_taken_away_stays_away(alice: User, bob: User) -> None:
    a_whole_diary(alice)
    data = diary_csv(alice)
    bring(bob, data)
    gone = Serving.objects.filter(owner=bob).latest("id")
    changes.remove(Tap(bob, "take-away-1", NOW), [gone])
    batch = bring(bob, data)
    assert Serving.objects.filter(owner=bob, removed=None).count() == 2
    assert batch.report["left"] == 1


def test_a_row_changed_here_is_a_difference(alice: User) -> None:
    serving = a_serving(alice, a_food(), grams=40)
    data = diary_csv(alice)
    changes.change_row(Tap(alice, "more-grams", NOW), serving, grams=60)
    assert bring(alice, data).report["conflicts"] == 1
    assert Serving.objects.get(owner=alice).grams == 60
    bring(alice, data, take=take_theirs)
    assert Serving.objects.get(owner=alice).grams == 40
    line = SavedAnswer.objects.filter(owner=alice, field=f"serving:{serving.uid}").latest("id")
    assert (line.value, line.before) == ({"grams": 40.0}, {"grams": 60.0})


def test_lists_differ_by_field(alice: User, bob: User) -> None:
    a_whole_diary(alice)
    data = diary_csv(alice)
    bring(bob, data)
    Supplement.objects.filter(owner=bob, slug="magnesium").update(amount=200)
    Food.objects.filter(owner=bob, slug="kefir").update(fibre=1)
    bob.saved_meals.get(name="@Porridge, small").items.first().delete()
    found = preview(bob, readings(data))
    assert {(c.table, c.field) for c in found.conflicts} == {("supplement", "amount"), ("saved_meal", "item")}
    bring(bob, data, take=take_theirs)
    assert Supplement.objects.get(owner=bob, slug="magnesium").amount == 300.5
    assert bob.saved_meals.get(name="@Porridge, small").items.count() == 3


def test_a_food_that_nobody_knows_is_refused_with_its_line(alice: User) -> None:
    uid = "01938f5e-0000-7000-8000-000000000001"
    text = f"{HEAD}serving,2026-11-21,{uid},food,manna\nserving,2026-11-21,{uid},grams,40\n"
    text += "favourite,,own:manna,created,2026-11-21T20:00:00Z\nsaved_meal,,Feast,item,manna 3\n"
    text += f"dose,2026-11-21,{uid},supplement,nectar\ncheck_in,2026-11-21,,mood,7\n"
    batch = bring(alice, text)
    assert sorted(line["line"] for line in batch.report["refused_lines"]) == [2, 4, 5, 6]
    assert batch.report["added"] == 1


def test_another_persons_food_is_not_known(alice: User, bob: User) -> None:
    a_food("kefir", bob)
    uid = "01938f5e-0000-7000-8000-000000000001"
    text = f"{HEAD}serving,2026-11-21,{uid},food,own:kefir\nserving,2026-11-21,{uid},grams,40\n"
    assert bring(alice, text).report["refused"] == 1


def test_nobody_elses_diary_is_touched(alice: User, bob: User) -> None:
    a_day(bob, date(2026, 11, 20), mood=2)
    a_dose(bob, a_supplement(bob))
    before = diary_csv(bob)
    bring(alice, DAYLIO, take=take_theirs)
    assert diary_csv(bob) == before


@pytest.mark.django_db(transaction=True)
def test_all_or_nothing(alice: User, bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    a_whole_diary(alice)
    data = diary_csv(alice)
    empty = diary_csv(bob)
    put_items = writing._put_items

    def breaks(*args: object) -> None:
        put_items(*args)  # type: ignore[arg-type]
        raise IntegrityError("the disk is gone")

    monkeypatch.setattr(writing, "_put_items", breaks)
    with pytest.raises(IntegrityError):
        bring(bob, data)
    assert diary_csv(bob) == empty
    assert not ImportBatch.objects.exists()


def test_a_blank_row_of_a_day_is_filled(alice: User) -> None:
    a_day(alice, date(2026, 11, 20))
    bring(alice, DAYLIO)
    assert moods(alice)[date(2026, 11, 20)] == 9


def test_long_lists_are_cut_but_counted(alice: User) -> None:
    lines = "".join(f"2026-13-02,x,y,8:00,good,,,{n}\n" for n in range(700))
    batch = bring(alice, DAYLIO + lines.encode())
    assert (batch.report["refused"], len(batch.report["refused_lines"])) == (700, 500)
