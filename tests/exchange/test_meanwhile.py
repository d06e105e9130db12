"""Others write while an import is worked out, and what they wrote in between counts."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from tests.builders import a_supplement
from tests.exchange.diaries import DAYLIO, NOW, a_whole_diary, moods, readings
from tests.exchange.test_apply import answers, bring
from tracker.exchange import apply as applying
from tracker.exchange import undo as undoing
from tracker.exchange.export import diary_csv
from tracker.exchange.meanwhile import TRIES, worked_out
from tracker.exchange.rows import MODELS, collect, is_row
from tracker.exchange.writing import ready, trace
from tracker.models import ImportBatch, Supplement, User

DAY = date(2026, 11, 19)


def holds_the_pen() -> bool:
    """Whether a transaction has begun inside that of the test."""
    return bool(connection.savepoint_ids)


def test_all_is_worked_out_before_the_pen_is_taken(alice: User) -> None:
    held = []

    def look() -> str:
        held.append(holds_the_pen())
        return "found"

    def write(found: str) -> str:
        held.append(holds_the_pen())
        return found

    assert worked_out(alice, look, write) == "found"
    assert held == [False, True]


def test_a_diary_that_never_rests_comes_to_its_turn_with_the_pen_in_hand(alice: User) -> None:
    held = []

    def look() -> int:
        held.append(holds_the_pen())
        alice.diary_changed()
        return len(held)

    assert worked_out(alice, look, lambda found: found) == TRIES
    assert held == [False] * (TRIES - 1) + [True]


def test_an_answer_given_while_an_import_is_worked_out_stays(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []

    def slow(*args: Any) -> Any:
        made = ready(*args)
        if not looked:
            answers(alice, DAY, "mood", 1)
        looked.append(made)
        return made

    monkeypatch.setattr(applying, "ready", slow)
    batch = bring(alice, DAYLIO)
    assert len(looked) == 2
    assert moods(alice)[DAY] == 1
    assert (batch.report["added"], batch.report["conflicts"]) == (3, 1)


def test_a_name_taken_while_an_import_is_worked_out_is_looked_at_anew(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_supplement(bob, "Magnesium", amount=300)
    looked = []

    def slow(*args: Any) -> Any:
        made = ready(*args)
        if not looked:
            a_supplement(alice, "Magnesium", amount=200)
        looked.append(made)
        return made

    monkeypatch.setattr(applying, "ready", slow)
    batch = bring(alice, diary_csv(bob))
    assert len(looked) == 2
    assert Supplement.objects.get(owner=alice).amount == 200
    assert batch.report["conflicts"] == 1


def test_an_answer_given_while_an_import_is_taken_back_stays(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = bring(alice, DAYLIO)
    found = undoing._blank
    looked = []

    def slow(*args: Any) -> Any:
        if not looked:
            answers(alice, DAY, "mood", 1)
        looked.append(1)
        return found(*args)

    monkeypatch.setattr(undoing, "_blank", slow)
    undone = undoing.undo(alice, batch, NOW)
    assert len(looked) == 2
    assert moods(alice) == {DAY: 1}
    assert (undone.gone, undone.stayed) == (3, 1)


def test_a_row_is_known_by_what_it_will_say_once_it_is_written(alice: User, bob: User) -> None:
    a_whole_diary(alice)
    file = readings(diary_csv(alice))
    expected = ready(bob, applying.preview(bob, file).added).traces
    bring(bob, diary_csv(alice))
    tables = [table for table in MODELS if is_row(table)]
    assert {table for table, _key in expected} == set(tables)
    assert expected == {(seen.table, seen.key): trace(seen) for seen in collect(bob, tables)}


def test_whoever_undoes_second_undoes_nothing(alice: User) -> None:
    batch = bring(alice, DAYLIO)
    assert undoing.undo(alice, batch, NOW).gone == 4
    assert undoing.undo(alice, ImportBatch.objects.get(pk=batch.pk), NOW) == undoing.Undone(0, 0)
