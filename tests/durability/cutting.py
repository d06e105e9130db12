"""Cuts the power under the real server: its file system, in a file, is shut down without writing anything more.

The kernel then forgets what it had not sent to the disk, journal included; mounted again, the file system plays its
journal back as after a real cut. Replies that arrive after the cut are no promise: a machine without power sends none.
"""

import fcntl
import os
import random
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.durability.devices import Device, saving
from tests.durability.house import House, a_house
from tests.durability.killing import FIRST, MOST, Found, Say, a_cast, in_the_midst
from tests.durability.looking import keys_in, looked_into, unsound

SHUT_DOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN, _IOR('X', 125, __u32)
NO_LOG_FLUSH = 2
MEGABYTES = 96
MEMORY = Path("/dev/shm")


class NotHere(Exception):  # noqa: N818
    """This machine does not let us; says why."""


@dataclass
class Volume:
    """An ext4 file system in a file, and the folder on which it is mounted."""

    image: Path
    at: Path
    options: str = "loop"

    def mount(self) -> None:
        run("mount", "-o", self.options, str(self.image), str(self.at))

    def unmount(self) -> None:
        for _ in range(200):
            if not subprocess.run(["umount", str(self.at)], capture_output=True).returncode:
                return
            time.sleep(0.01)
        run("umount", str(self.at))

    def cut(self) -> float:
        """The moment before it went."""
        handle = os.open(self.at, os.O_RDONLY)
        try:
            now = time.monotonic()
            fcntl.ioctl(handle, SHUT_DOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(handle)
        return now


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NotHere(f"{command[0]} says: {(done.stderr or done.stdout).strip()}")


@contextmanager
def a_volume(folder: Path, megabytes: int = MEGABYTES, options: str = "loop") -> Iterator[Volume]:
    """A fresh file system, gone afterwards.

    Raises:
        NotHere: without the right to mount, or the tools for it.
    """
    if os.geteuid():
        raise NotHere("only the system's administrator can mount a file system")
    if not shutil.which("mkfs.ext4"):
        raise NotHere("mkfs.ext4 is not installed: apt install e2fsprogs")
    place = MEMORY if MEMORY.is_dir() else folder
    image = place / f"vagus-{os.getpid()}-{time.monotonic_ns()}.img"
    volume = Volume(image, folder / "disk", options)
    volume.at.mkdir()
    try:
        with image.open("wb") as file:
            file.truncate(megabytes * 2**20)
        run("mkfs.ext4", "-q", "-F", "-O", "^metadata_csum_seed", str(image))
        volume.mount()
        try:
            yield volume
        finally:
            volume.unmount()
    finally:
        image.unlink(missing_ok=True)


def rounds(
    folder: Path, number: int, seed: int, careless: str = "", *, most: int = MOST, like: Path | None = None,
    say: Say = lambda line: None,
) -> Found:  # fmt: skip
    """So many times: start, save from all sides, cut the power, mount again, look.

    Raises:
        NotHere: where a file system cannot be mounted or shut down.
    """
    found, chance = Found(), random.Random(seed)
    settings = "tests.durability.careless" if careless else ""
    with (
        a_volume(folder) as volume,
        a_house(folder, volume.at / "data", settings, like=like, CARELESS=careless) as house,
    ):
        cookies = house.move_in()
        for nth in range(number):
            one_round(volume, house, a_cast(cookies, FIRST + timedelta(days=nth), chance), chance, found, most)
            if (nth + 1) % 10 == 0:
                say(found.line())
    return found


def one_round(
    volume: Volume, house: House, devices: list[Device], chance: random.Random, found: Found, most: int
) -> None:
    began = time.monotonic()
    server = house.serve()
    found.starts.append(time.monotonic() - began)
    _stop, threads = saving(server, devices)
    in_the_midst(devices, chance, most)
    cut = volume.cut()
    server.kill()
    for thread in threads:
        thread.join(10)
    volume.unmount()
    volume.mount()
    told = {one.key for device in devices for one in device.told if one.at < cut}
    with looked_into(house.database) as database:
        lost = told - keys_in(database)
        found.faults += [f"round {found.rounds}: {fault}" for fault in unsound(database, str(devices[0].day))]
    found.rounds += 1
    found.acknowledged += len(told)
    found.late += sum(len(device.told) for device in devices) - len(told)
    found.lost += len(lost)
    found.losing += bool(lost)
