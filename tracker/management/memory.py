"""Memory that a long sum took goes back to the system when the sum is done."""

import ctypes
import os
import sys
from pathlib import Path

# mallopt(3): one pool for all threads instead of one a thread; whatever is larger than this gets a place of its own,
# and that is given back at once. glibc would raise the limit by itself after the first large array. A page lies below
# it, as text and as bytes: to ask the system for the room of each copy anew takes a tenth of the time of a large page.
ARENA_MAX, MMAP_THRESHOLD, TRIM_THRESHOLD = -8, -3, -1
LARGE = 1024 * 1024


def give_back() -> bool:
    """Set this up for the process and those forked from it; false where the C library has no such settings."""
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    wanted = ((ARENA_MAX, 1), (MMAP_THRESHOLD, LARGE), (TRIM_THRESHOLD, LARGE))
    return mallopt is not None and all(mallopt(name, value) == 1 for name, value in wanted)


def take_little() -> None:
    """Say before arrays are imported that one thread does their sums; each further one would hold its own buffers."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def most() -> int:
    """How many MB this program held at its most, on Linux; not what another held before it in the same process."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024
