"""Brings a backup back: into an empty place, or with --replace over a diary that is copied first."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker.backups.copies import Refused
from tracker.backups.place import here
from tracker.backups.restoring import PEOPLE, Occupied, Restored, foreign_seals, is_sealed, restore
from tracker.backups.sources import Sqlite
from tracker.management import alone
from tracker.management.commands.backup import asked
from tracker.management.prepare import folder_is_ours


class Command(BaseCommand):
    help = "Brings a backup back into an empty place; stop Vagus first."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a file made by backup")
        parser.add_argument("--replace", action="store_true", help="over a diary that is there; it is copied first")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        folder_is_ours(settings.DATA_DIR)
        place = here()
        try:
            passphrase = place.passphrase or (asked(twice=False) if is_sealed(file) else "")
            with alone.held(settings.DATA_DIR, alone.SERVER), alone.held(settings.DATA_DIR, alone.BACKUP):
                done = restore(place, file, timezone.now(), passphrase=passphrase, replace=replace)
        except Occupied as error:
            raise CommandError(f"{error} With --replace it is copied first, then replaced.") from error
        except Refused as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except alone.Taken as error:
            raise CommandError("Vagus runs here, or a backup is being made. Stop it first.") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        self.tell(done, place.source.path if isinstance(place.source, Sqlite) else file)

    def tell(self, done: Restored, database: Path) -> None:
        rows = sum(done.tables.values())
        self.stdout.write(f"{database} holds {rows} rows and {done.tables[PEOPLE]} accounts again. Now: make run")
        if done.before:
            self.stdout.write(f"What was there before is kept in {done.before}.")
        if foreign := foreign_seals(database):
            self.stdout.write(
                f"{foreign} second steps (one-time or recovery codes) were made with another secret key. Put the old "
                f"secret_key into {settings.DATA_DIR}, or run manage.py drop_second_step NAME for those people."
            )
