"""Proof-reads seeds/: articles, glossary, safety texts and help lines."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.guidance.library import faults


class Command(BaseCommand):
    help = "Say what is wrong with the articles, glossary, safety texts and help lines, by file and line."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("languages", nargs="*", help="such as nb or zh-hans; without one, all that are offered")

    def handle(self, *args: Any, **options: Any) -> None:
        found = faults(settings.SEEDS, options["languages"] or [code for code, _ in settings.LANGUAGES])
        if found:
            raise CommandError("\n".join(map(str, found)))
        self.stdout.write("all good")
