"""Values kept in memory by name, as many as fit; the one not asked for longest goes first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from django.db import connection

T = TypeVar("T")


class Latest(Generic[T]):
    """At most so many, for all threads of a process; whoever is given a value leaves it as it is."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Hashable) -> T | None:
        with self._lock:
            if (value := self._values.get(name)) is not None:
                self._values.move_to_end(name)
            return value

    def put(self, name: Hashable, value: T) -> T:
        with self._lock:
            self._values[name] = value
            self._values.move_to_end(name)
            while len(self._values) > self.most:
                self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        with self._lock:
            self._values.clear()


class Settled(Latest[T]):
    """The same of what the database said; inside a transaction nothing is kept, for it may yet be taken back."""

    def get(self, name: Hashable) -> T | None:
        return None if connection.in_atomic_block else super().get(name)

    def put(self, name: Hashable, value: T) -> T:
        return value if connection.in_atomic_block else super().put(name, value)
