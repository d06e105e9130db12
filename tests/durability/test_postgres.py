"""On PostgreSQL too, what was acknowledged is there: after a kill of Vagus, of the database itself, of an upgrade."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.durability import crashing, killing
from tests.durability.house import a_house
from tests.postgres import MISSING, a_cluster, cluster, programs
from tests.running import command, serve, until

ROUNDS, FEW, KILLS = 20, 5, 6
MOST = 10
LATER = "tests.durability.later"

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


def test_a_worker_that_is_lost_while_the_database_is_away_is_followed_once_it_is_back(tmp_path: Path) -> None:
    with a_cluster(*crashing.KEPT) as postgres, a_house(tmp_path, DATABASE_URL=postgres.address) as house:
        house.move_in()
        server = house.serve()
        first, second = workers_of(server.pid)
        postgres.kill()
        os.kill(first, signal.SIGKILL)
        until(lambda: b"--again" in command(server.pid))
        until(lambda: b"keep" in command(server.pid))  # it could not ask, and stays
        assert workers_of(server.pid) == [second]
        postgres.start()
        until(lambda: len(workers_of(server.pid)) == 2)
        with closing(server.connect()) as connection:
            connection.request("GET", "/readyz")
            assert connection.getresponse().status == 200
        assert server.is_there()


def workers_of(pid: int) -> list[int]:
    """Its children that answer, oldest first."""
    children = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())
    return sorted(child for child in children if b"work" not in command(child).split(b"\0"))


def test_a_database_that_acknowledges_too_early_is_seen_losing(tmp_path: Path) -> None:
    """So the test above would notice."""
    found = crashing.rounds(tmp_path, FEW, seed=20261121, settings=crashing.CARELESS, most=MOST)
    assert found.lost > 0


def everything(address: str) -> list[str]:
    """Tables, rows, indexes and constraints, as PostgreSQL writes them down; without counters and what is only kept."""
    folder = programs()
    assert folder
    command = [folder / "pg_dump", "--inserts", "--exclude-table-data=cache", address]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [
        line for line in told.splitlines() if line and not line.startswith(("--", "\\", "SELECT pg_catalog.setval"))
    ]


@pytest.fixture
def household(tmp_path: Path) -> Iterator[str]:
    """The address of a household of the version before, with answers in it."""
    with cluster() as address:
        with a_house(tmp_path, DATABASE_URL=address) as house:
            house.move_in()
        yield address


def test_an_upgrade_that_fails_half_way_leaves_every_diary_as_it_was(household: str, tmp_path: Path) -> None:
    """The first of its migrations had ended well, the second had emptied a table."""
    before = everything(household)
    assert any(line.startswith("INSERT INTO public.tracker_savedanswer") for line in before)
    server = serve(tmp_path / "data", tmp_path / "log", **later("broken", household))
    assert server.process.wait(timeout=60) == 1
    printed = server.printed()
    assert "ValueError" in printed
    assert "Every diary is as it was" in printed
    assert "Go back to the version that ran before" in printed
    assert "nobody else should read" not in printed
    assert everything(household) == before
    with a_house(tmp_path, DATABASE_URL=household) as house:  # the version before runs again
        house.serve().stop()


def test_a_kill_in_the_midst_of_an_upgrade_leaves_the_tables_before_or_after(household: str, tmp_path: Path) -> None:
    before, chance = everything(household), random.Random(20261121)
    with a_house(tmp_path, settings=LATER, **later("newer", household)) as house:
        for _ in range(KILLS):
            process = house.ask("prepare_place")
            time.sleep(chance.uniform(0.05, 0.6))
            process.kill()
            if (now := everything(household)) != before:
                break
        house.done("prepare_place")
        after = everything(household)
        assert any("n001_later_words" in line for line in after)
        assert now in (before, after)


def later(version: str, address: str) -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": LATER, "LATER": version, "DATABASE_URL": address}
