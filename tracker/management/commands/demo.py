"""Makes a sample account with invented days, or fills an existing one anew; a person's own account is never touched."""

import time
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from tracker.accounts.models import User
from tracker.diary import sample

MOST = 3650


class Command(BaseCommand):
    help = "Make a clearly marked sample account with invented days; one that is there gets its days replaced."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", default=sample.NAME, metavar="NAME", help="its name (default: %(default)s)")
        parser.add_argument("--days", type=int, default=sample.DAYS, metavar="N", help="default: %(default)s")
        parser.add_argument(
            "--seed", type=int, default=sample.SEED, metavar="S", help="the same number makes the same days"
        )

    def handle(self, *, user: str, days: int, seed: int, **options: Any) -> None:
        if not 1 <= days <= MOST:
            raise CommandError(f"--days must be between 1 and {MOST}.")
        if seed < 0:
            raise CommandError("--seed must be 0 or more.")
        began = time.monotonic()
        with transaction.atomic():
            person = User.objects.named(user) or _new(user)
            if not person.is_sample:
                raise CommandError(
                    f"{person.username} is somebody's own account and stays as it is. Choose another name."
                )
            rows = sample.make(person, days=days, seed=seed, today=person.today(timezone.now()))
        seconds = time.monotonic() - began
        self.stdout.write(f"Sample account {person.username}: {days} days, {rows} rows, {seconds:.1f} s.")


def _new(name: str) -> User:
    name = User.normalize_username(name)
    try:
        User(username=name).clean_fields(exclude={"password", "folded"})
    except ValidationError as wrong:
        raise CommandError(f"{name!r} cannot be a name: {' '.join(wrong.messages)}") from None
    return sample.account(name, settings.TIME_ZONE)
