"""Reminders as settings of a diary: its times travel with it, the ways and their secrets never do."""

import re
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.accounts.models import User
from tracker.reminders import clock
from tracker.reminders.due import choice_of
from tracker.reminders.models import LABEL_LENGTH, MOST_REMINDERS, Reminder

TIMES, QUIET, ANSWERED = "reminders", "quiet_hours", "skip_answered"
SETTINGS = (TIMES, QUIET, ANSWERED)
BETWEEN = re.compile(r"; (?=\d\d:\d\d [1-7]+(?: |$))")  # a label may hold a semicolon of its own


def label(name: str) -> str:
    return {TIMES: _("Reminders"), QUIET: _("Quiet hours")}.get(
        name, _("Not on a day whose own questions are all answered")
    )


def told(user: User) -> dict[str, Any]:
    """The settings: `21:00 1234567 words`, 1 for Monday, in the order of the day."""
    choice = choice_of(user)
    quiet = f"{choice.quiet_from:%H:%M}-{choice.quiet_until:%H:%M}" if choice.quiet_from and choice.quiet_until else ""
    rows = Reminder.objects.filter(owner=user)
    return {TIMES: [_written(row) for row in rows], QUIET: quiet, ANSWERED: choice.skip_answered}


def fits(name: str, text: str) -> bool:
    """Whether a file's text makes sense as this setting."""
    try:
        if name == TIMES:
            return len(_read(text)) <= MOST_REMINDERS
        return text in ("yes", "no") if name == ANSWERED else bool(_quiet(text))
    except ValueError:
        return False


def put(user: User, name: str, text: str | None) -> None:
    """Set one setting; None makes it as a new account has it."""
    if name == TIMES:
        Reminder.objects.filter(owner=user).delete()
        now = timezone.now()
        for at, weekdays, words in _read(text or ""):
            Reminder.objects.create(owner=user, at=at, weekdays=weekdays, label=words, since=now)
    else:
        choice = choice_of(user)
        choice.owner = user
        if name == QUIET:
            choice.quiet_from, choice.quiet_until = _quiet(text or "")
        else:
            choice.skip_answered = text != "no"
        choice.save()
    clock.look_now()


def _written(row: Reminder) -> str:
    digits = "".join(str(bit + 1) for bit in range(7) if row.is_on(bit))
    return f"{row.at:%H:%M} {digits} {row.label}".rstrip()


def _read(text: str) -> list[tuple[time, int, str]]:
    return [_one(part) for part in BETWEEN.split(text)] if text else []


def _one(text: str) -> tuple[time, int, str]:
    clock_text, days, words = (*text.split(" ", 2), "", "")[:3]
    bits = {int(day) - 1 for day in days}
    if not bits <= set(range(7)) or not bits or len(words) > LABEL_LENGTH:
        raise ValueError(text)
    return _clock(clock_text), sum(1 << bit for bit in bits), words


def _quiet(text: str) -> tuple[time | None, time | None]:
    first, _dash, last = text.partition("-")
    return (_clock(first), _clock(last)) if text else (None, None)


def _clock(text: str) -> time:
    return datetime.strptime(text, "%H:%M").time()
