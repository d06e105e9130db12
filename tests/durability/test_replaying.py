"""Whatever part of the unflushed writes a power cut leaves, every acknowledged answer is on the disk."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.durability.house import not_here
from tests.durability.replaying import looked_at, watched

pytestmark = pytest.mark.server

STATES = 1_000
CARELESS_STATES = 100


@pytest.fixture
def place() -> Iterator[Path]:
    """Where the disks are laid out; in memory where there is such a place."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def _watching() -> None:
    if not shutil.which("strace"):
        not_here("strace is not installed, so no power cut can be replayed: apt install strace")


def test_a_power_cut_loses_no_acknowledged_answer(furnished: Path, tmp_path: Path, place: Path) -> None:
    found = looked_at(watched(tmp_path, like=furnished), place, STATES, seed=20261121)
    print(found.line())
    assert (found.states, found.losing, found.damaged) == (STATES, 0, [])
    assert found.acknowledged > 80


def test_the_same_test_sees_what_a_less_careful_database_loses(furnished: Path, tmp_path: Path, place: Path) -> None:
    found = looked_at(watched(tmp_path, "synchronous=NORMAL", like=furnished), place, CARELESS_STATES, seed=20261121)
    print(found.line())
    assert found.losing > CARELESS_STATES / 2
