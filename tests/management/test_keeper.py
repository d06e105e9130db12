"""The process that stays is small, sees to it that workers are there, and stops without cutting anybody off."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.running import ROOT, Running, command, running, serve, until
from tracker.management import keeper
from tracker.management.chores import DAY, SWEPT
from tracker.management.keeper import ALONE, MOST, QUICK, REST, SETTLE, TICK, TICKS, Keeper, State
from tracker.web import bell

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the server keeps its workers itself")


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    (tmp_path / SWEPT).touch()
    lock, life = os.open(tmp_path / "lock", os.O_CREAT | os.O_RDWR), os.pipe()
    yield State(str(tmp_path), "127.0.0.1", 1, 2, None, lock, life)
    signal.set_wakeup_fd(-1)
    for handle in (lock, *life):
        os.close(handle)


@pytest.fixture
def kept(state: State, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    """A keeper that notes when it would become `serve` again."""
    monkeypatch.setattr(State, "hand_over", lambda self, *command: handed.append(command))
    handed.clear()
    return Keeper(state)


handed: list[tuple[str, ...]] = []


def a_process(code: str = "import time; time.sleep(60)") -> int:
    return os.posix_spawn(sys.executable, [sys.executable, "-c", code], os.environ)


def ended(pid: int) -> None:
    """Wait until it is over, without asking for its answer."""
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def test_what_it_must_know_goes_through_a_pipe_and_comes_out_the_same(state: State) -> None:
    state.workers, state.lines = {17: 1795379973.25}, ["Vagus is at http://localhost:8000"]
    reading, writing = os.pipe()
    os.write(writing, json.dumps(vars(state)).encode())
    os.close(writing)
    found = State.handed_over(reading)
    assert (found.workers, found.lines, tuple(found.life)) == (state.workers, state.lines, state.life)


def test_a_worker_that_ends_is_missed_and_the_others_stay(kept: Keeper) -> None:
    gone, stays = a_process("pass"), a_process()
    kept.state.workers = {gone: time.time() - DAY / 2, stays: time.time()}
    ended(gone)
    kept.look()
    assert (list(kept.state.workers), kept.state.missing, handed) == ([stays], 1, [("serve", "--again")])
    assert not kept.failed
    keeper.end([stays])


@pytest.mark.parametrize(("age", "alone"), [(0, True), (ALONE * SETTLE - 1, True), (ALONE * SETTLE + 1, False)])
def test_the_first_of_a_start_is_left_alone_for_a_while(kept: Keeper, age: float, alone: bool) -> None:
    first = a_process()
    kept.state.workers, kept.state.hasty = {first: time.time() - age}, [first]
    kept.look()
    assert (kept.state.missing, handed) == (1, [] if alone else [("serve", "--again")])
    keeper.end([first])
    kept.look()
    assert handed[-1:] == [("serve", "--again")], "it ended, and nobody answers"


def test_no_other_is_asked_for_while_the_database_was_away_a_moment_ago(kept: Keeper) -> None:
    kept.state.later = time.time() + 60
    kept.look()
    assert (kept.state.missing, handed) == (2, [])
    kept.state.later = time.time()
    kept.look()
    assert handed == [("serve", "--again")]


def test_what_is_done_beside_is_given_to_another_before_it_becomes_serve_again(kept: Keeper, state: State) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    kept.chores.work.child = child
    kept.look()
    assert handed == [("serve", "--again")]
    assert child.poll() is not None
    assert bell.was_rung(Path(state.folder))


def test_workers_that_end_right_after_their_start_stop_vagus_with_a_word(
    kept: Keeper, capsys: pytest.CaptureFixture[str]
) -> None:
    for turn in range(1, MOST + 1):
        gone = a_process("pass")
        kept.state.workers = {gone: time.time()}
        ended(gone)
        kept.look()
        assert kept.failed is (turn == MOST)
    assert len(handed) == MOST - 1
    assert "right after their start" in capsys.readouterr().err
    assert kept.stay() == 1


def test_one_that_lived_for_a_while_begins_the_count_anew(kept: Keeper) -> None:
    kept.state.quick, gone = MOST - 1, a_process("pass")
    kept.state.workers = {gone: time.time() - QUICK - 1}
    ended(gone)
    kept.look()
    assert (kept.state.quick, kept.failed) == (0, False)


@pytest.mark.parametrize(
    ("ticks", "rest", "worn"), [(0, SETTLE, True), (2 * TICK, SETTLE, False), (0, SETTLE / 2, False)]
)
def test_where_one_began_in_haste_all_are_followed_in_the_first_quiet_seconds(
    kept: Keeper, monkeypatch: pytest.MonkeyPatch, ticks: int, rest: float, worn: bool
) -> None:
    used, now = {7: 100, 8: 100}, [5e9]
    monkeypatch.setattr(keeper, "ticks_of", used.__getitem__)
    monkeypatch.setattr(keeper.time, "time", lambda: now[0])
    monkeypatch.setattr(keeper.time, "monotonic", lambda: now[0])
    kept.state.workers, kept.state.hasty = {7: now[0], 8: now[0]}, [7]
    assert not kept.some_are_worn()
    now[0] += rest
    used[8] += ticks
    assert kept.some_are_worn() is worn
    assert (kept.state.worn, kept.state.missing) == (([7, 8], 2) if worn else ([], 0))


def test_none_is_worn_while_a_copy_is_made(kept: Keeper) -> None:
    kept.state.workers, kept.state.hasty, kept.state.settle = {8: time.time()}, [8], 0.0
    kept.chores.backup.child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    assert not kept.some_are_worn()
    kept.chores.backup.stop()
    assert kept.some_are_worn()


def test_one_in_haste_that_ended_by_itself_makes_no_other_worn(kept: Keeper) -> None:
    gone = a_process("pass")
    kept.state.workers, kept.state.hasty = {gone: time.time(), 8: time.time()}, [gone]
    kept.lost(gone)
    assert kept.state.hasty == []


@pytest.mark.parametrize(
    ("age", "ticks", "rest", "worn"),
    [(DAY, 0, REST, True), (DAY, TICKS, REST, True), (DAY - 2 * REST, 0, REST, False), (DAY, 0, REST / 2, False),
     (DAY, TICKS + 1, REST, False)],
)  # fmt: skip
def test_workers_are_followed_after_a_day_once_nobody_needs_any(
    kept: Keeper, monkeypatch: pytest.MonkeyPatch, age: float, ticks: int, rest: float, worn: bool
) -> None:
    used, now = {7: 100, 8: 100}, [1000.0]
    monkeypatch.setattr(keeper, "ticks_of", used.__getitem__)
    monkeypatch.setattr(keeper.time, "time", lambda: 5e9 + now[0])
    monkeypatch.setattr(keeper.time, "monotonic", lambda: 5e9 + now[0])
    kept.state.workers = {7: 5e9 + 1000 - age, 8: 5e9 + 1000}
    assert not kept.some_are_worn()  # seen for the first time
    now[0] += rest
    used[7] += ticks
    assert kept.some_are_worn() is worn
    assert (kept.state.worn, kept.state.missing) == (([7, 8], 2) if worn else ([], 0))


def test_worn_workers_are_let_go_once_others_are_there(kept: Keeper) -> None:
    worn, stays = a_process(), a_process()
    kept.state.workers, kept.state.worn, kept.stopping = {worn: 0.0, stays: time.time()}, [worn], True
    kept.state.hasty = [worn, stays]
    before = {one: signal.getsignal(one) for one in keeper.HEARD}
    assert kept.stay() == 0
    for one, handler in before.items():
        signal.signal(one, handler)
    assert all(keeper.is_gone(pid) for pid in (worn, stays))
    assert kept.state.hasty == [stays]


def test_one_that_does_not_stop_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "STOP_SECONDS", 0.2)
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    deaf = a_process(
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"os.write({writing}, b'.'); time.sleep(60)"
    )
    os.read(reading, 1)
    keeper.end([deaf])
    assert keeper.is_gone(deaf)


def test_children_that_nobody_asks_for_are_let_go(kept: Keeper) -> None:
    forgotten, known = a_process("pass"), a_process("pass")
    ended(forgotten), ended(known)
    keeper.bury({known})
    keeper.bury(set())
    with pytest.raises(ChildProcessError):
        os.waitpid(forgotten, os.WNOHANG)


def test_it_reads_no_django() -> None:
    code = "import sys; from tracker.management import keeper; print('django' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def held(pid: int) -> int:
    """MB of memory that are this process's own."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_")) // 1024


