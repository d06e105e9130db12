"""A household that moved in once, for every test to begin with a copy of."""

from pathlib import Path

import pytest

from tests.durability.house import a_house


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a house with four people signed in, all of it stopped properly."""
    folder = tmp_path_factory.mktemp("furnished")
    with a_house(folder) as house:
        house.move_in()
    return folder
