"""What was made of the same numbers before: after a change only what rests on another number is made again.

A panel, a layer of links, a line of a list is kept under all that it says something of: the columns by what they
hold, the days, the language. So there is nothing to clear, and whoever is given one leaves it as it is.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import blake2b
from typing import TypeVar, cast

from django.urls import get_script_prefix
from django.utils.translation import get_language

from tracker.table import Series

T = TypeVar("T")
MOST = 1024


class Said:
    """As many as fit; the one not asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._found: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if name in self._found:
                self._found.move_to_end(name)
                return cast(T, self._found[name])
        made = make()
        with self._lock:
            self._found[name] = made
            while len(self._found) > self.most:
                self._found.popitem(last=False)
        return made

    def clear(self) -> None:
        with self._lock:
            self._found.clear()


SAID = Said(MOST)


def once(make: Callable[[], T], *rests_on: Hashable) -> T:
    """What `make` gives, made once for all that it rests on; the first of them says what it is."""
    return SAID.get((get_language(), get_script_prefix(), rests_on), make)


def numbers(*series: Series) -> Hashable:
    """Some columns by what they hold, over which days, and which of these were off."""
    held = blake2b(digest_size=16)
    for one in series:
        held.update(one.values.tobytes())
        held.update(b"" if one.off is None else one.off.tobytes())
    return tuple((one.key, one.span, one.off is None) for one in series), held.digest()
