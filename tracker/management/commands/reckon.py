"""Does one long sum of Insights, then ends, so that all the memory it took goes back; Vagus starts it by itself."""

import os
import sys
import threading
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string

from tracker.accounts.models import User
from tracker.insights import keeping
from tracker.insights.models import Sort
from tracker.management import memory


class Command(BaseCommand):
    help = "Do one long sum of Insights; Vagus starts this by itself."
    requires_system_checks = []  # they would bring the whole house into memory

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", type=int)
        parser.add_argument("sort", type=Sort)
        parser.add_argument("wanted", help="the diary as it is, in short")
        parser.add_argument("work", help="what does the sum, by its dotted path")
        parser.add_argument("today", type=date.fromisoformat)

    def handle(self, *, person: int, sort: Sort, wanted: str, work: str, today: date, **options: Any) -> None:
        threading.Thread(target=_leave_with_parent, daemon=True).start()
        memory.take_little()
        if user := User.objects.filter(pk=person).first():  # else the account went meanwhile, and its row with it
            keeping.worked(user, sort, wanted, import_string(work), today)


def _leave_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # comes to an end when the process that started this does
    os._exit(1)
