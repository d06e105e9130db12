"""Several queries sent as one: the same rows as each gives by itself, on every database."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.accounts.test_erase import a_full_life
from tests.builders import TODAY, an_event
from tracker.accounts.models import User
from tracker.diary import besides, listing, noted, reading
from tracker.diary.models import CheckIn, Night, OwnTracker, OwnValue, SavedAnswer, Serving
from tracker.web.together import Together

DAY = timedelta(days=1)


def told(rows: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Rows by what they hold, in an order of their own."""

    def one(row: Any) -> Any:
        if isinstance(row, Model):
            return (type(row), *(getattr(row, field.attname) for field in row._meta.concrete_fields))
        return row

    return {name: sorted(map(repr, map(one, found))) for name, found in rows.items()}


@pytest.mark.parametrize("back", [0, 1, 7, 40])
def test_a_page_reads_what_its_queries_read_one_by_one(alice: User, bob: User, back: int) -> None:
    for user in (alice, bob):
        a_full_life(user)
    day = TODAY - back * DAY
    asked = {
        "owner": alice.pk, "day": day, "before": day - DAY, "today": TODAY, "back": TODAY - 89 * DAY,
        "month": day - 28 * DAY, "first": day - 3 * DAY, "last": day + 3 * DAY,
    }  # fmt: skip
    together, plainly = told(reading.PAGE.read(**asked)), told(reading.PAGE.plainly(**asked))
    assert together == plainly
    if not back:
        assert sum(map(len, together.values())) > 15, "there was something to read"


@pytest.mark.parametrize(
    "together", [listing.DAYS_AND_YEAR, listing.DAYS, listing.ROWS, listing.AGAIN, besides.EVERYTHING]
)
def test_lists_and_figures_read_what_their_queries_read_one_by_one(alice: User, bob: User, together: Together) -> None:
    for user in (alice, bob):
        a_full_life(user)
    asked: dict[str, Any] = {"owner": alice.pk, "first": TODAY - 40 * DAY, "last": TODAY, "year": TODAY - 364 * DAY}
    given = {name: value for name, value in {**asked, "today": TODAY}.items() if name in together.kinds}
    rows = together.read(**given)
    assert told(rows) == told(together.plainly(**given))
    assert any(rows.values())


def test_the_first_day_comes_with_the_lists_and_is_the_first_of_any_table(alice: User, bob: User) -> None:
    assert besides.Besides(alice).first_day() is None
    a_full_life(bob)
    a_full_life(alice)
    an_event(alice, day=TODAY - 90 * DAY, removed=timezone.now())
    Night.objects.create(owner=alice, day=TODAY - 20 * DAY, zone="UTC")
    OwnValue.objects.create(owner=alice, tracker=OwnTracker.objects.get(owner=alice), day=TODAY - 30 * DAY, value=None)
    Serving.objects.filter(owner=bob).update(day=TODAY - 60 * DAY)
    assert [besides.Besides(one).first_day() for one in (alice, bob)] == [TODAY - 20 * DAY, TODAY - 60 * DAY]
    assert [noted.first_day(one) for one in (alice, bob)] == [TODAY - 20 * DAY, TODAY - 60 * DAY]


def test_it_is_one_query(alice: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        reading.of_page(alice, TODAY, TODAY)


def test_nobody_reads_another_persons_rows(alice: User, bob: User) -> None:
    a_full_life(alice)
    rows = reading.of_page(bob, TODAY, TODAY)
    assert {name: found for name, found in rows.items() if found and name != "edition"} == {}


@pytest.mark.parametrize("value", [None, 7, 7.5, "a word", "7", "true", "null", '"', "ÅØ 中", ["a"], {"b": None}, True])
def test_json_comes_back_as_it_was_kept(alice: User, value: Any) -> None:
    at = datetime(2026, 11, 21, 20, 0, 0, 123456, tzinfo=UTC)
    SavedAnswer.objects.create(owner=alice, key="k", day=TODAY, field="note", value=value, outcome="applied", at=at)
    one = Together(lambda owner: {"log": SavedAnswer.objects.filter(owner=owner)}, owner=int)
    [row] = one.read(owner=alice.pk)["log"]
    assert (row.value, row.at, row.day) == (value, at, TODAY)


def test_a_day_may_be_asked_for_twice_and_nothing_found(alice: User) -> None:
    def build(owner: int, day: date) -> dict[str, Any]:
        rows = CheckIn.objects.filter(owner=owner, day__range=(day, day))
        return {"rows": rows, "moods": rows.values_list("mood")}

    one = Together(build, owner=int, day=date)
    assert one.read(owner=alice.pk, day=TODAY) == {"rows": [], "moods": []}
    CheckIn.objects.create(owner=alice, day=TODAY, mood=6, note="it’s “quoted” \\ 中")
    found = one.read(owner=alice.pk, day=TODAY)
    assert (found["moods"], found["rows"][0].note) == ([(6,)], "it’s “quoted” \\ 中")
