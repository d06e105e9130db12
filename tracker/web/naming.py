"""What a number is called, in the reader's language; what a person typed stays as it was typed."""

from collections.abc import Iterable

from django.utils.translation import gettext, pgettext, pgettext_lazy

from tracker.metrics import Metric, Source

MINUTES = "min"  # the one unit of an own tracker that is ours


# Django's own Chinese ones are as long as the whole names.
SHORT_WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"), pgettext_lazy("weekday", "Tue"), pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"), pgettext_lazy("weekday", "Fri"), pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)  # fmt: skip


def label(metric: Metric) -> str:
    return metric.label if metric.typed else gettext(metric.label)


def unit(metric: Metric) -> str:
    known = not metric.typed or metric.unit == MINUTES
    return gettext(metric.unit) if metric.unit and known else metric.unit


def word(metric: Metric, text: str) -> str:
    """A word that answers this metric's question, such as an end of its scale; "none" is not one word everywhere."""
    return pgettext("own" if metric.source is Source.OWN else metric.key, text) if text else ""


def ends(metric: Metric) -> tuple[str, str]:
    low, high = metric.ends
    return word(metric, low), word(metric, high)


def listed(things: Iterable[object]) -> str:
    """Things one after the other, with what the language puts between them; blank ones left out."""
    return pgettext("between the things of a list", ", ").join(str(thing) for thing in things if thing)


def parted(things: Iterable[object]) -> str:
    """Longer parts of one line, kept further apart than a list's."""
    return pgettext("between the parts of a line", "; ").join(str(thing) for thing in things if thing)
