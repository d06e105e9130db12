"""Takes someone's second step away, for the day when the phone and the recovery codes are both gone."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.accounts.audit import What, note_here
from tracker.accounts.models import User


class Command(BaseCommand):
    help = "Removes passkeys, one-time codes and recovery codes of one account; its password stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.named(options["name"])
        if user is None:
            raise CommandError(f"Nobody here is called {options['name']}.")
        if Authenticator.objects.filter(user=user).delete()[0]:
            note_here(user, What.FACTOR_REMOVED)
        self.stdout.write(f"{user.username} signs in with the password alone now.")
