"""What was made of the same numbers before: after a change only what rests on another number is made again.

A panel, a layer of links, a line of a list is kept under all that it says something of: the columns by what they
hold, the days, the language. So there is nothing to clear, and whoever is given one leaves it as it is.
"""

from collections.abc import Callable, Hashable
from hashlib import blake2b
from typing import Any, TypeVar

import numpy as np
from django.urls import get_script_prefix
from django.utils.translation import get_language

from tracker.table import Series
from tracker.web.latest import Latest

T = TypeVar("T")
MOST = 1024


SAID: Latest[Any] = Latest(MOST)


def once(make: Callable[[], T], *rests_on: Hashable) -> T:
    """What `make` gives, made once for all that it rests on; the first of them says what it is."""
    name = get_language(), get_script_prefix(), rests_on
    found: T | None = SAID.get(name)
    return SAID.put(name, make()) if found is None else found


def numbers(*series: Series) -> Hashable:
    """Some columns by what they hold, over which days, and which of these were off."""
    held = blake2b(digest_size=16)
    for one in series:
        held.update(one.values.tobytes())
        held.update(b"" if one.off is None else one.off.tobytes())
    return tuple((one.key, one.span, one.off is None) for one in series), held.digest()


def presence(series: Series) -> Hashable:
    """The same where it matters only on which days something was noted."""
    held = blake2b(np.packbits(series.known).tobytes(), digest_size=16)
    held.update(b"" if series.off is None else np.packbits(series.off).tobytes())
    return series.key, series.span, series.off is None, held.digest()
