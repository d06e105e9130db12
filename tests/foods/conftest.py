"""The shipped table, read once a session and laid into each test's database."""

import pytest
from django.db import connection

from tracker.foods import seed
from tracker.models import Food, LoadedSeed

Rows = tuple[str, list[list[object]]]


@pytest.fixture(scope="session")
def shipped_rows() -> Rows:
    """How every shipped food is written, and what: made ready once, the statement that `bulk_create` would make."""
    return rows_of(seed.read())


def rows_of(made: list[Food]) -> Rows:
    fields = [field for field in Food._meta.local_concrete_fields if not field.primary_key]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    signs = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {Food._meta.db_table} ({names}) VALUES ({signs})", [
        [field.get_db_prep_save(field.pre_save(food, add=True), connection) for field in fields] for food in made
    ]


@pytest.fixture
def table(db: None, shipped_rows: Rows) -> None:
    """Every shipped food in the database, as after loading."""
    with connection.cursor() as cursor:
        cursor.executemany(*shipped_rows)
    LoadedSeed.objects.create(name=seed.NAME, digest=seed.digest_of(seed.FOLDER))
