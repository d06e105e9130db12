"""A visit to Trends with its figures, as a phone makes it, asks the database eight times at most.

PostgreSQL does not tell what was written: there the page and its three figures of food ask which foods were loaded.
"""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.bench.inside import Inside
from tests.bench.visits import Visitor
from tests.builders import TODAY, a_food, a_person
from tests.test_queries import a_diary
from tracker.diary import changes
from tracker.diary.changes import Tap
from tracker.diary.known import KNOWN
from tracker.foods.seed import NAME
from tracker.models import LoadedSeed, Night, Serving, User
from tracker.web import keys

MOST = {"sqlite": 8, "postgresql": 12}
FIGURES = 5


@pytest.fixture
def phone(evening: None, transactional_db: None) -> Inside:
    client, alice = Client(), a_diary(a_person("alice"), 90)
    Night.objects.filter(owner=alice).update(bed_time=time(23), wake_time=time(7))
    client.force_login(alice)
    return Inside(f"vagus_session={client.cookies[settings.SESSION_COOKIE_NAME].value}")


def asked(phone: Inside, visitor: Visitor) -> int:
    before = phone.queries
    visitor.look()
    return phone.queries - before


def test_a_visit_asks_no_more_than_that_whoever_keeps_its_figures_and_after_a_tap(phone: Inside) -> None:
    visitor = Visitor(phone)
    visitor.look()
    assert visitor.requests == 1 + FIGURES
    counts = {"opened again": asked(phone, visitor), "in another browser": asked(phone, Visitor(phone))}
    [mood] = (field for field in phone.open_day(TODAY - timedelta(days=3)) if field.name == "mood")
    for turn in range(2):
        assert mood.save().status == 200
        counts[f"after tap {turn}"] = asked(phone, visitor)
        assert visitor.requests == 2, "one figure is drawn anew"
    KNOWN.clear()
    assert mood.save().status == 200
    counts["after a tap, in a process that knows nothing of the diary"] = asked(phone, visitor)
    assert {name: count for name, count in counts.items() if count > MOST[connection.vendor]} == {}


def test_a_tap_on_the_plate_redraws_each_figure_of_food_and_asks_no_more_than_that(phone: Inside) -> None:
    food = a_food("natto", plant_key="soy", fermented_live=True)
    LoadedSeed.objects.create(name=NAME, version=uuid4(), digest="")
    alice, visitor = User.objects.get(), Visitor(phone)
    visitor.look()
    serving = Serving(owner=alice, uid=keys.row_id(keys.fresh()), day=TODAY, food=food, grams=150)
    changes.add(Tap(alice, keys.fresh(), timezone.now()), [serving])
    count = asked(phone, visitor)
    assert visitor.requests == 4, "the page, fibre, plants and fermented food"
    assert count <= MOST[connection.vendor]
