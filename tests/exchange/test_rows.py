"""The whole diary goes out and comes back the same, and no column is forgotten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import a_day, a_food, a_person, a_serving
from tests.exchange.diaries import NOW, TODAY, a_whole_diary, readings
from tracker.exchange.apply import apply, preview
from tracker.exchange.export import diary_csv
from tracker.exchange.formats.columns import TABLES
from tracker.exchange.rows import KNOWN_BY, MODELS
from tracker.models import CheckIn, SavedMealItem, Serving, User

# What a table keeps for itself: whose row it is, its number, and that it was taken away (such rows stay at home).
HOUSEKEEPING = {"id", "owner", "removed"}


def bring(owner: User, data: bytes) -> None:
    apply(owner, readings(data), kind="vagus", sha256="", now=NOW)


def test_out_in_and_out_again_is_the_same_to_the_byte(alice: User, bob: User) -> None:
    a_whole_diary(alice)
    first = diary_csv(alice)
    bring(bob, first)
    assert diary_csv(bob) == first
    assert diary_csv(alice) == first


def test_ten_times_in_is_once_in(alice: User, bob: User) -> None:
    a_whole_diary(alice)
    first = diary_csv(alice)
    for _ in range(10):
        bring(bob, first)
    assert diary_csv(bob) == first
    assert bob.import_batches.count() == 1


def test_a_diary_read_into_itself_changes_nothing(alice: User) -> None:
    a_whole_diary(alice)
    found = preview(alice, readings(diary_csv(alice)))
    assert (found.added, found.conflicts, found.left, found.refused) == ((), (), (), ())


def test_an_empty_diary_is_a_header(alice: User) -> None:
    assert diary_csv(alice) == b"vagus diary 1,day,id,field,value\n"


def test_nobody_elses_rows_go_out(alice: User, bob: User) -> None:
    a_whole_diary(bob)
    assert diary_csv(alice) == b"vagus diary 1,day,id,field,value\n"


def test_what_was_taken_away_stays_at_home(alice: User) -> None:
    a_serving(alice, a_food(), grams=99, removed=NOW)
    assert b"99" not in diary_csv(alice)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_goes_out(table: str) -> None:
    columns = {"tracker", "value"} if table == "own_value" else {column.name for column in TABLES[table]}
    carried = columns | {KNOWN_BY[table], "day"} | HOUSEKEEPING
    assert {field.name for field in MODELS[table]._meta.concrete_fields} - carried == set()


def test_a_meals_foods_go_out_whole() -> None:
    assert {field.name for field in SavedMealItem._meta.concrete_fields} == {"id", "owner", "meal", "food", "grams"}


def test_every_text_that_fits_here_fits_in_the_file() -> None:
    for table, columns in TABLES.items():
        for column in columns:
            longest = getattr(column.kind, "longest", None)
            if longest is not None and column.name != "note":
                assert MODELS[table]._meta.get_field(column.name).max_length == longest, (table, column.name)


def test_queries_do_not_grow_with_the_diary(alice: User) -> None:
    a_whole_diary(alice)
    with CaptureQueriesContext(
        connection,
    ) as few:
        data = diary_csv(alice)
        preview(alice, readings(data))
    Serving.objects.bulk_create(
        Serving(owner=alice, uid=f"00000000-0000-7000-8000-{n:012}", day=TODAY, food=a_food(f"food-{n}"), grams=n + 1)
        for n in range(60)
    )
    for n in range(1, 60):
        a_day(alice, TODAY.replace(year=TODAY.year - n), mood=5)
    with CaptureQueriesContext(connection) as many:
        data = diary_csv(alice)
        preview(alice, readings(data))
    assert len(many) == len(few)


def test_writing_grows_by_dozens_not_by_rows(alice: User, bob: User, carol: User) -> None:
    def diary(owner: User, days: int) -> int:
        days_of = [TODAY.fromordinal(TODAY.toordinal() - n) for n in range(days)]
        source = a_person(f"source-{days}")
        CheckIn.objects.bulk_create(CheckIn(owner=source, day=day, mood=5) for day in days_of)
        data = readings(diary_csv(source))
        with CaptureQueriesContext(connection) as queries:
            apply(owner, data, kind="vagus", sha256="", now=NOW)
        return len(queries)

    assert diary(carol, 600) - diary(bob, 60) < 540 / 12


@pytest.fixture
def carol(db: None) -> User:
    return a_person("carol")
