"""A disk that is full, can only be read or fails: each save says so plainly, and nothing acknowledged is lost."""

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.durability import cutting
from tests.durability.devices import Device
from tests.durability.house import House, Server, a_house, not_here
from tests.durability.looking import keys_in, looked_into, unsound
from tests.durability.replaying import diarist

pytestmark = pytest.mark.server

DAY = date(2024, 1, 1)
SAVES = 100
MEGABYTES = 48
WORDS = "a note that took a while to write"


@contextmanager
def on_a_small_disk(folder: Path, like: Path, options: str) -> Iterator[tuple[House, cutting.Volume]]:
    """A household on a disk of its own, or a line that says why there is none."""
    try:
        with (
            cutting.a_volume(folder, MEGABYTES, options) as volume,
            a_house(folder, volume.at / "data", like=like) as house,
        ):
            yield house, volume
    except cutting.NotHere as why:
        not_here(f"no disk of its own can be had here: {why}")


def fill(folder: Path) -> Path:
    """Leave not one byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
    os.sync()
    return filler


def saves(server: Server, device: Device, number: int) -> list[int]:
    with closing(server.connect()) as connection:
        return [device.save(connection) for _ in range(number)]


def stands(house: House, device: Device) -> None:
    """What was acknowledged is there, and nothing else is wrong."""
    with looked_into(house.database) as database:
        assert {one.key for one in device.told} <= keys_in(database)
        assert unsound(database) == []


def is_said_plainly(connection: HTTPConnection, device: Device, why: str) -> None:
    """To a script in one line, so that the answer stays in its field; to a plain form as a page that keeps it."""
    form = {"field": "note", "note": WORDS, "key": "a-key-of-a-note", "base-note": "unknown"}
    status, line = device.reply(connection, "answer", form, script=True)
    assert (status, line) == (503, f"Not saved: {why}.")
    status, page = device.reply(connection, "answer", form)
    assert status == 503
    assert why in page
    assert f'name="note" value="{WORDS}"' in page
    assert "Traceback" not in page


def test_a_full_disk_refuses_plainly_and_forgets_nothing(furnished: Path, tmp_path: Path) -> None:
    with on_a_small_disk(tmp_path, furnished, "loop") as (house, volume):
        device = Device(house.move_in()[0], DAY, random.Random(1))
        server = house.serve()
        assert set(saves(server, device, 20)) <= {200, 302}
        filler = fill(volume.at)
        told = len(device.told)
        assert set(saves(server, device, SAVES)) <= {200, 302, 503}
        assert device.refused, "there was room after all"
        assert len(device.told) - told < SAVES / 2  # a little fits into what the log holds already
        with closing(server.connect()) as connection:
            is_said_plainly(connection, device, "the disk is full")
            for path in ("/today/", "", "/trends/", "/history/"):
                assert device.reply(connection, path)[0] == 200, path
            assert "The disk is nearly full" in device.reply(connection, "/today/")[1]
        filler.unlink()
        assert set(saves(server, device, 20)) <= {200, 302}, "with room again, saving goes on without a restart"
        server.kill()
        stands(house, device)


def test_a_disk_that_turns_read_only_refuses_plainly_and_forgets_nothing(furnished: Path, tmp_path: Path) -> None:
    with on_a_small_disk(tmp_path, furnished, "loop,errors=remount-ro") as (house, volume):
        device = Device(house.move_in()[0], DAY, random.Random(2))
        server = house.serve()
        assert set(saves(server, device, 20)) <= {200, 302}
        turn_read_only(volume)
        assert set(saves(server, device, 20)) == {503}
        with closing(server.connect()) as connection:
            assert device.reply(connection, "/today/")[0] == 200
            status, line = device.reply(connection, "answer", {"field": "mood", "mood": "3"}, script=True)
            assert status == 503
            assert line.startswith("Not saved: ")
        server.kill()
        volume.unmount()
        volume.mount()
        stands(house, device)
        again = house.serve()
        assert set(saves(again, device, 20)) <= {200, 302}
        again.kill()
        stands(house, device)


def turn_read_only(volume: cutting.Volume) -> None:
    """Let the kernel find an error in the file system, for which it was told to stop writing."""
    device = next(line.split()[0] for line in Path("/proc/mounts").read_text().splitlines() if str(volume.at) in line)
    try:
        Path(f"/sys/fs/ext4/{Path(device).name}/trigger_fs_error").write_text("a try")
    except OSError as error:
        raise cutting.NotHere(f"the kernel does not let an error be tried: {error.strerror}") from error


@pytest.mark.parametrize(
    "fault",
    ["fdatasync:error=EIO:when=9+7", "pwrite64:error=ENOSPC:when=40+17", "pwrite64:error=EIO:when=40+23"],
    ids=["a flush fails", "no room for a write", "a write fails"],
)
def test_a_fault_of_the_disk_is_never_acknowledged(furnished: Path, tmp_path: Path, fault: str) -> None:
    if not shutil.which("strace"):
        not_here("strace is not installed, so no fault can be sent: apt install strace")
    shutil.copytree(furnished, tmp_path, dirs_exist_ok=True)
    said = diarist(tmp_path / "data", ["-o", "/dev/null", "-e", f"inject={fault}"], changes=60)
    told = {line.removeprefix("saved ") for line in said if line.startswith("saved ")}
    assert "503" in said
    assert {line for line in said if not line.startswith(("saved ", "maybe "))} <= {"begin", "503"}
    with looked_into(tmp_path / "data" / "vagus.sqlite3") as database:
        assert unsound(database) == []
        assert told <= {key.partition("-")[0] for key in keys_in(database)}
