"""Several tables read in one statement are what each gives by itself, and never older than they are taken for."""

from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.builders import (
    TODAY,
    a_break,
    a_day,
    a_dose,
    a_food,
    a_moment,
    a_night,
    a_serving,
    a_supplement,
    an_event,
    an_own_tracker,
)
from tracker.diary import by_day, days, eaten, known, lasting
from tracker.diary.catalogue import metrics_for
from tracker.diary.models import FoodDay, Night, OwnValue
from tracker.diary.slots import ALWAYS, Numbers, Rows
from tracker.models import User
from tracker.table import DailyTable, Span

SPAN = Span.ending(TODAY, 40)
TABLES = (
    by_day.BLEEDING, by_day.NIGHTS, by_day.OWN, by_day.TAKEN, by_day.PLACES, by_day.BEGUN, eaten.SERVINGS, eaten.SAID,
    lasting.EVENTS, lasting.BREAKS,
)  # fmt: skip


@pytest.fixture
def full(alice: User, bob: User) -> User:
    """Alice with something in every table, on some days; Bob with as much on another."""
    for owner, back in ((alice, 0), (alice, 7), (alice, 30), (bob, 3)):
        day = TODAY - timedelta(days=back)
        a_day(owner, day, mood=back % 11, period_flow=2, food_day=FoodDay.LEFT_OUT if back == 7 else FoodDay.UNSAID)
        night = a_night(owner, day, bed="23:10", wake="07:05:30.25")
        Night.objects.filter(pk=night.pk, day=TODAY - timedelta(days=7)).update(wake_time=None)
        a_serving(owner, a_food(f"oats {owner} {back}", fibre=10, owner=owner), day, 50.1)
        a_dose(owner, a_supplement(owner, f"Pill {back}", magnesium_mg=100 if back else None), day)
        a_moment(owner, day=day)
        OwnValue.objects.create(owner=owner, tracker=an_own_tracker(owner, f"Own {back}"), day=day, value=0.1 + back)
        an_event(owner, day=day, until=None if back else day)
        a_break(owner, day=day - timedelta(days=2), until=day - timedelta(days=1))
    a_day(alice, TODAY - timedelta(days=20), food_day=FoodDay.ALL)
    return alice


def same(one: DailyTable, other: DailyTable) -> bool:
    return one.equals(other) and np.array_equal(*(t.off if t.off is not None else np.zeros(1) for t in (one, other)))


def of_days(seen: CaptureQueriesContext) -> list[str]:
    """All that was asked, but for foods."""
    asked = [row["sql"] for row in seen.captured_queries]
    return [sql for sql in asked if "loadedseed" not in sql and 'FROM "tracker_food"' not in sql]


def test_each_table_is_what_it_is_by_itself(full: User) -> None:
    together, alone = Rows(full), Rows(full)
    together.ahead({numbers: ALWAYS if numbers.lasting else SPAN for numbers in TABLES})
    for numbers in TABLES:
        for part in (SPAN, Span.ending(TODAY, 10), Span.ending(TODAY - timedelta(days=5), 20)):
            read, plainly = (listed(rows, numbers, part) for rows in (together, alone))
            assert read == plainly
            assert read or len(part) < 40, "there was something to read"


def listed(rows: Rows, numbers: Numbers, span: Span) -> list[str]:
    """Rows in an order of their own."""
    at, values, words = rows.of(numbers, span)
    return sorted(map(repr, zip(at.tolist(), values.tolist(), words or [""] * len(at), strict=True)))


def test_it_is_one_query_and_nothing_is_asked_afterwards(
    full: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = Rows(full)
    with django_assert_num_queries(1):
        rows.ahead({numbers: ALWAYS if numbers.lasting else SPAN for numbers in TABLES})
        for numbers in TABLES:
            rows.of(numbers, Span.ending(TODAY, 10))
        rows.line()
    assert rows.version == full.diary_version


def test_days_beyond_those_read_ahead_are_read(full: User) -> None:
    rows = Rows(full)
    rows.ahead(dict.fromkeys((by_day.NIGHTS, by_day.PLACES), Span.ending(TODAY, 8)))
    assert len(rows.of(by_day.NIGHTS, SPAN).at) == 3


def test_a_whole_table_of_days_is_read_in_two_statements(full: User) -> None:
    metrics = metrics_for(full)
    days.daily_table(full, SPAN, metrics)  # what a process reads once is read now
    with CaptureQueriesContext(connection) as seen:
        found = days.daily_table(full, SPAN, metrics)
    asked = of_days(seen)
    assert len(asked) == 2, asked  # the answers, and all other tables
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rows, "ahead", lambda rows, wanted: None)
        assert same(found, days.daily_table(full, SPAN, metrics))


@pytest.fixture
def remembering(full: User, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(known, "connection", SimpleNamespace(in_atomic_block=False))
    known.KNOWN.clear()
    return full


def test_the_next_day_is_read_in_two_statements_too(remembering: User) -> None:
    metrics, before = metrics_for(remembering), Span(SPAN.start, TODAY - timedelta(days=1))
    days.daily_table(remembering, before, metrics)
    with CaptureQueriesContext(connection) as seen:
        found = days.daily_table(remembering, SPAN, metrics)
    asked = of_days(seen)
    assert len(asked) == 2 and not any(f"{SPAN.start:%Y-%m-%d}" in sql for sql in asked), asked
    known.KNOWN.clear()
    assert same(found, days.daily_table(remembering, SPAN, metrics))


@pytest.mark.parametrize("kept_before", [False, True])
def test_what_is_written_while_the_rest_is_read_is_not_missed(
    remembering: User, monkeypatch: pytest.MonkeyPatch, kept_before: bool
) -> None:
    from tests.diary.test_known import put

    metrics, day = metrics_for(remembering), TODAY - timedelta(days=1)
    if kept_before:
        days.daily_table(remembering, Span(SPAN.start, day - timedelta(days=1)), metrics)
        put(remembering, "mood", 1, SPAN.start)
        remembering.refresh_from_db()
    ahead = Rows.ahead

    def meanwhile(rows: Rows, wanted: dict[Numbers, Span]) -> None:
        ahead(rows, wanted)
        monkeypatch.setattr(Rows, "ahead", ahead)
        known.LOGS.clear()
        put(remembering, "wake_time", "11:11", day)

    monkeypatch.setattr(Rows, "ahead", meanwhile)
    days.daily_table(User.objects.get(pk=remembering.pk), SPAN, metrics)
    for _ in range(2):
        found = days.daily_table(User.objects.get(pk=remembering.pk), SPAN, metrics)
        assert found.columns["wake_time"][-2] == pytest.approx(11 + 11 / 60)


def test_what_lasts_reaches_into_the_days_and_no_further() -> None:
    span = Span(date(2026, 3, 10), date(2026, 3, 19))
    first = span.start.toordinal() - date(1970, 1, 1).toordinal()
    for begin, end, marked in ((-5, -1, 0), (-5, 0, 1), (3, 4, 2), (8, 40, 2), (8, None, 2), (10, None, 0), (5, 4, 0)):
        found = np.zeros(len(span), bool)
        lasting._mark(found, span, first + begin, None if end is None else first + end)
        assert found.sum() == marked, (begin, end)
