"""Makes the workers that are missing from this process, with all that it has read, and then lets the keeper go on.

Where there is none yet it makes one alone: two would copy what they share while the first page is made.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, NoReturn

from granian.server.mp import MPServer  # what its public name means wherever processes can fork

from tracker.management.keeper import HEARD, State


class Nursery(MPServer):
    """Granian's server up to the point where it would make its workers and stay to watch them."""

    def __init__(self, state: State, target: str, **options: Any) -> None:
        super().__init__(target, **options)
        self.state = state

    def _serve(self, spawn_target: Callable[..., None], target_loader: Callable[..., Any]) -> NoReturn:
        self._init_shared_socket()  # type: ignore[no-untyped-call]
        signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)  # the keeper will hear them
        hasty = not self.state.workers and self.state.settle > 0
        for number in range(1 if hasty else self.state.missing):
            worker = self._spawn_worker(number, spawn_target, target_loader)
            pid = begun(self.state.life, worker.inner.run)
            self.state.workers[pid] = time.time()
            if hasty:
                self.state.hasty.append(pid)
        self.state.hand_over("keep")


def begun(life: tuple[int, int], work: Callable[[], None]) -> int:
    """A process that works as this one would; its number."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            threading.Thread(target=leave_with, args=[life], daemon=True).start()
            signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a closed terminal is told to the keeper, who waits for us
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)
            work()
            code = 0
        finally:
            if code:
                sys.excepthook(*sys.exc_info())
            os._exit(code)
    return pid


def leave_with(life: tuple[int, int]) -> None:
    """End this process when the keeper is gone, however it went: nobody else holds the other end of the pipe."""
    reading, writing = life
    os.close(writing)
    os.read(reading, 1)
    os._exit(1)
