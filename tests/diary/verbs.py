"""What the tests of kept pages do to a diary, in one word each."""

from datetime import UTC, date, datetime

from tests.builders import TODAY
from tracker.diary import changes
from tracker.diary.changes import Tap
from tracker.diary.merge import Change
from tracker.diary.models import Serving
from tracker.foods.models import Food
from tracker.models import User
from tracker.web import keys

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 20, tzinfo=UTC)


def tap(user: User) -> Tap:
    return Tap(user, keys.fresh(), NOW)


def answer(user: User, day: date, mood: int | None) -> None:
    changes.answer(tap(user), day, "mood", Change(keys.fresh(), mood, ""))


def eat(user: User, day: date, food: str) -> None:
    row = Serving(owner=user, uid=keys.row_id(keys.fresh()), day=day, grams=70, food=Food.objects.get(slug=food))
    changes.add(tap(user), [row])


def drop(user: User, day: date) -> None:
    if row := Serving.objects.filter(owner=user, day=day, removed=None).first():
        changes.remove(tap(user), [row])
