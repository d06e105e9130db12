"""Sends the reminders that are due; `serve` runs it by itself, a cron job may where `serve` does not run."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.utils import timezone

from tracker.reminders.sending import send_due


class Command(BaseCommand):
    help = (
        "Sends the reminders that are due now, each once however many machines run this; every minute is often enough."
    )
    requires_system_checks = []

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        try:
            came = send_due(timezone.now())
        except DatabaseError as error:
            raise CommandError("The database does not answer; reminders wait.") from error
        if verbosity > 1 or (verbosity and (came.sent or came.failed)):
            self.stdout.write(f"{came.sent} sent, {came.failed} not delivered, {came.left_out} left out.")
