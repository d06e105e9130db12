"""A few requests are at work at once, in the order in which they came, and nobody's waiting holds up the others."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tracker.web import turns
from tracker.web.turns import Turns

SECONDS = 20.0  # for what happens at once on a machine that is not busy


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.001)


class People:
    """Each comes by a thread of its own once those before stand in line, and notes when it was let in."""

    def __init__(self, line: Turns) -> None:
        self.line, self.let_in, self.threads = line, list[str](), list[threading.Thread]()

    def come(self, *names: str) -> None:
        for name in names:
            waiting = len(self.line)
            thread = threading.Thread(target=self._visit, args=[name])
            thread.start()
            self.threads.append(thread)
            until(lambda before=waiting: len(self.line) == before + 1)  # type: ignore[misc]

    def _visit(self, name: str) -> None:
        with self.line.turn(saves=name.startswith("save")):
            self.let_in.append(name)

    def leave(self) -> None:
        for thread in self.threads:
            thread.join(SECONDS)
            assert not thread.is_alive()


@contextmanager
def busy(line: Turns) -> Iterator[People]:
    """Whoever comes meanwhile waits."""
    people = People(line)
    with line.turn(saves=False):
        yield people
        assert people.let_in == []
    people.leave()


def test_whoever_came_first_goes_first() -> None:
    with busy(Turns(1, long=SECONDS)) as people:
        people.come("a", "b", "c", "d")
    assert people.let_in == ["a", "b", "c", "d"]


def test_of_three_turns_two_go_to_saves() -> None:
    with busy(Turns(1, long=SECONDS)) as people:
        people.come("a", "b", "save 1", "save 2", "save 3", "save 4", "save 5")
    assert people.let_in == ["save 1", "save 2", "a", "save 3", "save 4", "b", "save 5"]


def test_never_more_are_at_work_than_there_is_room() -> None:
    line, at_work, most = Turns(3, long=SECONDS), set[int](), list[int]()
    three = threading.Barrier(3, timeout=SECONDS)  # nobody leaves before three are in, however slowly threads begin

    def visit(number: int) -> None:
        with line.turn(saves=number % 2 == 0):
            at_work.add(number)
            three.wait()
            time.sleep(0.002)
            most.append(len(at_work))
            three.wait()
            at_work.discard(number)

    threads = [threading.Thread(target=visit, args=[number]) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert len(most) == 24 and max(most) == 3 and len(line) == 0


def test_who_is_at_work_for_long_is_no_longer_counted() -> None:
    line, seen = Turns(1, long=0.02), threading.Event()

    def visit() -> None:
        with line.turn(saves=False):
            seen.set()

    with line.turn(saves=False):
        thread = threading.Thread(target=visit)
        thread.start()
        assert seen.wait(SECONDS)
    thread.join(SECONDS)


def test_who_waits_for_something_else_steps_aside() -> None:
    line = Turns(1, long=SECONDS)
    people = People(line)
    with line.turn(saves=True):
        people.come("a", "b")
        line.step_aside()
        people.leave()
        line.step_aside()
    assert people.let_in == ["a", "b"]
    with busy(line) as others:  # giving back a turn twice makes no room
        others.come("c")


def test_nobody_has_to_be_in_line_to_step_aside() -> None:
    line = Turns(1, long=SECONDS)
    line.step_aside()
    with busy(line) as people:
        people.come("a")


def test_a_fault_gives_the_turn_back(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Turns(1, long=SECONDS)
    monkeypatch.setattr(turns, "TURNS", line)

    def faulty(request: object) -> HttpResponse:
        raise ValueError

    request = RequestFactory().get("/")
    for _ in range(3):
        with pytest.raises(ValueError):
            turns.in_turn(faulty)(request)
    assert turns.in_turn(lambda request: HttpResponse("seen"))(request).content == b"seen"
