"""Own trackers come back as they went; one of another kind, or an answer that none can hold, is refused by name."""

from datetime import date

import pytest

from tests.builders import TODAY, a_value, an_own_tracker
from tests.exchange.diaries import NOW, a_whole_diary, readings, some_own_trackers
from tracker.diary.changes import Tap, answer, registers
from tracker.diary.merge import Change
from tracker.exchange.apply import Choice, apply, keep_mine, preview, take_theirs
from tracker.exchange.export import diary_csv
from tracker.exchange.models import ImportBatch
from tracker.exchange.undo import undo
from tracker.models import OwnTracker, OwnValue, User

HEAD = "vagus diary 1,day,id,field,value\n"
COFFEE = "own_tracker,,coffee,name,Coffee\nown_tracker,,coffee,kind,count\n"


def bring(owner: User, text: str | bytes, take: Choice = keep_mine) -> ImportBatch:
    data = text if isinstance(text, bytes) else (HEAD + text).encode()
    return apply(owner, readings(data), kind="vagus", sha256="", now=NOW, take=take)


def answers(owner: User) -> list[tuple[str, date, float]]:
    rows = OwnValue.objects.filter(owner=owner).exclude(value=None).order_by("tracker__slug", "day")
    return list(rows.values_list("tracker__slug", "day", "value"))


def test_every_kind_goes_out_plainly_and_comes_back(alice: User, bob: User) -> None:
    some_own_trackers(alice)
    first = diary_csv(alice)
    assert b"own_value,2026-11-21,,own_own_amount,0.1\n" in first
    assert b"own_tracker,,own_minutes,archived,yes\n" in first
    bring(bob, first)
    assert diary_csv(bob) == first
    facts = ("slug", "name", "kind", "unit", "better", "role", "position", "archived")
    mine, his = (list(OwnTracker.objects.filter(owner=person).values_list(*facts)) for person in (alice, bob))
    assert mine == his
    assert answers(alice) == answers(bob)


def test_an_import_taken_back_leaves_nothing_of_it(alice: User, bob: User) -> None:
    a_whole_diary(alice)
    before = diary_csv(bob)
    batch = bring(bob, diary_csv(alice))
    undone = undo(bob, batch, NOW)
    assert undone.stayed == 0
    assert diary_csv(bob) == before
    assert not OwnTracker.objects.filter(owner=bob).exists()
    assert not OwnValue.objects.filter(owner=bob).exists()


def test_a_tracker_that_was_answered_since_stays_when_the_import_goes(alice: User) -> None:
    batch = bring(alice, COFFEE + "own_value,2026-11-20,,own_coffee,2\n")
    answer(Tap(alice, "key-one-1", NOW), TODAY, "own_coffee", Change("key-one-1", 4))
    undo(alice, batch, NOW)
    assert answers(alice) == [("coffee", TODAY, 4)]


def test_a_typed_answer_is_not_overwritten_unless_that_is_chosen(alice: User) -> None:
    a_value(alice, an_own_tracker(alice), 3)
    line = "own_value,2026-11-21,,own_coffee,5\n"
    assert [c.field for c in preview(alice, readings((HEAD + line).encode())).conflicts] == ["own_coffee"]
    bring(alice, line)
    assert answers(alice) == [("coffee", TODAY, 3)]
    batch = bring(alice, line, take_theirs)
    standing = registers(alice, TODAY)["own_coffee"]
    assert (standing.value, bool(standing.key)) == (5, True), "devices learn of it"
    undo(alice, batch, NOW)
    assert answers(alice) == [("coffee", TODAY, 3)]


def test_an_answer_the_person_cleared_stays_cleared(alice: User) -> None:
    an_own_tracker(alice)
    answer(Tap(alice, "key-one-1", NOW), TODAY, "own_coffee", Change("key-one-1", 4))
    answer(Tap(alice, "key-two-2", NOW), TODAY, "own_coffee", Change("key-two-2", None, "key-one-1"))
    bring(alice, "own_value,2026-11-21,,own_coffee,5\n")
    assert answers(alice) == []


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("own_value,2026-11-20,,own_tea,2\n", "The tracker “%(name)s” is not on your list nor in the file."),
        ("own_value,2026-11-20,,own_coffee,2.5\n", "“%(text)s” is no answer to the tracker “%(name)s”."),
        ("own_value,2026-11-20,,own_coffee,100001\n", "“%(text)s” is no answer to the tracker “%(name)s”."),
    ],
)
def test_an_answer_that_no_tracker_can_hold_is_refused_and_the_rest_comes_in(
    alice: User, lines: str, message: str
) -> None:
    an_own_tracker(alice)
    an_own_tracker(alice, "Knee", "scale")
    found = preview(alice, readings((HEAD + lines + "own_value,2026-11-20,,own_knee,7\n").encode()))
    assert [notice.message for notice in found.refused] == [message]
    assert [change.field for change in found.added] == ["own_knee"]


def test_a_tracker_of_another_kind_keeps_its_kind_and_takes_no_answers_of_the_other(alice: User) -> None:
    a_value(alice, an_own_tracker(alice, "Coffee", "yes_no"), 1)
    bring(alice, COFFEE + "own_value,2026-11-20,,own_coffee,1\n", take_theirs)
    assert OwnTracker.objects.get(owner=alice).kind == "yes_no"
    assert answers(alice) == [("coffee", TODAY, 1)]


def test_nobody_elses_tracker_is_meant(alice: User, bob: User) -> None:
    an_own_tracker(bob)
    found = preview(alice, readings((HEAD + "own_value,2026-11-20,,own_coffee,2\n").encode()))
    assert (found.added, len(found.refused)) == ((), 1)
