"""A server that is killed while people save keeps every answer that it acknowledged."""

from pathlib import Path

import pytest

from tests.durability import killing

pytestmark = pytest.mark.server

ROUNDS = 60
MOST = 10  # answers of a round: the long run waits for more
SLOWEST_START = 15  # seconds, on a machine that is busy with other tests; alone it is under two


def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(furnished: Path, tmp_path: Path) -> None:
    found = killing.rounds(tmp_path, ROUNDS, seed=20261121, most=MOST, like=furnished)
    print(found.line())
    assert (found.rounds, found.lost, found.faults) == (ROUNDS, 0, [])
    assert found.acknowledged > 3 * ROUNDS, "hardly anything was saved, so nothing was tried"
    assert max(found.starts) < SLOWEST_START
