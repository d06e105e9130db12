"""On PostgreSQL too, what was acknowledged is there: after a kill of Vagus, and after a kill of the database itself."""

from pathlib import Path

import pytest

from tests.durability import crashing, killing
from tests.postgres import MISSING, cluster, programs

ROUNDS, FEW = 20, 5
MOST = 10

pytestmark = [pytest.mark.server, pytest.mark.skipif(programs() is None, reason=MISSING)]


def test_no_acknowledged_answer_is_lost_when_vagus_is_killed(tmp_path: Path) -> None:
    with cluster(*crashing.KEPT) as address:
        found = killing.rounds(tmp_path, ROUNDS, seed=20261121, most=MOST, address=address)
    print(found.line())
    assert (found.rounds, found.lost, found.faults) == (ROUNDS, 0, [])
    assert found.acknowledged > 3 * ROUNDS, "hardly anything was saved, so nothing was tried"


def test_no_acknowledged_answer_is_lost_when_the_database_is_killed(tmp_path: Path) -> None:
    """And the same Vagus goes on as soon as the database is there again; until then it says 503."""
    found = crashing.rounds(tmp_path, ROUNDS, seed=20261121, most=MOST)
    print(found.line())
    assert (found.rounds, found.lost, found.losing, found.faults) == (ROUNDS, 0, 0, [])
    assert found.acknowledged > 3 * ROUNDS


def test_a_database_that_acknowledges_too_early_is_seen_losing(tmp_path: Path) -> None:
    """So the test above would notice."""
    found = crashing.rounds(tmp_path, FEW, seed=20261121, settings=crashing.CARELESS, most=MOST)
    assert found.lost > 0
