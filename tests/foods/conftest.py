"""The shipped table, read once a session and laid into each test's database."""

from copy import copy

import pytest

from tracker.foods import seed
from tracker.models import Food, LoadedSeed


@pytest.fixture(scope="session")
def shipped_rows() -> list[Food]:
    return seed.read()


@pytest.fixture
def table(db: None, shipped_rows: list[Food]) -> None:
    """Every shipped food in the database, as after loading."""
    Food.objects.bulk_create([copy(food) for food in shipped_rows])
    LoadedSeed.objects.create(name=seed.NAME, digest=seed.digest_of(seed.FOLDER))
