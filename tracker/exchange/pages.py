"""What the import pages show, put together from a preview or a stored report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any, cast

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.accounts.forms import zones
from tracker.accounts.models import User
from tracker.diary.fields import OWN
from tracker.diary.models import OwnTracker
from tracker.exchange.formats.columns import write_value
from tracker.exchange.formats.observation import Notice, Observation, Value
from tracker.exchange.formats.places import place_of
from tracker.exchange.formats.recognise import FORMATS
from tracker.exchange.formats.samsung_health import IN_UTC, LOCAL
from tracker.exchange.formats.told import ends_of
from tracker.exchange.models import ImportBatch, ImportJob
from tracker.exchange.offers import choices
from tracker.exchange.opening import Moods, Opened
from tracker.exchange.plan import Change, Preview
from tracker.exchange.taking import DIFFERENCE
from tracker.exchange.trackers import LIST
from tracker.exchange.wording import field_name, kinds, noticed, tables, value_name
from tracker.web import naming

CHOSEN_ONE_BY_ONE = 100
LINES_SHOWN = 100
ADDITIONS_SHOWN = 30
LEAVE_OUT = "out"
MOOD, PLACE, SCALE = "mood:", "place:", "scale:"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs, in words."""

    name: str
    day: date | None
    of: str
    field: str
    mine: str
    file: str
    taken: bool = False


def preview_page(user: User, opened: Opened, found: Preview, job: ImportJob, language: str) -> dict[str, Any]:
    """Everything the preview shows."""
    names = _trackers(user, found)
    return {
        "choices": choices(user, opened.things[:CHOSEN_ONE_BY_ONE], language),
        "more_things": max(0, len(opened.things) - CHOSEN_ONE_BY_ONE),
        "opened": opened,
        "found": found,
        "upload": job,
        "zones": zones(opened.zone) if opened.is_zoned else (),
        "times": _times(opened),
        "mood_steps": range(10, -1, -1),
        "differences": [_difference(change) for change in found.conflicts[:CHOSEN_ONE_BY_ONE]],
        "more_differences": max(0, len(found.conflicts) - CHOSEN_ONE_BY_ONE),
        "additions": [_addition(change, names) for change in found.added[:ADDITIONS_SHOWN]],
        "kinds": _kinds(found),
        "refused": _lines(found.refused),
        "remarks": _lines(found.remarks),
        "has_activities": any(thing.is_plain for thing in opened.things),
        "nothing": not found.added and not found.conflicts,
    }


def _times(opened: Opened) -> list[tuple[str, str, str]]:
    """What times may be, in words, with what a few nights would be then; nothing where the file tells."""
    if not (opened.asks_times or opened.times):
        return []
    words = {LOCAL: _("local times"), IN_UTC: pgettext("of times in a file", "UTC")}
    return [
        (times, word, naming.listed(_night(seen) for seen in opened.both_times.get(times, ())))
        for times, word in words.items()
    ]


def _night(seen: Observation) -> str:
    facts = {"day": date_format(seen.day, "SHORT_DATE_FORMAT") if seen.day else ""}
    bed, wake = (time_format(cast(time, seen.values[name]), "H:i") for name in ("bed_time", "wake_time"))
    return _("%(day)s: %(bed)s to %(wake)s") % {**facts, "bed": bed, "wake": wake}


def _trackers(user: User, found: Preview) -> dict[str, str]:
    """What own trackers are called, by the field of their answers: those of the diary and those the file brings."""
    kept = OwnTracker.objects.filter(owner=user).values_list("slug", "name")
    brought = [(change.seen.key, str(change.seen.values["name"])) for change in found.added if change.table == LIST]
    return {f"{OWN}{slug}": name for slug, name in (*brought, *kept)}


