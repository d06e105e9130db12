"""What each kind of event asks besides its days: a short choice or a name, and by whom a medicine was changed."""

from typing import NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WHAT_LENGTH = 60


class ByWhom(models.TextChoices):
    """Who decided about a medicine."""

    UNSAID = "", ""
    PRESCRIBER = "prescriber", _("With my prescriber")
    SELF = "self", _("On my own")


class Asks(NamedTuple):
    """The own field of a kind of event: its label, and the choices it has (none: any words)."""

    label: str | Promise
    choices: tuple[tuple[str, str | Promise], ...] = ()
    by_whom: bool = False


NEW_OR_STOPPED = (("new", pgettext_lazy("skin care", "New")), ("stopped", pgettext_lazy("skin care", "Stopped")))
ASKS: dict[str, Asks] = {
    "antibiotics": Asks(_("Its name")),
    "illness": Asks(
        _("What kind"),
        (("infection", _("Infection")), ("fever", _("Fever")), ("other", pgettext_lazy("illness", "Other"))),
    ),
    "medicine": Asks(
        _("What changed"),
        (
            ("started", pgettext_lazy("medicine", "Started")),
            ("stopped", pgettext_lazy("medicine", "Stopped")),
            ("dose", _("Dose changed")),
        ),
        by_whom=True,
    ),
    "stressor": Asks(
        _("What kind"),
        (
            ("exam", _("Exam or deadline")),
            ("conflict", _("Conflict")),
            ("loss", _("Bereavement or loss")),
            ("other", pgettext_lazy("hard event", "Other")),
        ),
    ),
    "skin_product": Asks(_("New or stopped"), NEW_OR_STOPPED),
    "skin_treatment": Asks(_("New or stopped"), NEW_OR_STOPPED),
}


def detail(kind: str, what: str, who: str) -> str:
    """The own fields of an event in a few words; what a later version of the file may know is shown as it is."""
    asks = ASKS.get(kind)
    said = str(dict(asks.choices).get(what, what)) if asks else what
    by = str(ByWhom(who).label) if who in ByWhom.values else who
    return " · ".join(words for words in (said, by) if words)


def word(what: str) -> str:
    """A choice of any kind in words; a name as it is."""
    return next((str(dict(asks.choices)[what]) for asks in ASKS.values() if what in dict(asks.choices)), what)
