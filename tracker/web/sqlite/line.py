"""A line of threads: whoever came first goes first, and nobody who comes later slips in."""

import threading
from collections import deque
from collections.abc import Callable


class Line:
    """The front is handed over by who leaves it, so that no newcomer can take it in between."""

    def __init__(self) -> None:
        self._lock, self._taken = threading.Lock(), False
        self._waiting: deque[threading.Lock] = deque()

    def enter(self, seconds: float, long: float = 0, meanwhile: Callable[[], None] = lambda: None) -> bool:
        """Wait for the front; false for who waited so long, and stands in the line no more.

        Who has waited for `long` seconds does `meanwhile`, once.
        """
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=min(long, seconds)):
            return True
        meanwhile()
        if turn.acquire(timeout=max(seconds - long, 0)):
            return True
        with self._lock:
            if turn not in self._waiting:  # it was handed over just now
                return True
            self._waiting.remove(turn)
            return False

    def leave(self) -> None:
        """Let the next one to the front."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    @property
    def is_taken(self) -> bool:
        return self._taken

    def __len__(self) -> int:
        """How many wait behind the front."""
        return len(self._waiting)
