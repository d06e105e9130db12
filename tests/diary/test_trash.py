"""What was taken out can be brought back for thirty days; then nothing of it is left but that it was there."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.serializers import serialize
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    TODAY,
    a_break,
    a_day,
    a_dose,
    a_food,
    a_lab_value,
    a_moment,
    a_serving,
    a_supplement,
    a_total,
    a_value,
    an_event,
    an_own_tracker,
)
from tracker.diary import changes, trash
from tracker.diary.changes import Tap, answer
from tracker.diary.merge import Change
from tracker.diary.models import Row
from tracker.models import CheckIn, OwnValue, SavedAnswer, Serving, User

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=31)


def one_of_each(owner: User) -> dict[str, Row]:
    return {
        "serving": a_serving(owner, a_food(f"oats-{owner.pk}", owner, name_en="Oats"), grams=35),
        "dose": a_dose(owner, a_supplement(owner, "Zinc")),
        "event": an_event(owner, text="A cold"),
        "total": a_total(owner, value=7),
        "lab_value": a_lab_value(owner, "Ferritin"),
        "moment": a_moment(owner, note="on the ferry"),
        "break": a_break(owner, note="at sea"),
    }


def take_out(user: User, *rows: Row, now: datetime = NOW) -> None:
    for row in rows:
        changes.remove(Tap(user, f"out-{row.uid}"[:40], now), [row])


def say(user: User, field: str, value: Any, now: datetime = NOW) -> None:
    base = changes.registers(user, TODAY)[field].key
    key = f"say-{field}-{SavedAnswer.objects.count()}"
    answer(Tap(user, key, now), TODAY, field, Change(key, value, base))


def whats(user: User, now: datetime = NOW) -> list[str]:
    return [line.what for line in trash.lines(user, now, "en")]


def words(user: User, now: datetime = NOW) -> set[str]:
    return {line.words for line in trash.lines(user, now, "en")}


def test_every_table_of_rows_has_a_row_here(alice: User) -> None:
    assert one_of_each(alice).keys() == changes.ROWS.keys()


def test_whatever_is_taken_out_lies_in_the_trash_and_comes_back_as_it_was(alice: User) -> None:
    rows = one_of_each(alice)
    as_they_were = {kind: serialize("json", [type(row).objects.get(pk=row.pk)]) for kind, row in rows.items()}
    take_out(alice, *rows.values())
    assert set(whats(alice)) == {f"{kind}:{row.uid}" for kind, row in rows.items()}
    for number, what in enumerate(whats(alice)):
        trash.bring_back(Tap(alice, f"back-{number}-key", NOW), what, "en")
    assert whats(alice) == []
    now = {kind: serialize("json", [type(row).objects.get(pk=row.pk)]) for kind, row in rows.items()}
    assert now == as_they_were


def test_each_line_says_what_it_was(alice: User) -> None:
    take_out(alice, *one_of_each(alice).values())
    said = " | ".join(sorted(words(alice)))
    for part in (
        "Oats, 35\xa0g",
        "Zinc",
        "Illness, A cold",
        "PHQ-9 7",
        "Ferritin 0.85 mmol/L",
        "on the ferry",
        "at sea",
    ):
        assert part in said


def test_a_table_that_nobody_described_still_says_what_it_holds(alice: User) -> None:
    row = a_lab_value(alice, "Ferritin")
    plain = trash.told.dispatch(object)(row, "en")
    assert "Ferritin" in plain
    assert "0.85" in plain


def test_a_cleared_answer_and_a_cleared_note_come_back(alice: User) -> None:
    a_value(alice, an_own_tracker(alice, "Coffee"), 3)
    for field, value in (("mood", 0), ("note", "A <b>long</b> evening"), ("bed_time", "23:15"), ("stress", 4)):
        say(alice, field, value)
    for field in ("mood", "note", "bed_time", "own_coffee"):
        say(alice, field, None)
    assert words(alice) == {"Mood 0", "Note: A <b>long</b> evening", "Fell asleep 23:15", "Coffee 3"}
    for number, what in enumerate(whats(alice)):
        trash.bring_back(Tap(alice, f"back-{number}-key", NOW), what, "en")
    row = CheckIn.objects.get(owner=alice, day=TODAY)
    assert (row.mood, row.note, row.stress) == (0, "A <b>long</b> evening", 4)
    assert OwnValue.objects.get(owner=alice).value == 3
    assert whats(alice) == []


def test_what_was_answered_anew_is_no_loss(alice: User) -> None:
    for value in (5, None, 6):
        say(alice, "mood", value)
    assert whats(alice) == []


def test_what_is_switched_off_stays_hidden(alice: User) -> None:
    rows = one_of_each(alice)
    take_out(alice, rows["serving"], rows["dose"])
    for value in (2, None):
        say(alice, "headache_day", value)
    alice.food_free = True
    alice.save()
    assert words(alice) == {"Zinc"}


def test_after_thirty_days_nothing_is_listed_nor_brought_back(alice: User) -> None:
    row = one_of_each(alice)["event"]
    take_out(alice, row)
    what = f"event:{row.uid}"
    assert whats(alice, NOW + timedelta(days=29)) == [what]
    assert whats(alice, LATER) == []
    with pytest.raises(trash.NotThere):
        trash.bring_back(Tap(alice, "back-late-1", LATER), what, "en")


@pytest.mark.parametrize(
    "what", ["", "event:", "event:nonsense", "mood@2026-11-21", "mood@", "user:1", "note@x", "a:b@c"]
)
def test_nonsense_brings_nothing_back(alice: User, what: str) -> None:
    with pytest.raises(trash.NotThere):
        trash.bring_back(Tap(alice, "back-none-1", NOW), what, "en")


def everything_kept_of(user: User) -> str:
    kept = [*SavedAnswer.objects.filter(owner=user)]
    for table in changes.ROWS.values():
        kept += table._default_manager.filter(owner=user)
    return json.dumps(json.loads(serialize("json", [*kept, *CheckIn.objects.filter(owner=user)])), ensure_ascii=False)


def test_what_is_forgotten_is_nowhere_any_more(alice: User, bob: User) -> None:
    rows = one_of_each(alice)
    changes.change_row(Tap(alice, "renamed-1", NOW), rows["event"], text="A very private cold")
    say(alice, "note", "A very private note")
    say(alice, "note", None)
    take_out(alice, *rows.values())
    take_out(bob, an_event(bob, text="Another"), now=LATER - timedelta(days=1))
    assert "very private" in everything_kept_of(alice)
    assert trash.purge(LATER) == len(changes.ROWS)
    kept = everything_kept_of(alice)
    for secret in ("very private", "A cold", "Ferritin", "on the ferry", "at sea"):
        assert secret not in kept
    assert words(bob, LATER) == {"Illness, Another"}
    assert trash.purge(LATER) == 0


def test_forgetting_touches_nothing_that_stands(alice: User) -> None:
    rows = one_of_each(alice)
    say(alice, "mood", 5)
    say(alice, "mood", 6)
    say(alice, "note", "It stays")
    before = changes.registers(alice, TODAY)
    trash.purge(LATER)
    after = changes.registers(alice, TODAY)
    assert (after["mood"].value, after["note"].value) == (6, "It stays")
    assert {field: (one.key, one.seen) for field, one in after.items()} == {
        f: (o.key, o.seen) for f, o in before.items()
    }
    assert all(type(row).objects.filter(pk=row.pk, removed=None).exists() for row in rows.values())


def test_an_answer_that_waits_for_a_choice_is_not_forgotten(alice: User) -> None:
    answer(Tap(alice, "one-phone-1", NOW), TODAY, "mood", Change("one-phone-1", 5))
    answer(Tap(alice, "two-phone-2", NOW), TODAY, "mood", Change("two-phone-2", 7))
    trash.purge(LATER)
    assert dict(changes.registers(alice, TODAY)["mood"].waiting) == {"two-phone-2": 7}


def test_an_old_change_cannot_be_undone_once_forgotten(alice: User) -> None:
    say(alice, "mood", 5)
    say(alice, "mood", 6)
    batch = SavedAnswer.objects.latest("id").batch
    trash.purge(LATER)
    assert changes.undo(Tap(alice, "undo-late-1", LATER), batch) == []
    assert CheckIn.objects.get(owner=alice).mood == 6


def test_a_tombstone_stands_until_the_row_is_back(alice: User) -> None:
    row = one_of_each(alice)["dose"]
    grave = ("dose", str(row.uid))
    take_out(alice, row)
    assert grave in trash.tombstones(alice)
    trash.bring_back(Tap(alice, "back-dose-1", NOW), f"dose:{row.uid}", "en")
    assert grave not in trash.tombstones(alice)
    changes.remove(Tap(alice, "out-again-1", NOW), [row])
    trash.purge(LATER)
    assert trash.tombstones(alice) == {grave}


def test_a_device_that_adds_a_forgotten_row_again_adds_it_whole(alice: User) -> None:
    row = one_of_each(alice)["serving"]
    take_out(alice, row)
    trash.purge(LATER)
    again = Serving(owner=alice, uid=row.uid, day=row.day, food_id=row.food_id, grams=35)
    changes.add(Tap(alice, "add-again-1", LATER), [again])
    assert Serving.objects.get(owner=alice, uid=row.uid).grams == 35
    assert ("serving", str(row.uid)) not in trash.tombstones(alice)


def test_a_longer_trash_takes_no_more_queries(alice: User) -> None:
    take_out(alice, *one_of_each(alice).values())
    trash.lines(alice, NOW, "en")
    with CaptureQueriesContext(connection) as few:
        trash.lines(alice, NOW, "en")
    food = a_food("kale")
    for _number in range(20):
        take_out(alice, a_serving(alice, food), an_event(alice))
    with CaptureQueriesContext(connection) as many:
        assert len(trash.lines(alice, NOW, "en")) == len(changes.ROWS) + 40
    assert len(many) == len(few)


def test_the_page_brings_back_and_offers_undo(door: Client, alice: User, evening: None) -> None:
    event = an_event(alice, text="A <b>cold</b>")
    door.post(f"/events/{event.uid}/", {"remove": "1", "key": "take-out-1"})
    page = door.get("/history/trash/").text
    assert "Illness, A &lt;b&gt;cold&lt;/b&gt;" in page
    assert "1 thing can come back" in page
    page = door.post("/history/trash/", {"what": f"event:{event.uid}", "key": "bring-back-1"}, follow=True).text
    assert "Brought back: Illness, A &lt;b&gt;cold&lt;/b&gt;" in page
    assert "Nothing is in the trash" in page
    assert 'name="undo" value="bring-back-1"' in page
    door.post("/day/2026-11-21/undo/", {"undo": "bring-back-1", "key": "undo-back-1"})
    event.refresh_from_db()
    assert event.removed is not None


def test_a_cleared_note_is_brought_back_by_its_button(door: Client, alice: User, evening: None) -> None:
    a_day(alice, mood=5)
    say(alice, "note", "It was long")
    say(alice, "note", None)
    door.post("/history/trash/", {"what": f"note@{TODAY}", "key": "bring-back-1"})
    assert CheckIn.objects.get(owner=alice).note == "It was long"


def test_a_strangers_trash_is_no_trash(strangers_door: Client, alice: User, evening: None) -> None:
    rows = one_of_each(alice)
    say(alice, "note", "Private")
    say(alice, "note", None)
    take_out(alice, *rows.values())
    assert "Nothing is in the trash" in strangers_door.get("/history/trash/").text
    for what in whats(alice):
        assert strangers_door.post("/history/trash/", {"what": what}).status_code == 404
    assert len(whats(alice)) == len(rows) + 1


def test_the_trash_of_the_time_zone_is_dated_by_the_persons_clock(door: Client, alice: User) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 23, 30, tzinfo=UTC), tick=False):
        take_out(alice, an_event(alice), now=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))
        assert "taken out 22 November 2026, 00:30" in door.get("/history/trash/").text
