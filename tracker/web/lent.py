"""Connections to PostgreSQL go from request to request rather than stay with threads.

A server has many threads, for those that wait for slow senders, and few that are at work at once (turns.py). With a
connection for each thread two workers would hold more than a PostgreSQL lets in, most of them idle and none of them
warm. So a request is lent the connection used last, and gives it back.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

MOST = 8  # kept open while nobody needs them


class Lent:
    """The open connections that nobody uses; a thread that opened one of its own keeps to that."""

    def __init__(self, most: int = MOST) -> None:
        self.most, self.on = most, False
        self._idle: list[BaseDatabaseWrapper] = []
        self._lock = threading.Lock()

    def begin(self) -> None:
        """From now on, where the database is one that many connections burden."""
        self.on = connections[DEFAULT_DB_ALIAS].vendor == "postgresql"

    @contextmanager
    def lent(self) -> Iterator[None]:
        """A connection for what is done inside."""
        own = connections[DEFAULT_DB_ALIAS]
        if not self.on or own.connection is not None:
            yield
            return
        connections[DEFAULT_DB_ALIAS] = taken = self._taken()
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = own
            self._give_back(taken)

    def _taken(self) -> BaseDatabaseWrapper:
        with self._lock:
            taken = self._idle.pop() if self._idle else None
        if taken is None:
            taken = connections.create_connection(DEFAULT_DB_ALIAS)
            taken.inc_thread_sharing()
        return taken

    def _give_back(self, taken: BaseDatabaseWrapper) -> None:
        # As Django does at the end of a request, which does not see this one; its next user tries it first.
        taken.close_if_unusable_or_obsolete()
        with self._lock:
            if taken.connection is not None and len(self._idle) < self.most:
                self._idle.append(taken)
                return
        taken.close()


CONNECTIONS = Lent()
