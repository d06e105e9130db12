"""The reminders of the next four weeks as a calendar that other programs fetch, at floating times.

A floating time is the same on every clock, so it needs no time zone and moves with whoever travels; days of a break
and quiet hours are left out, and nothing tells whether a day was answered.
"""

import hashlib
import secrets
from datetime import UTC, date, datetime, timedelta

from tracker.accounts.models import User
from tracker.diary import days
from tracker.reminders.due import choice_of
from tracker.reminders.models import Channel, Kind, Reminder
from tracker.reminders.when import is_quiet
from tracker.reminders.wording import text_of
from tracker.table import Span
from tracker.web import ical

DAYS = 28
MINUTES = 5


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def renewed(user: User, now: datetime, opens: str) -> str:
    """A new secret for the feed; the old address is nobody's from now on. Only this answer ever holds it."""
    token = secrets.token_urlsafe(32)
    facts = {"token_hash": hash_of(token), "created": now, "verified": now, "opens": opens}
    Channel.objects.update_or_create(owner=user, kind=Kind.FEED, defaults=facts)
    return token


def behind(token: str) -> Channel | None:
    rows = Channel.objects.select_related("owner").filter(kind=Kind.FEED, owner__is_active=True)
    return rows.filter(token_hash=hash_of(token)).first() if token else None


def text(channel: Channel, now: datetime) -> str:
    """The calendar file."""
    user = channel.owner
    first = now.astimezone(user.zone).date()
    span = Span(first, first + timedelta(days=DAYS - 1))
    off, choice = days.days_off(user, span), choice_of(user)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Vagus//Reminders//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        "X-WR-CALNAME:Vagus", "REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H",
    ]  # fmt: skip
    for reminder in Reminder.objects.filter(owner=user):
        if is_quiet(reminder.at, choice.quiet_from, choice.quiet_until):
            continue
        for slot, day in enumerate(span):
            if reminder.is_on(day.weekday()) and not off[slot]:
                lines += _event(reminder, day, channel.opens, now)
    return ical.text([*lines, "END:VCALENDAR"])


def _event(reminder: Reminder, day: date, opens: str, now: datetime) -> list[str]:
    start = datetime.combine(day, reminder.at)
    said = ical.escaped(text_of(reminder))
    return [
        "BEGIN:VEVENT", f"UID:{reminder.uid}-{day:%Y%m%d}@vagus", f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{start:%Y%m%dT%H%M%S}", f"DURATION:PT{MINUTES}M", f"SUMMARY:{said}",
        f"DESCRIPTION:{ical.escaped(opens)}", f"URL:{opens}", "TRANSP:TRANSPARENT", "CLASS:PRIVATE",
        "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{said}", "TRIGGER:PT0S", "END:VALARM", "END:VEVENT",
    ]  # fmt: skip
