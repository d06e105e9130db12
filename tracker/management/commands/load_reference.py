"""Plants the shipped tables; quick when nothing changed, so every start may call it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.foods import seed


class Command(BaseCommand):
    help = "Load the shipped food table. Safe to run again: rows that are gone are put away, never deleted."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = seed.load()
        except seed.SeedError as wrong:
            raise CommandError(str(wrong)) from wrong
        if options["verbosity"]:
            self.stdout.write(f"Food table: {done}")
