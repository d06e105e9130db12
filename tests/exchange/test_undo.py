"""An import taken back leaves the diary as it was, but for what was changed since."""

from datetime import date

from tests.builders import a_food, a_serving
from tests.exchange.diaries import DAYLIO, NOW, a_whole_diary, moods, readings
from tests.exchange.test_apply import answers, bring
from tracker.diary import changes, days
from tracker.diary.changes import Tap
from tracker.exchange.apply import take_theirs
from tracker.exchange.export import diary_csv
from tracker.exchange.undo import undo
from tracker.models import CheckIn, Food, SavedAnswer, Serving, User


def test_undo_leaves_an_empty_diary_empty(alice: User, bob: User) -> None:
    a_whole_diary(alice)
    batch = bring(bob, diary_csv(alice))
    undone = undo(bob, batch, NOW)
    assert undone.stayed == 0
    assert diary_csv(bob) == b"vagus diary 1,day,id,field,value\n"
    assert not CheckIn.objects.filter(owner=bob).exists()
    assert days.first_day(bob) is None


def test_undo_leaves_what_was_there_before(alice: User, bob: User) -> None:
    a_whole_diary(alice)
    a_whole_diary(bob)
    before = diary_csv(bob)
    undo(bob, bring(bob, diary_csv(alice), take=take_theirs), NOW)
    assert diary_csv(bob) == before


def test_undo_brings_a_replaced_value_back_and_logs_it(alice: User) -> None:
    day = date(2026, 11, 20)
    answers(alice, day, "mood", 4)
    undo(alice, bring(alice, DAYLIO, take=take_theirs), NOW)
    assert moods(alice) == {day: 4}
    line = SavedAnswer.objects.filter(owner=alice, day=day, field="mood").latest("id")
    assert (line.value, line.before) == (4, 9)


def test_a_value_changed_since_stays(alice: User) -> None:
    batch = bring(alice, DAYLIO)
    answers(alice, date(2026, 11, 19), "mood", 8)
    undone = undo(alice, batch, NOW)
    assert moods(alice) == {date(2026, 11, 19): 8}
    assert (undone.gone, undone.stayed) == (3, 1)


def test_an_edited_note_stays(alice: User) -> None:
    batch = bring(alice, DAYLIO)
    answers(alice, date(2026, 11, 20), "note", "my own words now")
    undo(alice, batch, NOW)
    assert alice.checkins.get().note == "my own words now"


def test_after_undo_the_file_can_come_again(alice: User) -> None:
    undo(alice, bring(alice, DAYLIO), NOW)
    assert bring(alice, DAYLIO).report["added"] == 4


def test_a_second_undo_does_nothing(alice: User) -> None:
    batch = bring(alice, DAYLIO)
    undo(alice, batch, NOW)
    bring(alice, DAYLIO)
    assert undo(alice, batch, NOW).gone == 0
    assert len(moods(alice)) == 3


def test_an_own_food_in_use_stays(alice: User, bob: User) -> None:
    a_food("kefir", alice)
    batch = bring(bob, diary_csv(alice))
    a_serving(bob, Food.objects.get(owner=bob, slug="kefir"), removed=NOW)
    assert undo(bob, batch, NOW).stayed == 1
    assert Food.objects.filter(owner=bob, slug="kefir").exists()


def test_a_serving_edited_since_stays(alice: User, bob: User) -> None:
    a_serving(alice, a_food(), grams=40)
    batch = bring(bob, diary_csv(alice))
    changes.change_row(Tap(bob, "more-grams", NOW), Serving.objects.get(owner=bob), grams=60)
    assert undo(bob, batch, NOW).stayed == 1
    assert Serving.objects.get(owner=bob).grams == 60


def test_a_batch_keeps_no_long_text(alice: User) -> None:
    secret = "a long note about a hard day that nobody else should read " * 3
    batch = bring(alice, DAYLIO.decode().replace("quiet", secret))
    assert secret.strip() not in str(batch.changes)
    assert readings(DAYLIO)


def test_undo_touches_nobody_else(alice: User, bob: User) -> None:
    bring(bob, DAYLIO)
    undo(alice, bring(alice, DAYLIO), NOW)
    assert len(moods(bob)) == 3
