"""What may be known of the periods as a calendar file: those that have begun or open within two days, no more."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from tracker.experiments.models import Experiment
from tracker.experiments.protocol import Known
from tracker.web import ical


def text(experiment: Experiment, periods: Iterable[Known], now: datetime) -> str:
    """The file, lines ended as RFC 5545 wants them."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Vagus//Experiment//EN", "CALSCALE:GREGORIAN"]
    for period in periods:
        if said := _said(experiment, period):
            lines += _event(f"{experiment.uid}-{period.no}@vagus", period.start, period.end, said, stamp)
    return ical.text([*lines, "END:VCALENDAR"])


def _said(experiment: Experiment, period: Known) -> str:
    if period.condition is not None:
        return experiment.habit if period.condition else experiment.usual
    return _("Box %(no)s") % {"no": period.box_no} if period.box_no and experiment.blinding == "helper" else ""


def _event(uid: str, first: date, last: date, said: str, stamp: str) -> list[str]:
    after = last + timedelta(days=1)  # the end of a whole-day event is the day after it
    return [
        "BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}", f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}", f"SUMMARY:{ical.escaped(said)}", "TRANSP:TRANSPARENT", "END:VEVENT",
    ]  # fmt: skip
