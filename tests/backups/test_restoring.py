"""What was copied comes back identical, or not at all; what lies there is never lost."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.backups.places import NOW, PASSPHRASE, a_place, add_days, an_empty_place, everything
from tests.backups.test_making import SEALING, files
from tracker.accounts.sealing import seal
from tracker.backups import restoring
from tracker.backups.copies import Refused
from tracker.backups.making import make
from tracker.backups.place import Place
from tracker.backups.restoring import Occupied, foreign_seals, rehearse, restore


def database_of(place: Place) -> Path:
    return place.data / "vagus.sqlite3"


def restored(place: Place, file: Path, passphrase: str = "", *, over: bool = False) -> restoring.Restored:
    return restore(place, file, NOW, passphrase=passphrase, replace=over)


values = st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text() | st.binary()


@SEALING
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(values, values, values), max_size=20))
def test_what_is_restored_is_the_same_database(
    tmp_path_factory: pytest.TempPathFactory, passphrase: str, rows: list[tuple[object, ...]]
) -> None:
    tmp_path = tmp_path_factory.mktemp("round")
    place, elsewhere = a_place(tmp_path, passphrase, days=3), an_empty_place(tmp_path)
    with closing(sqlite3.connect(database_of(place))) as database:
        database.execute("CREATE TABLE any (a, b, c)")
        database.executemany(
            "INSERT INTO any VALUES (CAST(? AS BLOB), ?, ?)",
            [(a if isinstance(a, bytes) else None, text(b), text(c)) for a, b, c in rows],
        )
        database.commit()
        wanted = everything(database_of(place))  # with the log still beside it
        copy = make(place, NOW)
    done = restored(elsewhere, copy.path, passphrase)
    assert everything(database_of(elsewhere)) == wanted
    assert done.before is None
    assert done.tables == copy.tables
    assert [path.name for path in elsewhere.data.iterdir()] == ["vagus.sqlite3"]
    assert database_of(elsewhere).stat().st_mode & 0o777 == 0o600


def text(value: object) -> object:
    """Half of a character is none that a database keeps."""
    return value.encode("utf-8", "ignore").decode().replace("\0", "") if isinstance(value, str) else value


def test_over_a_diary_only_on_demand_and_after_a_copy_of_it(tmp_path: Path) -> None:
    place = a_place(tmp_path)
    old = everything(database_of(place))
    copy = make(place, NOW - timedelta(days=1)).path
    add_days(database_of(place), 5)
    newer = everything(database_of(place))
    before = files(place.data)
    with pytest.raises(Occupied):
        restored(place, copy)
    assert files(place.data) == before
    done = restored(place, copy, over=True)
    assert everything(database_of(place)) == old
    assert done.before
    assert everything(done.before) == newer
    assert restored(place, done.before, over=True).tables["tracker_checkin"] == 35


def test_a_damaged_diary_is_kept_as_it_is(tmp_path: Path) -> None:
    place = a_place(tmp_path, days=400)
    copy = make(place, NOW - timedelta(days=1)).path
    database_of(place).write_bytes(b"a letter, not a database" * 99)
    (place.data / "vagus.sqlite3-wal").write_bytes(b"its log")
    with pytest.raises(Occupied):
        restored(place, copy)
    done = restored(place, copy, over=True)
    assert done.before
    assert files(done.before) == {
        "vagus.sqlite3": b"a letter, not a database" * 99, "vagus.sqlite3-wal": b"its log",
    }  # fmt: skip
    assert everything(database_of(place)) == everything(copy)
    assert not (place.data / "vagus.sqlite3-wal").exists()


def test_a_place_where_nobody_keeps_a_diary_is_empty(tmp_path: Path) -> None:
    place, elsewhere = a_place(tmp_path), an_empty_place(tmp_path)
    with closing(sqlite3.connect(database_of(elsewhere))) as database:
        database.execute("CREATE TABLE tracker_user (id)")
    restored(elsewhere, make(place, NOW).path)
    assert everything(database_of(elsewhere)) == everything(database_of(place))


@SEALING
@pytest.mark.parametrize("left", [0, 10, 100, 500, 5000, -1, -4096])
def test_a_file_cut_off_is_refused_and_changes_nothing(tmp_path: Path, passphrase: str, left: int) -> None:
    place = a_place(tmp_path, passphrase, days=100)
    cut = tmp_path / "cut"
    cut.write_bytes(make(place, NOW).path.read_bytes()[:left])
    refused_without_change(place, cut, passphrase)


def a_letter(file: Path) -> None:
    file.write_text("Dear diary, " * 999)


def somebody_elses(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE notes (text)")


def a_newer_one(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.executescript(
            "CREATE TABLE tracker_user (id); CREATE TABLE django_migrations (app, name);"
            "INSERT INTO django_migrations VALUES ('tracker', '9999_from_the_future');"
        )


@pytest.mark.parametrize(
    ("write", "says"), [(a_letter, "not sound"), (somebody_elses, "no Vagus diary"), (a_newer_one, "newer Vagus")]
)
def test_what_is_no_copy_of_ours_is_refused(tmp_path: Path, write: Callable[[Path], None], says: str) -> None:
    write(tmp_path / "file")
    assert says in refused_without_change(a_place(tmp_path), tmp_path / "file", "")


def test_a_wrong_or_missing_passphrase_is_said(tmp_path: Path) -> None:
    place = a_place(tmp_path, PASSPHRASE)
    copy = make(place, NOW).path
    assert "does not open" in refused_without_change(place, copy, "oats")
    assert "VAGUS_BACKUP_PASSPHRASE" in refused_without_change(place, copy, "")


def refused_without_change(place: Place, file: Path, passphrase: str) -> str:
    before = files(place.data)
    with pytest.raises(Refused) as refused:
        restored(place, file, passphrase, over=True)
    assert files(place.data) == before
    elsewhere = an_empty_place(place.data.parent)
    with pytest.raises(Refused):
        restored(elsewhere, file, passphrase)
    assert list(elsewhere.data.iterdir()) == []
    elsewhere.data.rmdir()
    return str(refused.value)


def test_a_crash_before_the_last_step_leaves_the_diary_or_a_copy_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = a_place(tmp_path)
    copy = make(place, NOW - timedelta(days=1)).path
    add_days(database_of(place), 5)
    newer = everything(database_of(place))

    def crash(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(restoring, "set_aside", lambda place, now: broken.setattr(Path, "replace", crash))
        restored(place, copy, over=True)
    assert everything(database_of(place)) == newer
    assert not list(place.data.glob("*.part*"))


@SEALING
def test_a_rehearsal_counts_and_leaves_nothing(tmp_path: Path, passphrase: str) -> None:
    place = a_place(tmp_path, passphrase)
    copy = make(place, NOW).path
    add_days(database_of(place), 5)
    before = files(place.data)
    found = rehearse(place)
    assert (found.path, found.made) == (copy, NOW)
    assert (found.tables["tracker_checkin"], found.now["tracker_checkin"]) == (30, 35)
    assert files(place.data) == before


def test_a_rehearsal_that_goes_wrong_says_so(tmp_path: Path) -> None:
    place = a_place(tmp_path)
    with pytest.raises(Refused, match="no backup yet"):
        rehearse(place)
    copy = make(place, NOW).path
    copy.write_bytes(copy.read_bytes()[:5000])
    before = files(place.data)
    with pytest.raises(Refused, match="not sound"):
        rehearse(place)
    assert files(place.data) == before


def test_second_steps_of_another_machine_are_counted(tmp_path: Path) -> None:
    place = a_place(tmp_path)
    steps = [("totp", {"secret": seal("ours")}), ("recovery_codes", {"seed": "from elsewhere"}), ("webauthn", {})]
    steps += [("recovery_codes", {"migrated_codes": ["sha256:00"]})]  # hashes, good everywhere
    with closing(sqlite3.connect(database_of(place))) as database:
        database.executemany("INSERT INTO mfa_authenticator VALUES (?, ?)", [(k, json.dumps(v)) for k, v in steps])
        database.commit()
    assert foreign_seals(database_of(place)) == 1
