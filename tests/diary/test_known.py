"""What was read before and mended is what reading everything anew would give."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import (
    TODAY,
    a_break,
    a_day,
    a_dose,
    a_food,
    a_night,
    a_person,
    a_serving,
    a_supplement,
    an_event,
    an_own_tracker,
)
from tracker.diary import changes, days, known, shelf
from tracker.diary.breaks import Break
from tracker.diary.catalogue import metrics_for
from tracker.diary.changes import Tap
from tracker.diary.merge import Change
from tracker.diary.models import Dose, Event, FoodDay, OwnTracker, SavedAnswer, Serving, Supplement
from tracker.diary.moments import Moment
from tracker.diary.slots import Rows
from tracker.foods import nutrition
from tracker.metrics import BY_KEY, METRICS, Source, those
from tracker.models import User
from tracker.table import Bools, DailyTable, Span
from tracker.web import keys

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 20, tzinfo=UTC)
SPAN = Span.ending(TODAY, 60)
SOME = (
    those(METRICS, source=Source.SERVINGS)
    + those(METRICS, source=Source.NIGHT)
    + those(METRICS, source=Source.CHECK_IN)
)
READ = ("tracker_serving", "tracker_night", "tracker_checkin")


@pytest.fixture
def remembering(alice: User, monkeypatch: pytest.MonkeyPatch) -> Iterator[User]:
    """Alice, read as if by requests of their own: a test runs in one transaction, in which nothing is kept."""
    monkeypatch.setattr(known, "connection", SimpleNamespace(in_atomic_block=False))
    known.KNOWN.clear()
    yield alice
    known.KNOWN.clear()


def table(user: User, span: Span = SPAN) -> DailyTable:
    user.refresh_from_db()
    return days.daily_table(user, span, SOME)


def whole(user: User) -> DailyTable:
    """Everything that the person keeps."""
    user.refresh_from_db()
    return days.daily_table(user, SPAN, metrics_for(user))


def anew(user: User) -> DailyTable:
    """The same, with nothing remembered and nothing kept."""
    known.connection.in_atomic_block = True
    try:
        return whole(user)
    finally:
        known.connection.in_atomic_block = False


def tap(user: User) -> Tap:
    return Tap(user, keys.fresh(), NOW)


def put(user: User, field: str, value: object, day: date = TODAY) -> None:
    one = tap(user)
    changes.answer(one, day, field, Change(one.key, value, changes.registers(user, day)[field].key))


def serve(user: User, day: date = TODAY, portions: int = 1) -> str:
    food, one = a_food(keys.fresh(), fibre=10), tap(user)
    changes.add(
        one, [Serving(owner=user, uid=keys.row_id(keys.fresh()), day=day, food=food, grams=50) for _ in range(portions)]
    )
    return one.key


def dose(user: User, pill: Supplement, day: date = TODAY) -> None:
    changes.add(tap(user), [Dose(owner=user, uid=keys.row_id(keys.fresh()), day=day, supplement=pill)])


def last(user: User, table: type[Event | Break], **facts: Any) -> None:
    changes.add(tap(user), [table(owner=user, uid=keys.row_id(keys.fresh()), **facts)])


def felt(user: User, pleasant: int, day: date = TODAY) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    changes.add(
        tap(user), [Moment(owner=user, uid=keys.row_id(keys.fresh()), day=day, at=at, pleasant=pleasant, energy=3)]
    )


def off(found: DailyTable) -> Bools:
    return np.zeros(len(found.span), bool) if found.off is None else found.off


def test_a_change_of_one_answer_reads_the_log_and_the_check_ins_alone(remembering: User) -> None:
    an_own_tracker(remembering)
    a_dose(remembering, a_supplement(remembering))
    an_event(remembering)
    a_break(remembering)
    whole(remembering)
    put(remembering, "mood", 2)
    remembering.refresh_from_db()
    metrics = metrics_for(remembering)
    with CaptureQueriesContext(connection) as seen:
        days.daily_table(remembering, SPAN, metrics)
    asked = [row["sql"] for row in seen.captured_queries if "PRAGMA" not in row["sql"]]
    asked = [sql for sql in asked if "loadedseed" not in sql]
    assert len(asked) == 2 and "savedanswer" in asked[0] and 'FROM "tracker_checkin"' in asked[1], asked


def test_a_change_reads_its_day_again_and_no_other(remembering: User) -> None:
    for back in range(40):
        a_day(remembering, TODAY - timedelta(days=back), mood=5)
    table(remembering)
    put(remembering, "mood", 2)
    with CaptureQueriesContext(connection) as seen:
        found = table(remembering)
    assert found.columns["mood"][-2:].tolist() == [5, 2]
    read = [row["sql"] for row in seen.captured_queries if any(name in row["sql"] for name in READ)]
    assert read and all(f"{TODAY:%Y-%m-%d}" in sql and f"{SPAN.start:%Y-%m-%d}" not in sql for sql in read)


def test_what_was_written_elsewhere_reads_nothing_again(remembering: User) -> None:
    table(remembering)
    put(remembering, "bed_time", "23:10")
    with CaptureQueriesContext(connection) as seen:
        table(remembering)
    read = {name for row in seen.captured_queries for name in READ if f'FROM "{name}"' in row["sql"]}
    assert read == {"tracker_night"}


def test_the_log_is_read_from_the_last_line_on(remembering: User) -> None:
    table(remembering)
    put(remembering, "mood", 2)
    with CaptureQueriesContext(connection) as seen:
        table(remembering)
    [line] = {row["sql"] for row in seen.captured_queries if 'FROM "tracker_savedanswer"' in row["sql"]}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{line}")
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "saved_answer_owner" not in plan, plan


def test_asked_again_nothing_is_read_again(remembering: User) -> None:
    a_day(remembering, mood=5)
    first = table(remembering)
    with CaptureQueriesContext(connection) as seen:
        assert table(remembering).equals(first)
    assert not [row for row in seen.captured_queries if any(name in row["sql"] for name in (*READ, "savedanswer"))]


@pytest.mark.parametrize("key", ["mood", "stool_type"])
def test_a_number_that_was_just_read_with_all_others_is_not_read_by_itself(remembering: User, key: str) -> None:
    def alone(span: Span) -> tuple[DailyTable, list[str]]:
        remembering.refresh_from_db()
        with CaptureQueriesContext(connection) as seen:
            found = days.daily_table(remembering, span, [BY_KEY[key]])
        return found, [row["sql"] for row in seen.captured_queries if "tracker_checkin" in row["sql"]]

    for back in range(30):
        a_day(remembering, TODAY - timedelta(days=back), mood=back % 11, stool_type=back % 8 or None, note="n")
    shown, month = whole(remembering), Span.ending(TODAY, 30)
    found, asked = alone(month)
    assert asked == []
    np.testing.assert_array_equal(found.columns[key], shown.within(month).columns[key])
    assert alone(Span.ending(TODAY, 400))[1], "days that the others were not read of"
    put(remembering, key, 3)
    found, asked = alone(month)
    assert asked, "others were read before the change"
    assert found.columns[key][-1] == 3
    whole(remembering)
    found, asked = alone(month)
    assert (found.columns[key][-1], asked) == (3, [])


def test_whatever_is_done_the_columns_are_those_of_a_fresh_reading(remembering: User) -> None:
    user, yesterday, long_ago = remembering, TODAY - timedelta(days=1), TODAY - timedelta(days=50)
    a_night(user)
    coffee, pill = an_own_tracker(user), a_supplement(user, magnesium_mg=100)
    whole(user)
    served: list[str] = []
    steps = [
        lambda: put(user, "mood", 4), lambda: put(user, "bed_time", "23:10"),
        lambda: put(user, "food_day", "all", long_ago),
        lambda: served.append(serve(user)), lambda: served.append(serve(user, portions=3)),
        lambda: put(user, "note", "a walk"), lambda: changes.undo(tap(user), served[0]),
        lambda: changes.remove(tap(user), Serving.objects.filter(owner=user, removed=None)[:1]),
        lambda: changes.change_row(tap(user), Serving.objects.filter(owner=user, removed=None)[0], grams=75.0),
        lambda: changes.change_row(tap(user), Serving.objects.filter(owner=user, removed=None)[0], day=long_ago),
        lambda: put(user, "food_day", "out"), lambda: user.diary_changed(),
        lambda: (put(user, "mood", 9, long_ago), put(user, "stress", 1)), lambda: put(user, "mood", None),
        lambda: put(user, "period_flow", 2, long_ago), lambda: put(user, "period_flow", 1, yesterday),
        lambda: put(user, f"own_{coffee.slug}", 3), lambda: put(user, f"own_{coffee.slug}", None),
        lambda: dose(user, pill), lambda: dose(user, pill, long_ago),
        lambda: changes.remove(tap(user), Dose.objects.filter(owner=user, removed=None)[:1]),
        lambda: last(user, Event, day=long_ago, kind="illness"),
        lambda: last(user, Event, day=yesterday, kind="travel"),
        lambda: changes.change_row(tap(user), Event.objects.filter(owner=user)[0], until=yesterday),
        lambda: last(user, Break, day=yesterday), lambda: changes.remove(tap(user), Break.objects.filter(owner=user)),
        lambda: felt(user, 4), lambda: felt(user, -2), lambda: felt(user, 1, long_ago),
        lambda: changes.remove(tap(user), Moment.objects.filter(owner=user)[:1]),
        lambda: shelf.keep(user, OwnTracker(name="Screens", kind="count")),
    ]  # fmt: skip
    for number, step in enumerate(itertools.chain(steps, steps[:5])):
        step()
        found, plainly = whole(user), anew(user)
        assert found.equals(plainly) and np.array_equal(off(found), off(plainly)), number
        for key in ("mood", "stress", "period_flow"):
            if key in plainly.columns:
                alone = days.daily_table(user, SPAN, [BY_KEY[key]]).columns[key]
                assert np.array_equal(alone, plainly.columns[key], equal_nan=True), (number, key)
        lasted = [Span(event.start, event.end or SPAN.end) for event in days.events(user, SPAN)]
        assert sorted(days.touching(user, SPAN), key=repr) == sorted(lasted, key=repr), number


def test_a_figure_of_one_number_reads_no_day_again_where_another_was_answered(remembering: User) -> None:
    metrics = [BY_KEY["mood"]]
    days.daily_table(remembering, SPAN, metrics)
    put(remembering, "stress", 3)
    put(remembering, "note", "rain")
    remembering.refresh_from_db()
    with CaptureQueriesContext(connection) as seen:
        days.daily_table(remembering, SPAN, metrics)
    assert not [row["sql"] for row in seen.captured_queries if any(name in row["sql"] for name in READ)]
    put(remembering, "mood", 8)
    remembering.refresh_from_db()
    assert days.daily_table(remembering, SPAN, metrics).columns["mood"][-1] == 8


def test_an_event_touches_a_span_from_its_first_day_to_its_last(alice: User) -> None:
    for first, last_ in ((9, 8), (8, 5), (5, 5), (4, None), (2, 1), (1, 1), (0, None)):
        an_event(alice, day=TODAY - timedelta(days=first), until=last_ and TODAY - timedelta(days=last_))
    span = Span(TODAY - timedelta(days=7), TODAY - timedelta(days=2))
    found = [((TODAY - one.start).days, (TODAY - one.end).days) for one in days.touching(alice, span)]
    assert found == [(8, 5), (5, 5), (4, 2), (2, 1)]


def test_a_longer_span_reads_only_the_days_it_adds(remembering: User) -> None:
    for back in range(90):
        a_day(remembering, TODAY - timedelta(days=back), mood=back % 11)
    table(remembering, Span.ending(TODAY - timedelta(days=1), 30))
    for span in (SPAN, Span.ending(TODAY, 10), Span.ending(TODAY - timedelta(days=2), 80)):
        with CaptureQueriesContext(connection) as seen:
            found = table(remembering, span)
        assert found.columns["mood"].tolist() == [(TODAY - day).days % 11 for day in span]
        read = [row["sql"] for row in seen.captured_queries if any(name in row["sql"] for name in READ)]
        assert bool(read) == (len(span) > 10)
        assert not any(f"{SPAN.start:%Y-%m-%d}" in sql and f"{TODAY:%Y-%m-%d}" in sql for sql in read)


def test_days_far_from_those_known_are_read_by_themselves(remembering: User) -> None:
    long_ago = Span.ending(TODAY - timedelta(days=3000), 7)
    a_day(remembering, long_ago.end, mood=8)
    a_day(remembering, TODAY, mood=3)
    assert table(remembering).columns["mood"][-1] == 3
    assert table(remembering, long_ago).columns["mood"][-1] == 8
    with CaptureQueriesContext(connection) as seen:
        table(remembering)
    assert not any(name in row["sql"] for row in seen.captured_queries for name in READ)


def test_an_import_is_read_whole(remembering: User) -> None:
    table(remembering)
    a_day(remembering, TODAY - timedelta(days=9), mood=3)  # which no line of the log names
    SavedAnswer.objects.create(
        owner=remembering, key="import-1.0", batch="import-1", day=TODAY, field="mood", value=1, outcome="applied"
    )
    remembering.diary_changed()
    assert table(remembering).columns["mood"][-10] == 3


def test_what_one_person_keeps_is_no_one_elses(remembering: User) -> None:
    bob = a_person("bob")
    a_day(remembering, mood=5)
    assert table(remembering).columns["mood"][-1] == 5
    assert np.isnan(table(bob).columns["mood"]).all()


def test_only_so_much_is_kept(alice: User) -> None:
    small = known.Known(room=2_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "connection", SimpleNamespace(in_atomic_block=False))
        for number in range(9):
            small.get(Rows(alice), SPAN, f"source {number}", (), lambda rows, span: {"a": np.full(len(span), 0.5)})
    assert 480 < small.used <= 2_000


a_portion = st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(1, 5000).map(lambda n: n / 10))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(eaten=st.lists(a_portion, max_size=12), words=st.lists(st.sampled_from(FoodDay.values), min_size=6, max_size=6))
def test_the_food_of_many_days_is_that_of_each_by_itself(
    alice: User, eaten: list[tuple[int, int, float]], words: list[str]
) -> None:
    Serving.objects.filter(owner=alice).delete()
    foods = _foods(alice)
    span = Span.ending(TODAY, 6)
    for slot, word in enumerate(words):
        alice.checkins.update_or_create(day=span.start + timedelta(days=slot), defaults={"food_day": word})
    for slot, food, grams in eaten:
        a_serving(alice, foods[food], span.start + timedelta(days=slot), grams)
    found = days.daily_table(alice, span, those(source=Source.SERVINGS))
    for slot, word in enumerate(words):
        portions = [(foods[food].facts, grams) for there, food, grams in eaten if there == slot]
        for key, value in _plainly(portions, word).items():
            assert np.isclose(found.columns[key][slot], np.nan if value is None else value, equal_nan=True), key


def _foods(user: User) -> list[object]:
    flags = (
        {"fibre": 10, "magnesium": 50, "plant_key": "oat", "wholegrain": True, "portion_g": 40},
        {"fibre": None, "plant_key": "~vegetables", "vegetable": True},
        {"fibre": 3, "plant_key": "carrot+leek", "vegetable": True, "fermented_live": True, "owner": user},
        {"fibre": 0, "ultra_processed": True, "added_sugar": True, "portion_g": 330},
    )
    from tracker.models import Food

    there = {food.slug: food for food in Food.objects.filter(slug__startswith="kind-")}
    return [there.get(f"kind-{n}") or a_food(f"kind-{n}", **facts) for n, facts in enumerate(flags)]


def _plainly(portions: list[tuple[nutrition.Facts, float]], word: str) -> dict[str, float | None]:
    plain = days.food_values(nutrition.totals(portions))
    if word == FoodDay.LEFT_OUT or not (portions or word):
        return dict.fromkeys(plain)
    return plain if portions else dict.fromkeys(plain, 0)
