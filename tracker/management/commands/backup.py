"""Copies the database while Vagus runs or rests, and tries whether a copy can be brought back."""

import getpass
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError
from django.utils import timezone

from tracker.backups import restoring
from tracker.backups.copies import SEALED, Refused, made
from tracker.backups.making import Made, make, rotate
from tracker.backups.place import Place, here
from tracker.backups.rotation import is_due
from tracker.management import alone


class Command(BaseCommand):
    help = "Copies the database and checks the copy; --rehearse tries whether the newest one can be brought back."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rehearse", action="store_true", help="bring the newest back to a temporary place, count")
        parser.add_argument("--daily", action="store_true", help="only if none was made since three at night; quiet")
        parser.add_argument("--encrypt", action="store_true", help="ask for a passphrase, where the settings have none")
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="put it there; nothing there is rotated")

    def handle(self, *args: Any, rehearse: bool, daily: bool, encrypt: bool, to: Path | None, **options: Any) -> None:
        place = here()
        if to:
            place = replace(place, folder=to.expanduser().resolve())
        needed = encrypt or (rehearse and any(path.suffix == SEALED for path in place.copies()[:1]))
        if needed and not place.passphrase:
            place = replace(place, passphrase=asked(twice=not rehearse))
        try:
            if rehearse:
                self.tell(restoring.rehearse(place))
            else:
                self.copy(place, daily=daily, elsewhere=to is not None)
        except Refused as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError("The database does not answer; no backup was made.") from error

    def copy(self, place: Place, *, daily: bool, elsewhere: bool) -> None:
        now = timezone.now()
        if daily and not is_due(map(made, place.copies()), now, timezone.get_default_timezone()):
            return
        if not place.source.now().get(restoring.PEOPLE):
            self.say("Nobody keeps a diary here yet, so there is nothing to copy.", quiet=daily)
            return
        try:
            with alone.held(settings.DATA_DIR, alone.BACKUP):
                copy = make(place, now)
                gone = [] if elsewhere else rotate(place.folder, now)
        except alone.Taken as error:
            raise CommandError("Another backup is being made just now.") from error
        self.say(summary(copy, len(gone)), quiet=daily)

    def say(self, line: str, *, quiet: bool = False) -> None:
        if not quiet:
            self.stdout.write(line)

    def tell(self, found: restoring.Rehearsal) -> None:
        """Every table, in the copy and now: whoever sits at the machine can read them anyway."""
        wide = max(map(len, found.tables | found.now), default=0)
        self.say(f"{'':{wide}}  in backup        now")
        for name in sorted(found.tables | found.now):
            self.say(f"{name:{wide}}  {shown(found.tables.get(name)):>9}  {shown(found.now.get(name)):>9}")
        self.say(f"{found.path} can be brought back: {sum(found.tables.values())} rows, {found.seconds:.1f} s.")


def shown(rows: int | None) -> str:
    return "-" if rows is None else str(rows)


def summary(copy: Made, gone: int) -> str:
    rows = sum(copy.tables.values())
    told = f"{copy.path}: {rows} rows in {len(copy.tables)} tables, {copy.size / 2**20:.1f} MB, opened and checked."
    return f"{told} {gone} older ones were let go." if gone else told


def asked(*, twice: bool) -> str:
    """A passphrase typed by whoever sits there; long enough to be worth it, and the same twice."""
    if not sys.stdin.isatty():
        raise CommandError("Set VAGUS_BACKUP_PASSPHRASE, or VAGUS_BACKUP_PASSPHRASE_FILE to a file that holds it.")
    typed = getpass.getpass("Passphrase of the backup: ")
    if not typed:
        raise CommandError("No passphrase, no backup: nothing was done.")
    if twice and getpass.getpass("Once more: ") != typed:
        raise CommandError("These were two different passphrases; nothing was done.")
    return typed
