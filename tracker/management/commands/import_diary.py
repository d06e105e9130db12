"""Brings a file into a person's diary, all or nothing, or shows what it would change."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.accounts.models import User
from tracker.backups.place import here
from tracker.backups.state import little_room
from tracker.exchange.apply import apply, keep_mine, preview, report, take_theirs, to_add
from tracker.exchange.formats.archive import MEBI
from tracker.exchange.formats.observation import UnreadableFile
from tracker.exchange.formats.recognise import MOST_OF_ALL, NAMES
from tracker.exchange.formats.samsung_health import UNSURE
from tracker.exchange.mapping_file import MappingFile, parse
from tracker.exchange.mappings import keep
from tracker.exchange.opening import Choices, Opened, open_file, questions, remember
from tracker.exchange.wording import noticed

UNDECIDED = 2


class Command(BaseCommand):
    help = "Bring a file of one of the formats below into a person's diary. Values typed here are never written over."
    requires_system_checks = []  # they would bring the whole house into memory

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--user", required=True, metavar="NAME", help="whose diary")
        parser.add_argument("--format", default="auto", choices=["auto", *NAMES], help="default: by what is inside")
        parser.add_argument(
            "--timezone", metavar="ZONE", help="where the days were spent, if the file does not say: Europe/Oslo"
        )
        parser.add_argument("--times", choices=["local", "utc"], help="what times are, where nothing in a file tells")
        parser.add_argument(
            "--mapping",
            type=Path,
            metavar="JSON",
            help='moods by name, {"mood word": 0 to 10 or null}, or an object with moods, places, scales, and of a'
            " table date, time, order and decimal; --json tells what is asked",
        )
        parser.add_argument("--no-activities", action="store_true", help="leave activities out of the note")
        parser.add_argument("--take-theirs", action="store_true", help="where values differ, take the file's")
        parser.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, file: Path, user: str, mapping: Path | None, **options: Any) -> None:
        person = User.objects.filter(username=user).first()
        if person is None:
            raise CommandError(f"nobody here is called {user}")
        said = _mapping(mapping)
        choices = Choices(
            said.moods, activities=not options["no_activities"], zone=_zone(options["timezone"]),
            mapping={**said.mapping, "times": options["times"] or ""},
        )  # fmt: skip
        now = timezone.now()
        try:
            with _open(file) as data:
                opened = open_file(person, data, choices, today=person.today(now), kind=options["format"])
        except UnreadableFile as error:
            raise CommandError(f"{file}: {error}") from None
        if opened.asks:
            self._ask(opened, as_json=options["json"])
        facts: dict[str, Any] = {"format": opened.kind}
        if options["dry_run"]:
            found = preview(person, opened.readings)
            facts |= report(found) | {"preview": to_add(found)}
        else:
            _room_is_left()
            remember(person, opened, said.moods)
            keep(person, opened.source, said.mapping)
            take = take_theirs if options["take_theirs"] else keep_mine
            batch = apply(person, opened.readings, kind=opened.kind, sha256=opened.sha256, now=now, take=take)
            facts |= batch.report
        self._tell(facts, dry=options["dry_run"], as_json=options["json"])

    def _ask(self, opened: Opened, *, as_json: bool) -> None:
        """Say what has to be known first; nothing is guessed."""
        asked = questions(opened)
        if as_json:
            self.stdout.write(json.dumps({"format": opened.kind, **asked}, ensure_ascii=False))
        lines = ["Not known yet:"]
        for what, names in asked.items():
            lines += [f"  {what}: {name} ({count} entries)" for name, count in names.items()]
        if opened.asks_times:
            raise CommandError("\n".join([*lines, f"{UNSURE} Give it with --times."]), returncode=UNDECIDED)
        hint = 'Answer in a JSON file, {"mood word": number from 0 to 10, or null to leave it out} or '
        hint += '{"places": {name: place}, "scales": {name: "1-10"}, "date": column, "order": "dmy"}, '
        raise CommandError("\n".join([*lines, hint + "and give it with --mapping FILE."]), returncode=UNDECIDED)

    def _tell(self, facts: dict[str, Any], *, dry: bool, as_json: bool) -> None:
        if as_json:
            reasons = [{"line": line["line"], "reason": noticed(line)} for line in facts.pop("refused_lines")]
            remarks = [{"line": line["line"], "reason": noticed(line)} for line in facts["remarks"]]
            counted = {"refused": reasons, "refused_count": facts["refused"], "remarks": remarks}
            self.stdout.write(json.dumps(facts | counted, ensure_ascii=False))
            return
        self.stdout.write(f"{NAMES[facts['format']]}: {facts['entries']} entries on {facts['days']} days")
        if facts["days"]:
            self.stdout.write(f"From {facts['first_day']} to {facts['last_day']}")
        self.stdout.write(f"{'Would add' if dry else 'Added'}: {facts['added']} values on {facts['added_days']} days")
        self.stdout.write(f"Already there: {facts['already_there']}")
        if facts["left"]:
            self.stdout.write(f"Cleared or taken away here, left so: {facts['left']}")
        kept = facts["conflicts"] - facts["taken"]
        self.stdout.write(f"Different here, yours kept: {kept}; the file's taken: {facts['taken']}")
        for difference in facts["differences"]:
            self.stdout.write(f"  {difference['day'] or difference['key']} {difference['field']}: ", ending="")
            self.stdout.write(f"here {difference['mine']!r}, in the file {difference['file']!r}")
        self.stdout.write(f"Lines left out: {facts['refused']}")
        for line in (*facts["refused_lines"], *facts["remarks"]):
            self.stdout.write(f"  line {line['line']}: {noticed(line)}" if line["line"] else f"  {noticed(line)}")
        for value in facts.get("preview", ()):
            self.stdout.write(f"  + {value['day'] or '-'} {value['field']} = {value['value']}")


def _room_is_left() -> None:
    """An import takes no room that tomorrow's answers will need."""
    if (free := little_room(here())) is not None:
        raise CommandError(f"The disk is nearly full: {free // 2**20} MB are free. Nothing was brought in.")


def _open(path: Path) -> IO[bytes]:
    try:
        if path.stat().st_size > MOST_OF_ALL:
            raise CommandError(f"{path} is larger than {MOST_OF_ALL // MEBI} MB")
        return path.open("rb")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from None


def _zone(name: str | None) -> ZoneInfo | None:
    if name is not None and name not in available_timezones():
        raise CommandError(f"the time zone {name} is not known")
    return ZoneInfo(name) if name else None


def _mapping(path: Path | None) -> MappingFile:
    if path is None:
        return MappingFile()
    try:
        with _open(path) as data:
            return parse(data.read())
    except ValueError as error:
        raise CommandError(f"{path}: {error}") from None
