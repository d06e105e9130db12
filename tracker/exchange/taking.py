"""What a person says of a file as a whole and of values that differ: as a form has it, and as it is kept meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from tracker.exchange.apply import Choice, keep_mine, take_theirs
from tracker.exchange.formats.samsung_health import IN_UTC, LOCAL
from tracker.exchange.models import ImportJob
from tracker.exchange.opening import Opened

DIFFERENCE = "differs:"


def take_in_form(form: Mapping[str, Any]) -> dict[str, Any]:
    """What a form says; a person's own stays wherever it says nothing."""
    if form.get("all") == "file":
        return {"all": "file"}
    if form.get("all") != "each":
        return {}
    taken = [name.removeprefix(DIFFERENCE) for name in form if name.startswith(DIFFERENCE) and form[name] == "file"]
    return {"all": "each", "names": taken}


def choosing(take: Mapping[str, Any]) -> Choice:
    """The same as a choice between the two."""
    if take.get("all") == "file":
        return take_theirs
    if take.get("all") == "each":
        names = frozenset(take.get("names", ()))
        return lambda change: change.name in names
    return keep_mine


@dataclass(frozen=True, slots=True)
class Facts:
    """Of the file as a whole: activities into the note or not, where its times were, and what they are."""

    activities: bool
    zone: str
    times: str


def facts_of(job: ImportJob) -> Facts:
    return Facts(job.activities, job.zone, job.times)


def facts_in(form: Mapping[str, Any], opened: Opened, job: ImportJob) -> Facts:
    """What a form says; what it does not ask, or what makes no sense, stays as it is."""
    zone, times = str(form.get("zone", "")), str(form.get("times", ""))
    return Facts(
        form.get("activities", "note") != "out",
        zone if zone != opened.zone and zone in available_timezones() else job.zone,
        times if times in (LOCAL, IN_UTC) else job.times,
    )
