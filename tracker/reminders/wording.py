"""What a reminder says, and what became of it, in words: nothing of anybody's diary is ever in them."""

from collections.abc import Sequence
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tracker.reminders.models import EVERY_DAY, Reminder
from tracker.web.naming import listed

TITLE = "Vagus"
MONDAY = date(2024, 1, 1)
FAULTS = {
    "no_answer": gettext_noop("Nobody answered there."),
    "not_accepted": gettext_noop("The key or password was not accepted there."),
    "not_there": gettext_noop("There is nothing at this address any more."),
    "moved": gettext_noop("The address sends elsewhere, and nothing is sent on."),
    "refused": gettext_noop("The message was refused there."),
    "certificate": gettext_noop("The certificate of that server is not trusted."),
    "not_allowed": gettext_noop("The owner of this machine does not allow this address."),
    "sealed": gettext_noop("Its address was sealed on another machine. Take it out and add it again."),
    "missing": gettext_noop("Apprise is not installed on this machine."),
    "often": gettext_noop("That was often enough for now. Try again in an hour."),
    "code": gettext_noop("This is not the code, or it is no longer good. A new one can be sent."),
    "off": gettext_noop("This way is switched off on this machine."),
}


def text_of(reminder: Reminder | None) -> str:
    """The person's own words, or ours, which tell a lock screen nothing."""
    return (reminder.label if reminder else "") or _("A reminder that you set. Your diary is open when you are.")


def fault(code: str) -> str:
    return _(FAULTS.get(code, FAULTS["refused"]))


def days(weekdays: int) -> str:
    """The days of a reminder: every day, or their names."""
    if weekdays == EVERY_DAY:
        return _("every day")
    return listed(name for bit, name in enumerate(day_names()) if weekdays >> bit & 1)


def day_names() -> Sequence[str]:
    """From Monday, short, as the language writes them."""
    return [formats.date_format(MONDAY.replace(day=1 + bit), "D") for bit in range(7)]
