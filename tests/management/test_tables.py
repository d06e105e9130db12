"""Whether the tables are those of this version is told by names alone, and told right."""

from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from tracker.management import prepare, tables

pytestmark = pytest.mark.django_db


def test_the_names_are_those_that_reading_every_migration_gives() -> None:
    loader = MigrationExecutor(connection).loader
    assert tables.shipped() == set(loader.disk_migrations)
    assert tables.look() == tables.Standing(frozenset(loader.applied_migrations), frozenset(), "")


def test_a_migration_that_was_not_applied_is_missing() -> None:
    MigrationRecorder(connection).record_unapplied("tracker", "0001_initial")
    assert tables.look().missing == {("tracker", "0001_initial")}


def test_a_diary_of_a_newer_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "call_command", lambda *args, **options: pytest.fail("something was changed"))
    MigrationRecorder(connection).record_applied("tracker", "9999_from_the_future")
    with pytest.raises(CommandError, match=r"newer Vagus.*9999_from_the_future.*restore"):
        prepare.tables_are_current(print)


def test_a_library_that_was_taken_out_leaves_tables_that_trouble_nobody() -> None:
    MigrationRecorder(connection).record_applied("socialaccount", "0042_not_ours")
    assert tables.look().newer == ""


def test_an_app_of_one_file_has_no_tables(settings: Settings) -> None:
    settings.MIGRATION_MODULES = {"tracker": "tracker.no_such_folder"}
    assert not [name for app, name in tables.shipped() if app == "tracker"]


def test_the_cache_has_its_table_after_a_start(tmp_path: Path) -> None:
    assert not tables.has("no_such_table")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS cache")
    prepare.tables_are_current(print)
    assert tables.has("cache")
