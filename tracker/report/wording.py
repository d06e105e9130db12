"""The words of the page: names a stranger understands, dates, extents. Nothing here says why or how it should be."""

import math
from datetime import date

from django.utils import formats
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from tracker.diary.days import EventSpan
from tracker.metrics import Kind, Metric
from tracker.stats.grain import Grain
from tracker.stats.summary import Group, Shape
from tracker.table import Span
from tracker.trends import wording

# The diary speaks to the person; the page is read by someone who has never seen it.
NAMES = {"sleep_quality": _("Sleep quality"), "plants": _("Different plants a day")}
UNITS = {"sleep_hours": "", "fibre": _("grams a day, about"), "plants": "", "fermented": _("servings a day")}


def name(metric: Metric) -> str:
    return str(NAMES.get(metric.key) or wording.label(metric))


def unit(metric: Metric) -> str:
    """What the numbers count; of a scale its two ends."""
    if metric.kind is Kind.SCALE:
        return wording.unit(metric, Grain.DAY)
    return str(UNITS[metric.key])


def extent(metric: Metric, what: Shape) -> str:
    """The lowest and the highest day."""
    if math.isnan(what.lowest):
        return wording.noted(metric, what.lowest)
    low, high = wording.noted(metric, what.lowest), wording.noted(metric, what.highest)
    return gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def before(metric: Metric, group: Group) -> str:
    """The mean of the days before, with how many it rests on."""
    mean = wording.value(metric, group.mean)
    return gettext("%(mean)s (%(days)s)") % {"mean": mean, "days": group.n} if group.n else mean


def these(days: int) -> str:
    return ngettext("These %(days)s day", "These %(days)s days", days) % {"days": days}


def those_before(days: int) -> str:
    return ngettext("The %(days)s day before", "The %(days)s days before", days) % {"days": days}


def dates(event: EventSpan, page: Span) -> str:
    """An event's days, short, for the page says which year it is about; days of another year name it."""
    first = day(event.start, page)
    if event.end is None:
        return gettext("since %(day)s") % {"day": first}
    if event.end == event.start:
        return first
    return gettext("%(first)s to %(last)s") % {"first": first, "last": day(event.end, page)}


def day(when: date, page: Span) -> str:
    """`19 Sep`."""
    if when.year == page.end.year:
        return formats.date_format(when, pgettext("date format: day and short month", "j M"))
    return formats.date_format(when, pgettext("date format: day, short month and year", "j M Y"))


def words(event: EventSpan) -> str:
    """What it was, and what the person wrote of it."""
    if not event.text:
        return event.label
    return gettext("%(event)s: %(words)s") % {"event": event.label, "words": event.text}
