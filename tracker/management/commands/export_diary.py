"""Writes a person's diary as one of the files that can be taken out."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.accounts.models import User
from tracker.exchange.export import OFFERS, put_out
from tracker.exchange.formats.source import ZIP_START


class Command(BaseCommand):
    help = "Write a person's whole diary to a file or to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME", help="whose diary")
        parser.add_argument(
            "--format",
            choices=list(OFFERS),
            help="archive: everything, in one ZIP; csv: the diary as one table; fhir: nights, totals and laboratory"
            " values; sleep: nights as Open mHealth (default: archive for a FILE that ends in .zip, else csv)",
        )
        parser.add_argument("--out", type=Path, metavar="FILE", help="where to write it (default: standard output)")

    def handle(self, *, user: str, out: Path | None, **options: Any) -> None:
        person = User.objects.filter(username=user).first()
        if person is None:
            raise CommandError(f"nobody here is called {user}")
        usual = "archive" if out and out.suffix.lower() == ".zip" else "csv"
        with put_out(person, options["format"] or usual, timezone.now()) as file:
            data = file.read()
        if out is None:
            self._print(data)
            return
        try:
            # A diary is for its owner's eyes: nobody else on the machine may read the file.
            with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(data)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}") from None
        self.stderr.write(f"Wrote {out}")

    def _print(self, data: bytes) -> None:
        # Bytes where the stream takes them, so that no console changes a letter or a line end.
        binary = getattr(self.stdout, "buffer", None)
        if binary is None and data.startswith(ZIP_START):
            raise CommandError("an archive is no text: name a file with --out")
        if binary is None:
            self.stdout.write(data.decode(), ending="")
        else:
            binary.write(data)
            binary.flush()
