"""What a person took away stays away when a file brings it again, also once the trash has forgotten it."""

from datetime import UTC, datetime, timedelta

from tests.builders import a_dose, a_food, a_serving, a_supplement, an_event
from tests.exchange.diaries import readings
from tracker.diary import changes, trash
from tracker.diary.changes import Tap
from tracker.exchange.apply import apply
from tracker.exchange.export import diary_csv
from tracker.exchange.undo import undo
from tracker.models import Event, ImportBatch, User

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=40)


def bring(owner: User, data: bytes) -> ImportBatch:
    return apply(owner, readings(data), kind="vagus", sha256="", now=LATER)


def test_a_forgotten_row_is_not_brought_in_again(alice: User) -> None:
    rows = [a_serving(alice, a_food()), a_dose(alice, a_supplement(alice)), an_event(alice)]
    data = diary_csv(alice)
    for row in rows:
        changes.remove(Tap(alice, f"out-{row.uid}"[:40], NOW), [row])
    assert trash.purge(LATER) == 3
    batch = bring(alice, data)
    assert (batch.report["added"], batch.report["left"]) == (0, 3)
    assert not any(type(row).objects.exists() for row in rows)


def test_a_row_that_an_import_took_back_may_come_again(alice: User, bob: User) -> None:
    an_event(alice)
    data = diary_csv(alice)
    batch = bring(bob, data)
    event = Event.objects.get(owner=bob)
    changes.remove(Tap(bob, "take-out-1", NOW), [event])
    trash.bring_back(Tap(bob, "bring-back-1", NOW), f"event:{event.uid}", "en")
    undo(bob, batch, LATER)
    assert not Event.objects.filter(owner=bob).exists()
    assert bring(bob, data).report["added"] == 1