def draws(pid: int) -> bool:
    """Whether it has read what draws figures."""
    return "/matplotlib/" in Path(f"/proc/{pid}/maps").read_text()


def workers(server: Running) -> list[int]:
    return [pid for pid in children(server.process.pid) if b"serve" in command(pid)]


@pytest.mark.server
def test_a_killed_worker_is_followed_by_another_while_the_rest_answers(tmp_path: Path) -> None:
    with running(tmp_path / "data", tmp_path / "log", WORKERS="2") as server:
        first, second = workers(server)
        assert b"code" not in command(server.process.pid)
        assert held(server.process.pid) < 20
        assert held(first) < 120, "it began with the room that the first tables took"
        os.kill(first, signal.SIGKILL)
        # What waited at its door is cut, as with anything that is killed; until all its threads are gone it has one.
        until(lambda: first not in children(server.process.pid))
        for _ in range(20):
            assert server.status("/healthz") == 200
        until(lambda: len(workers(server)) == 2)
        assert second in workers(server)
        [third] = {*workers(server)} - {second}
        assert draws(third), "there was time to read what figures need before it parted"
        until(lambda: b"keep" in command(server.process.pid))
        for pid in (second, third):
            os.kill(pid, signal.SIGKILL)
        until(lambda: not {second, third} & {*children(server.process.pid)})
        until(lambda: len(workers(server)) == 2 and b"keep" in command(server.process.pid))
        until(lambda: keeper.answers("127.0.0.1", server.port))  # nobody was left who listens while they begin
        assert server.status("/readyz") == 200
        assert server.stop() == 0
        assert server.printed().count("Vagus is at") == 1
        assert "Traceback" not in server.printed()
    assert not (tmp_path / "data" / "running").exists()


