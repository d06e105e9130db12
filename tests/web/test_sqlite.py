"""The line before SQLite's pen: in order of coming, between processes too, and never longer than the settings say."""

import gc
import multiprocessing
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from tracker.web.failure import is_passing
from tracker.web.sqlite import base
from tracker.web.sqlite.base import LINES, Cursor, DatabaseWrapper
from tracker.web.sqlite.line import Line
from tracker.web.turns import Turns
from tracker.wsgi import LITTLE

SECONDS = 20.0  # for what happens at once on a machine that is not busy
pytestmark = pytest.mark.django_db  # the databases here are files of their own; asking one at all is allowed by this


def wrapper(path: Path, patience: float = SECONDS) -> DatabaseWrapper:
    options = {
        "transaction_mode": "IMMEDIATE", "timeout": patience,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }  # fmt: skip
    facts: dict[str, Any] = {"ENGINE": "tracker.web.sqlite", "NAME": str(path), "OPTIONS": options}
    full = connections.configure_settings({"default": {}, "lined": facts})["lined"]
    return DatabaseWrapper(full, "lined")


@contextmanager
def a_writer(path: Path, patience: float = SECONDS) -> Iterator[DatabaseWrapper]:
    with closing(wrapper(path, patience)) as mine:
        yield mine


def begin(mine: DatabaseWrapper) -> None:
    mine.cursor().execute("BEGIN IMMEDIATE")


def written(mine: DatabaseWrapper, who: str) -> None:
    """One transaction: what a save does."""
    with mine.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("INSERT INTO done (who) VALUES (%s)", [who])
        cursor.execute("COMMIT")


def write(place: Path, who: str) -> None:
    """The same by a thread of its own."""
    with a_writer(place) as mine:
        written(mine, who)


def in_line(place: Path) -> bool:
    return str(place) in LINES and LINES[str(place)].is_taken


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tracker.settings")  # of the processes that a test starts
    path = tmp_path / "lined.sqlite3"
    with a_writer(path) as mine, mine.cursor() as cursor:
        cursor.execute("CREATE TABLE done (id INTEGER PRIMARY KEY, who TEXT)")
    return path


def of_each(place: Path, since: int = 0) -> dict[str, int]:
    with closing(sqlite3.connect(place)) as raw:
        return dict(raw.execute("SELECT who, count(*) FROM done WHERE id > ? GROUP BY who", [since]))


def wait_for(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.002)


def write_on(place: Path, who: str, stop: Callable[[], bool]) -> None:
    with a_writer(place) as mine:
        while not stop():
            written(mine, who)


