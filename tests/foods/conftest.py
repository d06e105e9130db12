"""The shipped table, loaded."""

import pytest

from tracker.foods import seed


@pytest.fixture
def table(db: None) -> None:
    """Every shipped food in the database."""
    seed.load()