@pytest.mark.server
def test_the_first_worker_is_followed_by_two_that_share_more_once_nobody_asks(tmp_path: Path) -> None:
    with running(tmp_path / "data", tmp_path / "log", "--settle", "1", WORKERS="2") as server:
        [first] = workers(server)
        until(lambda: len(workers(server)) == 2 and first not in children(server.process.pid))
        followed = workers(server)
        assert all(map(draws, followed))
        assert server.status("/readyz") == 200
        time.sleep(8)
        assert workers(server) == followed, "those stay"
        assert server.stop() == 0
        assert "unexpectedly" not in server.printed()


@pytest.mark.server
def test_it_does_not_mix_versions_when_the_program_was_changed_under_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data, tmp_path / "log", WORKERS="2") as server:
        with closing(sqlite3.connect(data / "vagus.sqlite3")) as database, database:
            database.execute("DELETE FROM django_migrations WHERE app = 'usersessions'")
        os.kill(workers(server)[0], signal.SIGKILL)
        assert server.process.wait(timeout=30) == 1
        assert "Start it again" in server.printed()


@pytest.mark.server
def test_a_stop_that_is_asked_for_while_it_becomes_another_is_heard(tmp_path: Path) -> None:
    server = serve(tmp_path / "data", tmp_path / "log", WORKERS="2")
    server.wait_for("Vagus is at")
    os.kill(workers(server)[0], signal.SIGKILL)
    until(lambda: b"--again" in command(server.process.pid))
    assert server.stop() == 0
    assert not (tmp_path / "data" / "running").exists()
