"""The tests run on tables made from the models; here those that the migrations make are held to be the same."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests.running import ROOT

Made = set[tuple[str, str, frozenset[str]]]


def made(rows: list[tuple[str, str, str]]) -> Made:
    """Each table as its columns and constraints, in whatever order; each index and trigger as it was written."""
    return {
        (kind, name, frozenset(parts(sql)) if kind == "table" else frozenset({" ".join(sql.split())}))
        for kind, name, sql in rows
        if name not in {"cache", "cache_expires", "django_migrations"}  # Django's own commands make these
    }


def parts(sql: str) -> Iterator[str]:
    """What stands between the commas of a table's definition, but not within brackets."""
    depth, part = 0, ""
    for sign in re.sub(r"\s+", " ", sql[sql.index("(") + 1 : sql.rindex(")")]):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            yield part.strip()
            part = ""
        else:
            part += sign
    yield part.strip()


LOOK = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"


@pytest.mark.server  # migrating takes seconds
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's own schema")
def test_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    with closing(sqlite3.connect(tmp_path / "vagus.sqlite3")) as migrated:
        wanted = made(migrated.execute(LOOK).fetchall())
    with connection.cursor() as cursor:
        cursor.execute(LOOK)
        ours = made(cursor.fetchall())
    assert len(wanted) > 100
    assert (ours - wanted, wanted - ours) == (set(), set())
