"""Makes a link that leads somebody back in, for the day when the password is lost."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from tracker.accounts import way_back
from tracker.accounts.audit import What, note_here
from tracker.accounts.models import User
from tracker.management.addresses import of_this_machine


class Command(BaseCommand):
    help = "Prints a link, good for one hour and once, by which somebody sets a new password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument(
            "--drop-second-factor", action="store_true",
            help="the link takes away passkeys, one-time codes and recovery codes as well",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        user, drops = someone(options["name"]), bool(options["drop_second_factor"])
        path = reverse("accounts:way_back_link", args=[way_back.make(user, drops=drops)])
        note_here(user, What.WAY_BACK)
        self.stdout.write(
            f"For {user.username}, good for one hour and once. Whoever opens it sets the password, so hand it over "
            f"in private:\n\n  {of_this_machine()}{path}\n\n{what_follows(drops=drops)} {user.username} finds in "
            "Settings that this link was made. Tokens, shared links and reminders stay as they are."
        )


def someone(name: str) -> User:
    """The account of that name.

    Raises:
        CommandError: there is none, or it is switched off.
    """
    user = User.objects.real().filter(pk=found.pk).first() if (found := User.objects.named(name)) else None
    if user is None:
        raise CommandError(f"Nobody here is called {name}.")
    if not user.is_active:
        raise CommandError(f"{user.username} is switched off. The owner switches people on again in Settings.")
    return user


def what_follows(*, drops: bool) -> str:
    everywhere = "Using it signs out every browser."
    if drops:
        return f"{everywhere} It takes the second step away: passkeys, one-time codes and recovery codes."
    return f"{everywhere} A second step stays and is asked for (--drop-second-factor takes it away)."
