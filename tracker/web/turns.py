"""Requests take turns: a few at once in each process, in the order in which they came, saves a little before looks.

Threads that all work at once share one processor's time in slices, and each that waits for its database loses its
slice to all others: the request with most queries then waits longest, many times over, and somebody waits for half a
minute while the usual wait is two seconds. With few at work a request that has begun is done soon, and nobody is
overtaken for long.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse

from tracker.web.lent import CONNECTIONS

MOST = 3  # one computes while the others wait for the database or write to the disk
LONG = 1.0  # seconds; whoever is at work for longer waits for something else, or would make all others wait
SAVES = 2  # of three turns go to those who save, where others wait too

Door = Callable[[HttpRequest], HttpResponse]
Gate = threading.Lock


class Turns:
    """So many are at work; everybody else stands in one of two lines. Nobody at work for `long` seconds is counted."""

    def __init__(self, most: int, long: float = LONG) -> None:
        self.most, self.long = most, long
        self._lock, self._own = threading.Lock(), threading.local()
        self._saving: deque[Gate] = deque()
        self._looking: deque[Gate] = deque()
        self._at_work: dict[Gate, float] = {}
        self._saved = 0  # turns in a row that went to saves

    @contextmanager
    def turn(self, *, saves: bool) -> Iterator[None]:
        """Wait for a turn, and give it back at the end."""
        mine = self._own.gate = self._come(saves)
        try:
            yield
        finally:
            self._own.gate = None
            with self._lock:
                self._at_work.pop(mine, None)
                self._call()

    def step_aside(self) -> None:
        """Let the next one go while this thread waits for something that may take long."""
        if mine := getattr(self._own, "gate", None):
            with self._lock:
                if self._at_work.pop(mine, None) is not None:
                    self._call()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._saving) + len(self._looking)

    def _come(self, saves: bool) -> Gate:
        gate = threading.Lock()
        gate.acquire()
        with self._lock:
            (self._saving if saves else self._looking).append(gate)
            self._call()
        while not gate.acquire(timeout=self.long):
            with self._lock:
                self._call()
        return gate

    def _call(self) -> None:
        """Let in whoever is next, as long as there is room."""
        now = time.monotonic()
        free = self.most - sum(now - since < self.long for since in self._at_work.values())
        while free > 0 and len(self):
            free -= 1
            gate = self._next()
            self._at_work[gate] = now
            gate.release()

    def _next(self) -> Gate:
        saves = bool(self._saving) and (not self._looking or self._saved < SAVES)
        self._saved = self._saved + 1 if saves else 0
        return (self._saving if saves else self._looking).popleft()


TURNS = Turns(MOST)


def in_turn(get_response: Door) -> Door:
    """The middleware; files that are served as they lie do not come this far."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with TURNS.turn(saves=request.method == "POST"), CONNECTIONS.lent():
            return get_response(request)

    return middleware
