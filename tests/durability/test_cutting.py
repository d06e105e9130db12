"""A power cut under the running server takes no acknowledged answer along."""

from pathlib import Path

import pytest

from tests.durability import cutting
from tests.durability.house import not_here

pytestmark = pytest.mark.server

ROUNDS = 60
MOST = 10  # answers of a round: the long run waits for more
CARELESS_ROUNDS = 10


def tried(folder: Path, like: Path, rounds: int, careless: str = "") -> cutting.Found:
    try:
        found = cutting.rounds(folder, rounds, seed=20261121, careless=careless, most=MOST, like=like)
    except cutting.NotHere as why:
        not_here(f"the power cannot be cut here: {why}")
    print(found.line())
    return found


def test_a_power_cut_under_the_server_loses_no_acknowledged_answer(furnished: Path, tmp_path: Path) -> None:
    found = tried(tmp_path, furnished, ROUNDS)
    assert (found.rounds, found.lost, found.faults) == (ROUNDS, 0, [])
    assert found.acknowledged > 3 * ROUNDS, "hardly anything was saved, so nothing was tried"


def test_the_same_cut_sees_what_a_less_careful_database_loses(furnished: Path, tmp_path: Path) -> None:
    found = tried(tmp_path, furnished, CARELESS_ROUNDS, careless="synchronous=NORMAL")
    assert found.lost > 0
    assert found.losing > CARELESS_ROUNDS / 2
