"""A page asks the database as often for a long diary as for a short one."""

import uuid
from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.builders import (
    TODAY,
    a_break,
    a_food,
    a_lab_value,
    a_moment,
    a_mood_name,
    a_passkey,
    a_person,
    a_supplement,
    a_total,
    an_event,
    an_own_tracker,
)
from tests.test_doors import DOORS, Door, just_asked_again
from tracker.models import (
    CheckIn,
    Dose,
    Favourite,
    Invitation,
    Night,
    OwnValue,
    SavedAnswer,
    SavedMeal,
    SavedMealItem,
    Serving,
    User,
)  # fmt: skip

SHORT, LONG = 30, 400
# A page that any visitor may open is measured elsewhere or holds no rows; the account library's are its own.
OURS = [door for door in DOORS if not door.personal and ":" in door.name]


def a_diary(owner: User, days: int, last: date = TODAY) -> User:
    """Rows in every table that grows, in proportion to the days."""
    name = owner.username
    many = range(2 + days // 40)
    foods = [a_food(f"{name}-{n}", owner=owner, plant_key=f"plant{n}") for n in many]
    pills = [a_supplement(owner, f"Pill {n}") for n in many]
    span = [last - timedelta(days=n) for n in range(days)]
    CheckIn.objects.bulk_create(CheckIn(owner=owner, day=day, mood=day.day % 11, stool_type=4) for day in span)
    Night.objects.bulk_create(Night(owner=owner, day=day, zone="Europe/Oslo") for day in span)
    Serving.objects.bulk_create(
        Serving(owner=owner, uid=uuid.uuid4(), day=day, food=food, grams=50) for day in span for food in foods[:3]
    )
    Dose.objects.bulk_create(
        Dose(owner=owner, uid=uuid.uuid4(), day=day, supplement=pill) for day in span for pill in pills[:2]
    )
    SavedAnswer.objects.bulk_create(
        SavedAnswer(owner=owner, key=uuid.uuid4().hex, day=day, field="mood", value=5, outcome="applied")
        for day in span
    )
    own = [an_own_tracker(owner, f"Own {n}", slug=f"own_{n}") for n in many]
    OwnValue.objects.bulk_create(
        OwnValue(owner=owner, tracker=tracker, day=day, value=day.day) for day in span for tracker in own[:2]
    )
    for n in many:
        an_event(owner, day=last - timedelta(days=3 * n), until=last - timedelta(days=n))
        a_total(owner, day=last - timedelta(days=n))
        a_moment(owner, day=last - timedelta(days=n // 3), words=["calm"], clock="00:10")
        a_mood_name(owner, f"word {n}")
        a_break(owner, day=last - timedelta(days=3 * n + 40), until=last - timedelta(days=n + 30))
        a_lab_value(owner, f"Value {n}", day=last - timedelta(days=n))
        a_passkey(owner, f"Key {n}")
        Favourite.objects.create(owner=owner, food=foods[n])
        meal = SavedMeal.objects.create(owner=owner, name=f"Meal {n}")
        SavedMealItem.objects.bulk_create(SavedMealItem(owner=owner, meal=meal, food=food, grams=50) for food in foods)
        Invitation.objects.create(owner=owner, token_hash=f"{name}{n}", expires=timezone.now() + timedelta(days=1))
    return owner


def questions(client: Client, door: Door, owner: User) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(door.url(owner))
    return len(seen)


def test_no_page_asks_more_often_for_a_longer_diary(evening: None, db: None) -> None:
    counts: dict[str, list[int]] = {door.name: [] for door in OURS}
    for owner in (a_diary(a_person("short"), SHORT), a_diary(a_person("long"), LONG)):
        client = Client()
        client.force_login(owner)
        just_asked_again(client, owner)
        for door in OURS:
            count, before = questions(client, door, owner), counts[door.name]
            if not before or count > before[0]:  # what a process reads once was read now
                count = questions(client, door, owner)
            before.append(count)
    assert {name: count for name, count in counts.items() if count[1] > count[0]} == {}


def test_no_page_asks_much(evening: None, db: None) -> None:
    owner = a_diary(a_person("alice"), SHORT)
    client = Client()
    client.force_login(owner)
    just_asked_again(client, owner)
    counts = {door.name: questions(client, door, owner) for door in OURS}
    most = {"exchange:archive": 60}  # it reads every table there is, each once
    assert {name: count for name, count in counts.items() if count > most.get(name, 30)} == {}


# How often each page asks, signing in included, so that it cannot creep up; nothing is kept inside a test.
CEILINGS = {
    "/trends/": 9, "/trends/?range=all": 9, "/trends/more/": 9, "/history/": 5, "/history/?q=pill": 14,
    "/foods/search/?q=alice": 6, "/settings/": 5, "/summary/": 11, "/insights/": 6, "/days/": 3, "/import/": 3,
}  # fmt: skip


def test_the_pages_that_are_read_most_ask_no_more_often_than_they_did(evening: None, db: None) -> None:
    client = Client()
    client.force_login(a_diary(a_person("alice"), SHORT))
    counts = {}
    for path in CEILINGS:
        client.get(path)  # what a process reads once is read now
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        counts[path] = len(seen)
    assert {path: count for path, count in counts.items() if count > CEILINGS[path]} == {}
