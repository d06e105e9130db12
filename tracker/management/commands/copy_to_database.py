"""Moves the whole household to another database, from SQLite to PostgreSQL or back, and leaves this one as it was."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from tracker.backups.moving import Moved, NotMoved, move
from tracker.management import alone
from tracker.management.prepare import folder_is_ours

DRIVER = "python -m pip install --require-hashes --no-deps -r requirements-postgres.txt"


class Command(BaseCommand):
    help = "Copies everything to an empty database and compares every row; stop Vagus first."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", metavar="URL", help="postgresql://user:password@host/name or sqlite:////path")

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        folder_is_ours(settings.DATA_DIR)
        facts = facts_of(url)
        try:
            with alone.held(settings.DATA_DIR, alone.SERVER), alone.held(settings.DATA_DIR, alone.BACKUP):
                done = move(facts)
        except alone.Taken as error:
            raise CommandError("Vagus runs here, or a backup is being made. Stop it first.") from error
        except NotMoved as error:
            raise CommandError(f"{error} Nothing was copied, and this database is as it was.") from error
        except ImproperlyConfigured as error:
            raise CommandError(f"The driver of PostgreSQL is missing. Install it: {DRIVER}") from error
        except DatabaseError as error:
            text = f"A database does not answer, or refused ({type(error).__name__}). Nothing was copied."
            raise CommandError(text) from error
        self.tell(done, url)

    def tell(self, done: Moved, url: str) -> None:
        wide = max(map(len, done.tables))
        for name, rows in sorted(done.tables.items()):
            self.stdout.write(f"{name:{wide}}  {rows:>9}  equal")
        for name, rows in done.left.items():
            self.stdout.write(f"{name:{wide}}  {rows:>9}  left: {why_left(name)}")
        self.stdout.write(
            f"{sum(done.tables.values())} rows in {len(done.tables)} tables were copied and compared. This database is "
            f"as it was. Now set DATABASE_URL to {without_password(url)} (with its password) and make run. Keep "
            "DATA_DIR: its secret_key opens one-time codes, and a file still being brought in lies there."
        )


def facts_of(url: str) -> dict[str, Any]:
    """What Django needs to know of the target.

    Raises:
        CommandError: if the address is none, or names the database that is in use.
    """
    if urlsplit(url).scheme not in {"postgresql", "postgres", "sqlite"}:
        raise CommandError(
            "Give an address such as postgresql://user:password@host/name or sqlite:////path/name.sqlite3"
        )
    facts: dict[str, Any] = dict(dj_database_url.parse(url))
    here = settings.DATABASES["default"]
    if all(facts.get(key) == here.get(key) for key in ("NAME", "HOST", "PORT")):
        raise CommandError("That is the database in use.")
    if facts["ENGINE"].endswith("sqlite3"):
        path = Path(facts["NAME"])
        folder_is_ours(path.parent)
        path.touch(mode=0o600)
        facts["OPTIONS"] = {"transaction_mode": "IMMEDIATE"}
    return facts


def why_left(name: str) -> str:
    return "counters of minutes" if name == "cache" else "no table of Vagus"


def without_password(url: str) -> str:
    found = urlsplit(url)
    return url.replace(f":{found.password}@", "@") if found.password else url
