"""Under the real server: a large import that is killed in the middle is done after the next start, and done once."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.exchange.formats.health_files import apple, eaten, record, slept, zipped
from tests.running import ROOT, START_SECONDS, command, running

pytestmark = pytest.mark.server

MANY = 150_000  # records, some seconds of reading
ASKED = """
import shutil
from pathlib import Path
from tracker.models import ImportJob, User
from tracker.web import bell, uploads
user = User.objects.create_user("alice", password="a long quiet word", time_zone="Europe/Oslo")
shutil.copy({file!r}, uploads.folder() / f"{{user.pk}}-0")
size = Path({file!r}).stat().st_size
ImportJob.objects.create(owner=user, token=f"{{user.pk}}-0", name="export.zip", size=size, large=True)
"""
APPLIED = """
from tracker.exchange import jobs
from tracker.models import ImportJob
jobs.bring_in(ImportJob.objects.get(), {})
"""


def said_to(data: Path, code: str) -> None:
    """Run a few lines as somebody who uses the app."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "VAGUS_URL", "DEBUG"}}
    environment = {**kept, "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    subprocess.run([sys.executable, "manage.py", "shell", "-c", code], cwd=ROOT, env=environment, check=True,
                   capture_output=True)  # fmt: skip


def ask(data: Path, question: str) -> tuple[object, ...]:
    with closing(sqlite3.connect(f"file:{data / 'vagus.sqlite3'}?mode=ro", uri=True)) as database:
        found: tuple[object, ...] = database.execute(question).fetchone()
        return found


def wait_for(data: Path, question: str, *answers: object) -> None:
    deadline = time.monotonic() + 3 * START_SECONDS
    while ask(data, question)[0] not in answers:
        assert time.monotonic() < deadline, ask(data, "SELECT state, share, attempts FROM tracker_importjob")
        time.sleep(0.05)


def workers_of(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
            if parent == pid and b"--with-parent" in command(int(path.parent.name)):
                found.append(int(path.parent.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    noise = record("HKQuantityTypeIdentifierHeartRate", "2026-11-19 12:00:00", "2026-11-19 12:00:00", "60")
    nights = [slept(f"{n - 1} 23:10", f"{n} 06:40") for n in range(11, 21)]
    meals = [eaten("Fiber", f"{n} 12:00", str(n), "g") for n in range(11, 21)]
    path = tmp_path / "export.zip"
    path.write_bytes(zipped({"export.xml": apple(*nights, *[noise] * MANY, *meals)}))
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="finds the worker in /proc")
def test_a_killed_import_is_taken_up_once_and_written_once(tmp_path: Path, file: Path) -> None:
    data, state = tmp_path / "data", "SELECT state FROM tracker_importjob"
    with running(data, tmp_path / "first"):
        pass
    said_to(data, ASKED.format(file=str(file)))
    with running(data, tmp_path / "second") as server:
        wait_for(data, "SELECT attempts FROM tracker_importjob", 1)
        (worker,) = workers_of(server.process.pid)
        server.process.kill()  # and everything with it
        server.process.wait()
    assert ask(data, state) == ("reading",)
    with running(data, tmp_path / "third") as server:
        wait_for(data, state, "read")
        assert b"--with-parent" not in command(worker), "it left with its parent"
        said_to(data, APPLIED)
        wait_for(data, state, "done")
        for _ in range(100):  # nothing is left to do, so nobody stays to do it
            if not workers_of(server.process.pid):
                break
            time.sleep(0.1)
        assert workers_of(server.process.pid) == []
    assert ask(data, "SELECT count(*), count(DISTINCT day) FROM tracker_night") == (10, 10)
    assert ask(data, "SELECT count(*) FROM tracker_importbatch") == (1,)
    assert list((data / "uploads").iterdir()) == []
    for log in ("second", "third"):
        printed = (tmp_path / log).read_text()
        assert "Traceback" not in printed and "Fatal" not in printed