def _addition(change: Change, names: Mapping[str, str]) -> tuple[date | None, str, str]:
    """One new value, in words: its day, what it is, and what it says."""
    if change.field:
        name = names.get(change.field) or field_name(change.table, change.field)
        return change.day, name, _shown(change.field, change.value)
    values = change.seen.values
    if change.day is None:
        return None, tables()[change.table], str(values.get("name_en") or values.get("name") or change.seen.key)
    told = [_shown(name, value) for name, value in values.items() if name != "created"]
    return change.day, tables()[change.table], naming.listed(told)


def _kinds(found: Preview) -> list[tuple[str, int]]:
    """How many rows of each kind the file holds."""
    counts = Counter(table for table, _key in {(change.table, change.seen.key) for change in found.changes})
    return [(label, counts[table]) for table, label in tables().items() if counts[table]]


def _lines(notices: Sequence[Notice]) -> list[tuple[int, str]]:
    return [(notice.line, noticed(asdict(notice))) for notice in notices[:LINES_SHOWN]]


def _difference(change: Change) -> Difference:
    return Difference(
        DIFFERENCE + change.name, change.day, "" if change.day else change.seen.key,
        field_name(change.table, change.field), _shown(change.field, change.mine), _shown(change.field, change.value),
    )  # fmt: skip


def _shown(field: str, value: Value | None) -> str:
    return "" if value is None else value_name(field, write_value(value))


def moods_in(form: Mapping[str, Any], opened: Opened) -> Moods:
    """What a form says of the file's mood names; a name that was not decided is not among them."""
    said: dict[str, int | None] = {}
    for word in opened.words:
        choice = str(form.get(MOOD + word.word, ""))
        if choice == LEAVE_OUT:
            said[word.word] = None
        elif choice.isascii() and choice.isdigit() and int(choice) <= 10:
            said[word.word] = int(choice)
    return said


def mapping_in(form: Mapping[str, Any], opened: Opened) -> dict[str, dict[str, str]]:
    """What a form says of things in the file, as far as it is something else than what stands."""
    places, scales = {}, {}
    for thing in opened.things:
        place, scale = (str(form.get(part + thing.name, "")) for part in (PLACE, SCALE))
        if place and place != thing.place and place_of(place):
            places[thing.name] = place
        if scale and scale != thing.scale and ends_of(scale):
            scales[thing.name] = scale
    return {part: said for part, said in (("places", places), ("scales", scales)) if said}


def changes_nothing(moods: Moods, opened: Opened) -> bool:
    """Whether the form says just what the preview was made with."""
    return all(word.word not in moods or (word.decided and moods[word.word] == word.mood) for word in opened.words)


def report_page(batch: ImportBatch) -> dict[str, Any]:
    """Everything the report shows."""
    report = batch.report
    differences = [
        Difference(
            "", date.fromisoformat(d["day"]) if d["day"] else None, "" if d["day"] else d["key"],
            field_name(d["table"], d["field"]), value_name(d["field"], d["mine"]), value_name(d["field"], d["file"]),
            taken=d["stands"] == "file",
        )
        for d in report["differences"]
    ]  # fmt: skip
    return {
        "batch": batch,
        "report": report,
        "kept": report["conflicts"] - report["taken"],
        "differences": differences,
        "refused": [(line["line"], noticed(line)) for line in report["refused_lines"]],
        "remarks": [(line["line"], noticed(line)) for line in report["remarks"]],
        "first_day": date.fromisoformat(report["first_day"]) if report["first_day"] else None,
    }


@dataclass(frozen=True, slots=True)
class Readable:
    """An app whose files can be read: what comes of them, how its files end, and whether a real one has passed."""

    name: str
    about: str
    endings: str
    tested: bool


def readable() -> list[Readable]:
    """Every app once."""
    found: dict[str, Readable] = {}
    said = kinds()
    for entry in FORMATS:
        name, (about, endings) = _(entry.label), said.get(entry.key, ("", ""))
        there = found.get(name)
        ends = naming.listed((there.endings if there else "", endings))
        found[name] = Readable(name, there.about if there else about, ends, entry.tested)
    return list(found.values())
