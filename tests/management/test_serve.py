"""One command brings everything up to date, answers, and stops without dropping anyone."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.running import ROOT, Running, a_free_port, running, serve
from tracker.backups.copies import copies, faults, newest_sound

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which Vagus ran once."""
    folder = tmp_path_factory.mktemp("serve")
    with running(folder / "data", folder / "log"):
        pass
    return folder / "data"


def refusal(data: Path, log: Path, **environment: str) -> str:
    """What is printed by a server that does not start."""
    server = serve(data, log, **environment)
    assert server.process.wait(timeout=60) == 1
    return server.printed()


def test_it_says_where_it_is_and_how_to_begin(prepared: Path, tmp_path: Path) -> None:
    with running(prepared, tmp_path / "log") as server:
        server.wait_for(f"Vagus is at http://localhost:{server.port}")
        server.wait_for("code")
        assert server.status("/healthz") == 200
        assert server.status("/readyz") == 200


def test_only_its_owner_can_read_the_data_folder(prepared: Path) -> None:
    assert stat.S_IMODE(prepared.stat().st_mode) == 0o700
    private = [path for path in prepared.rglob("*") if path.is_file()]
    assert [path for path in private if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_request_in_flight_is_answered_before_it_stops(prepared: Path, tmp_path: Path, how: signal.Signals) -> None:
    with running(prepared, tmp_path / "log") as server:
        connection = server.connect(timeout=20)
        connection.putrequest("POST", "/accounts/login/")
        connection.putheader("Content-Length", "11")
        connection.endheaders(b"login=")  # the door waits for the rest
        time.sleep(0.5)
        later = threading.Timer(0.5, lambda: connection.send(b"alice"))
        later.start()
        server.process.send_signal(how)
        assert connection.getresponse().status == 403
        connection.close()
        assert server.process.wait(timeout=30) == 0
    assert not (prepared / "running").exists()


def test_two_servers_never_share_a_folder_or_a_port(prepared: Path, tmp_path: Path) -> None:
    with running(prepared, tmp_path / "log") as server:
        assert "DATA_DIR" in refusal(prepared, tmp_path / "second")
        taken = refusal(tmp_path / "other", tmp_path / "third", PORT=str(server.port))
        assert "PORT" in taken
        assert "Traceback" not in taken


def test_children_leave_with_their_parent(prepared: Path, tmp_path: Path) -> None:
    with running(prepared, tmp_path / "log", WORKERS="2") as server:
        server.process.kill()
        server.process.wait()
        assert nobody_answers(server)
    with running(prepared, tmp_path / "again"):  # the lock went with them
        pass


def nobody_answers(server: Running) -> bool:
    for _ in range(100):
        try:
            server.status("/healthz")
        except OSError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(
    ("setting", "value"), [("PORT", "eighty"), ("HOST", "not a host"), ("WORKERS", "many"), ("VAGUS_URL", "diary")]
)
def test_a_setting_that_makes_no_sense_is_named(tmp_path: Path, setting: str, value: str) -> None:
    printed = refusal(tmp_path / "data", tmp_path / "log", **{setting: value})
    assert setting in printed.splitlines()[-1]


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    # /proc takes no folders from anyone, the system's administrator included.
    assert "DATA_DIR" in refusal(Path("/proc/vagus"), tmp_path / "log")


def test_a_data_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "DATA_DIR" in refusal(tmp_path / "file" / "data", tmp_path / "log")


def test_a_damaged_database_stops_the_start_and_names_the_way_back(prepared: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    with running(data, tmp_path / "first"):
        pass
    database = data / "vagus.sqlite3"
    backups = data / "backups"
    backups.mkdir()
    good = backups / "vagus-20261101-030000.sqlite3"
    good.write_bytes(database.read_bytes())
    (backups / "vagus-20261102-030000.sqlite3").write_bytes(b"not a database" * 500)
    pages = bytearray(database.read_bytes())
    pages[4096:40960] = b"\xff" * (40960 - 4096)
    database.write_bytes(pages)
    (data / "running").write_text("1")  # as a crash leaves it
    printed = refusal(data, tmp_path / "log")
    assert "damaged" in printed
    assert str(good) in printed
    assert "Traceback" not in printed
    assert database.read_bytes() == bytes(pages)


def test_a_file_that_is_no_database_is_named_even_after_a_proper_stop(prepared: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "checked").touch()
    (data / "vagus.sqlite3").write_bytes(b"a letter, not a database" * 100)
    printed = refusal(data, tmp_path / "log")
    assert str(data / "vagus.sqlite3") in printed
    assert "Traceback" not in printed


def test_a_database_server_that_is_away_is_said_in_a_line(tmp_path: Path) -> None:
    away = f"postgresql://nobody@127.0.0.1:{a_free_port()}/nothing"
    printed = refusal(tmp_path / "data", tmp_path / "log", DATABASE_URL=away)
    assert "DATABASE_URL" in printed
    assert "Traceback" not in printed


def test_an_old_database_is_copied_before_its_tables_change(prepared: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    with running(data, tmp_path / "first"):
        pass
    assert copies(data / "backups") == []  # nothing was there to copy
    migrate = [sys.executable, "manage.py", "migrate", "usersessions", "zero"]
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**kept, "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True, capture_output=True)
    with running(data, tmp_path / "second") as server:
        server.wait_for("copied")
        assert server.status("/readyz") == 200
    (copy,) = copies(data / "backups")
    assert newest_sound(data / "backups") == copy
    assert faults(copy) == []
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT count(*) FROM cache").fetchone() == (0,)
