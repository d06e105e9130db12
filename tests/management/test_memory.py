"""Memory goes back to the system where the C library can be told so."""

import platform
import subprocess
import sys

import pytest

from tracker.management import memory

MEASURE = """
from tracker.management import memory
import threading
memory.give_back()
def rss():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))
def work():
    pieces = [bytearray(size) for _ in range(60_000_000 // size)]  # 60 MB
    return pieces and None
before = rss()
for size in (200_000, memory.LARGE + 200_000) * 2:  # each smaller than the limit, each larger
    thread = threading.Thread(target=work); thread.start(); thread.join()
print(rss() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_what_threads_took_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE], check=True, capture_output=True, text=True)
    assert int(done.stdout) < 8_000  # KB


def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert memory.give_back() is False


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_what_the_program_before_held_is_not_counted() -> None:
    code = "import os, sys; room = b'x' * 150_000_000; os.execv(sys.executable, [sys.executable, '-c', {after!r}])"
    after = (
        "from tracker.management import memory; print(memory.most()); room = b'x' * 90_000_000; print(memory.most())"
    )
    done = subprocess.run([sys.executable, "-c", code.format(after=after)], check=True, capture_output=True, text=True)
    before, most = map(int, done.stdout.split())
    assert before < 60 < 90 <= most
