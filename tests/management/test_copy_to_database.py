"""A household moves to another database and back, and not a row is lost, changed or left without its locks."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.test import override_settings

from tests.accounts.test_erase import a_full_life
from tests.builders import TODAY, a_day
from tests.postgres import MISSING, a_database, cluster, programs
from tracker.backups import moving
from tracker.backups.moving import TARGET, NotMoved, move, reached, tables
from tracker.management import alone
from tracker.management.commands.copy_to_database import without_password
from tracker.management.tables import shipped
from tracker.models import Break, CheckIn, FrozenDay, SavedAnswer, User

ODD = "blåbær 豆腐 \U0001f9e0 \\N \t\r\n '\"\\"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if programs() is None:
        pytest.skip(MISSING)
    with cluster() as address:
        yield address


@pytest.fixture
def household(alice: User, bob: User) -> User:
    """Two people with a row in every table, and values on which two databases may not agree."""
    a_full_life(alice)
    a_full_life(bob)
    a_day(alice, TODAY - timedelta(days=9), mood=0, note=ODD)
    odd = {"b": [1e16, 0.1, None, True], "a": ODD, "É": -0.0}
    for number, value in enumerate((odd, None, "null", 1.0, [])):
        SavedAnswer.objects.create(
            owner=alice, key=f"k{number}", batch="b", day=TODAY, field="mood", value=value, outcome="applied"
        )
    return alice


def a_file(folder: Path, name: str = "moved") -> str:
    return f"sqlite:///{folder / name}.sqlite3"


def copied(url: str) -> str:
    out = StringIO()
    call_command("copy_to_database", url, stdout=out)
    return out.getvalue()


def everything(alias: str) -> dict[str, dict[Any, Any]]:
    """All rows by table and key."""
    return {
        model._meta.label: {row[0]: row for row in model._base_manager.using(alias).values_list("pk", *columns(model))}
        for model in tables()
    }


def columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def facts(url: str) -> dict[str, Any]:
    return dict(dj_database_url.parse(url))


def tables_from_the_models(_migrate: str, database: str, **_more: Any) -> None:
    """As tests make theirs, which takes a tenth of the time; the first test makes them by migrating."""
    with override_settings(MIGRATION_MODULES={app.label: None for app in apps.get_app_configs()}):
        call_command("migrate", database=database, run_syncdb=True, interactive=False, verbosity=0)
    recorder = MigrationRecorder(connections[database])
    recorder.ensure_schema()
    for app, name in shipped():
        recorder.record_applied(app, name)


def test_every_table_arrives_and_the_source_stays(household: User, tmp_path: Path) -> None:
    before = everything("default")
    said = copied(a_file(tmp_path))
    assert "equal" in said and "DATABASE_URL" in said
    with reached(facts(a_file(tmp_path))):
        assert everything(TARGET) == before == everything("default")
    assert sum(map(len, before.values())) > 100
    with pytest.raises(CommandError, match="Somebody keeps a diary in the target"):
        copied(a_file(tmp_path))


def test_tables_of_something_else_are_left_alone(household: User, tmp_path: Path) -> None:
    with reached(facts(a_file(tmp_path))) as target, target.cursor() as cursor:
        cursor.execute("CREATE TABLE accounts (id integer)")
    with pytest.raises(CommandError, match="tables of something else"):
        copied(a_file(tmp_path))


def test_a_row_that_came_out_different_stops_everything(
    household: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = moving._prepared
    spoiled = CheckIn._meta.get_field("mood")
    monkeypatch.setattr(moving, "_prepared", lambda field, *rest: None if field == spoiled else real(field, *rest))
    monkeypatch.setattr(moving, "call_command", tables_from_the_models)
    with pytest.raises(NotMoved, match="tracker_checkin came out different"):
        move(facts(a_file(tmp_path)))
    with reached(facts(a_file(tmp_path))):
        assert not User.objects.using(TARGET).exists()
    monkeypatch.undo()
    assert "equal" in copied(a_file(tmp_path)), "what was left half done must not stand in the way"


def test_while_vagus_runs_nothing_is_copied(household: User, tmp_path: Path) -> None:
    with alone.held(settings.DATA_DIR, alone.SERVER), pytest.raises(CommandError, match="Stop it first"):
        copied(a_file(tmp_path))


@pytest.mark.parametrize("url", ["mysql://somewhere/else", "a word"])
def test_an_address_of_nothing_known_is_refused(db: None, url: str) -> None:
    with pytest.raises(CommandError, match="Give an address"):
        copied(url)


def test_the_password_is_not_told_again() -> None:
    assert without_password("postgresql://vagus:s3cret@db/vagus") == "postgresql://vagus@db/vagus"


@pytest.mark.server
def test_a_household_moves_to_postgresql_and_back(household: User, server: str, tmp_path: Path) -> None:
    before, there, back = everything("default"), a_database(server, "moved"), a_file(tmp_path, "back")
    assert "equal" in copied(there)
    with reached(facts(there)):
        assert everything(TARGET) == before
        the_locks_hold()
        fresh = Break.objects.using(TARGET).create(owner_id=household.pk, uid=uuid.uuid4(), day=TODAY)
        assert fresh.pk > max(Break.objects.values_list("pk", flat=True))
        fresh.delete()
    assert "equal" in as_an_owner(there, back, tmp_path)
    with reached(facts(back)):
        assert everything(TARGET) == before


def the_locks_hold() -> None:
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic(using=TARGET):
        FrozenDay.objects.using(TARGET).update(value=9)


def as_an_owner(source: str, target: str, folder: Path) -> str:
    environment = os.environ | {
        "DATABASE_URL": source, "DATA_DIR": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "tracker.settings"
    }  # fmt: skip
    command = [sys.executable, "manage.py", "copy_to_database", target]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
