"""Forgets what lay in the trash for more than thirty days, and files that were sent and never brought in.

A running Vagus does so soon after the first start of a day, and once a day while it runs.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from tracker.accounts import audit
from tracker.api import once, tokens
from tracker.diary import trash
from tracker.exchange import jobs
from tracker.management.chores import SWEPT


class Command(BaseCommand):
    help = "Forget what was taken out of diaries more than thirty days ago; Vagus does this by itself every day."

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        gone = trash.purge(now) + once.purge(now) + tokens.purge(now) + audit.purge(now)
        jobs.sweep(now)
        (settings.DATA_DIR / SWEPT).touch(mode=0o600)
        if gone:
            self.stdout.write(f"Forgotten: {gone} rows.")