def a_crowd(place: Path, name: str, stop: Event) -> None:
    """A process whose threads write without a pause."""
    threads = [threading.Thread(target=write_on, args=[place, f"{name}{n}", stop.is_set]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def hold(place: Path, holding: Event) -> None:
    mine = wrapper(place)
    begin(mine)
    mine.cursor().execute("INSERT INTO done (who) VALUES ('lost')")
    holding.set()
    time.sleep(600)


def test_a_connection_of_a_worker_holds_little_of_the_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(mine: DatabaseWrapper) -> int:
        with mine.cursor() as cursor:
            cursor.execute("PRAGMA cache_size")
            return int(cursor.fetchone()[0])

    with a_writer(place) as mine:
        assert held(mine) == -2000
    monkeypatch.setattr(DatabaseWrapper, "remembers", LITTLE)
    with a_writer(place) as mine:
        assert held(mine) == -LITTLE


def test_the_app_writes_in_line() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its own line")
    assert isinstance(connections["default"], DatabaseWrapper)


def test_the_front_goes_to_who_came_first() -> None:
    line, order = Line(), []
    line.enter(SECONDS)

    def come(number: int) -> None:
        line.enter(SECONDS)
        order.append(number)
        line.leave()

    with ThreadPoolExecutor() as pool:
        for number in range(5):
            pool.submit(come, number)
            wait_for(lambda wanted=number: len(line) > wanted)
        line.leave()
    assert order == [0, 1, 2, 3, 4]


def test_who_waited_long_enough_stands_in_the_line_no_more() -> None:
    line = Line()
    line.enter(SECONDS)
    assert not line.enter(0.01)
    assert len(line) == 0
    line.leave()
    assert line.enter(0)


def test_who_waits_for_long_says_so_once_and_keeps_the_place() -> None:
    line, said = Line(), list[str]()
    line.enter(SECONDS)

    def wait() -> None:
        if line.enter(SECONDS, 0.01, lambda: said.append("long")):
            said.append("front")

    thread = threading.Thread(target=wait)
    thread.start()
    until = time.monotonic() + SECONDS
    while not said and time.monotonic() < until:
        time.sleep(0.001)
    assert said == ["long"] and len(line) == 1
    line.leave()
    thread.join(SECONDS)
    assert said == ["long", "front"]


def test_everybody_who_writes_without_a_pause_gets_a_turn(place: Path) -> None:
    processes = multiprocessing.get_context("spawn")
    stop = processes.Event()
    crowds = [processes.Process(target=a_crowd, args=[place, name, stop], daemon=True) for name in "ab"]
    for crowd in crowds:
        crowd.start()
    wait_for(lambda: len(of_each(place)) == 8)
    began = sum(of_each(place).values())
    wait_for(lambda: sum(of_each(place).values()) >= began + 1600)
    stop.set()
    for crowd in crowds:
        crowd.join(SECONDS)
    counts = of_each(place, since=began)
    for name in "ab":  # the threads of a process go one after another; the processes each as they find a gap
        turns = [count for who, count in counts.items() if who.startswith(name)]
        assert len(turns) == 4, counts
        assert max(turns) <= 3 * min(turns), counts  # without the line ten times as many and more
        assert sum(turns) > sum(counts.values()) / 10, counts
    assert [crowd.exitcode for crowd in crowds] == [0, 0]


def test_a_process_that_dies_in_the_midst_leaves_nothing_and_holds_nobody_up(place: Path) -> None:
    processes = multiprocessing.get_context("spawn")
    holding = processes.Event()
    process = processes.Process(target=hold, args=[place, holding], daemon=True)
    process.start()
    assert holding.wait(SECONDS)
    with ThreadPoolExecutor() as pool:
        done = pool.submit(write, place, "next")
        wait_for(lambda: in_line(place))
        assert not done.done()
        process.kill()
        done.result(SECONDS)
    assert of_each(place) == {"next": 1}


def test_a_thread_that_ends_without_a_word_holds_nobody_up(place: Path) -> None:
    def leave_it_open() -> None:
        mine = wrapper(place)
        begin(mine)

    thread = threading.Thread(target=leave_it_open)
    thread.start()
    thread.join()
    gc.collect()
    write(place, "next")
    assert of_each(place) == {"next": 1}


def test_who_waits_too_long_is_told_that_the_database_is_busy(place: Path) -> None:
    with a_writer(place) as holder, a_writer(place, 0.05) as mine:
        begin(holder)
        for attempt in ("BEGIN IMMEDIATE", "INSERT INTO done (who) VALUES ('late')"):
            with pytest.raises(OperationalError, match="locked") as told, mine.cursor() as cursor:
                cursor.execute(attempt)
            assert is_passing(told.value)
        holder.cursor().execute("COMMIT")
        written(mine, "at last")
    assert of_each(place) == {"at last": 1}


def test_who_reads_waits_for_nobody(place: Path) -> None:
    with a_writer(place) as holder, a_writer(place) as reader, ThreadPoolExecutor() as pool:
        begin(holder)
        done = pool.submit(write, place, "patient")
        wait_for(lambda: in_line(place))
        with reader.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM done")
            assert cursor.fetchone() == (0,)
        assert not done.done()
        holder.cursor().execute("COMMIT")
        done.result(SECONDS)


def test_whoever_waits_for_the_pen_for_long_lets_others_of_the_process_work(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = Turns(2, long=10 * SECONDS)
    monkeypatch.setattr(base, "TURNS", turns)
    looked = threading.Event()

    def save(who: str) -> None:
        with turns.turn(saves=True), a_writer(place, 2 * SECONDS) as mine:
            written(mine, who)

    def look() -> None:
        with turns.turn(saves=False):
            looked.set()

    with a_writer(place, 2 * SECONDS) as holder, ThreadPoolExecutor() as pool:
        begin(holder)
        saves = [pool.submit(save, who) for who in ("at the front", "behind")]
        wait_for(lambda: len(LINES[str(place)]) == 1)
        looks = pool.submit(look)
        assert looked.wait(SECONDS), "both turns are held by those who wait for the pen"
        assert not any(one.done() for one in saves)
        holder.cursor().execute("COMMIT")
        for one in (*saves, looks):
            one.result(SECONDS)
    assert of_each(place) == {"at the front": 1, "behind": 1}


def test_what_stands_inside_a_transaction_is_in_no_line(place: Path) -> None:
    with a_writer(place) as mine, a_writer(place, 0.05) as other:
        begin(mine)
        LINES[str(place)].enter(0)
        mine.cursor().execute("INSERT INTO done (who) VALUES ('mine')")
        mine.cursor().execute("COMMIT")
        LINES[str(place)].leave()
        other.cursor().executemany("INSERT INTO done (who) VALUES (%s)", [["a"], ["b"]])
    assert of_each(place) == {"mine": 1, "a": 1, "b": 1}


@pytest.mark.parametrize("query", ["SELECT 1", "a = %s AND b LIKE '%%x%%'", "%s%%s%%%s", "%%", "", "x" * 30_000 + "%s"])
def test_a_statement_is_marked_as_django_marks_it(query: str) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        ours, djangos = Cursor(raw, DatabaseWrapper({})), SQLiteCursorWrapper(raw)
        for _time in range(2):
            assert ours.convert_query(query) == djangos.convert_query(query)
        assert ours.convert_query("%(a)s%%", param_names=["a"]) == djangos.convert_query("%(a)s%%", param_names=["a"])
