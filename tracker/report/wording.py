"""The words of the page: names a stranger understands, dates, extents. Nothing here says why or how it should be."""

import math
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tracker.diary.days import EventSpan
from tracker.diary.models import Supplement
from tracker.diary.scales import Scale
from tracker.metrics import Area, Kind, Metric
from tracker.report.choosing import EVENTS, LABS, NOTES, STOOLS, SUPPLEMENTS, TOTALS
from tracker.stats.grain import Grain
from tracker.stats.summary import Group, Shape
from tracker.table import Span
from tracker.trends import wording
from tracker.trends.wording import in_a_row
from tracker.web import naming
from tracker.web.numbers import written

# The diary speaks to the person; the page is read by someone who has never seen it.
NAMES = {"sleep_quality": _("Sleep quality"), "plants": _("Different plants a day")}
UNITS = {"sleep_hours": "", "fibre": _("grams a day, about"), "plants": "", "fermented": _("servings a day")}
AREAS: Mapping[Area, Promise] = {
    Area.MIND: pgettext_lazy("heading over things to choose", "Mind"),
    Area.GUT: pgettext_lazy("heading over things to choose", "Gut"),
    Area.SLEEP: pgettext_lazy("heading over things to choose", "Sleep"),
    Area.BODY: pgettext_lazy("heading over things to choose", "Body"),
    Area.SKIN: pgettext_lazy("heading over things to choose", "Skin"),
    Area.FOOD: pgettext_lazy("heading over things to choose", "Food"),
    Area.SUPPLEMENTS: pgettext_lazy("heading over things to choose", "Supplements"),
    Area.EVENTS: pgettext_lazy("heading over things to choose", "Events"),
    Area.OWN: pgettext_lazy("heading over things to choose", "Own trackers"),
}
LISTINGS: Mapping[str, Promise] = {
    STOOLS: _("Stool types"),
    SUPPLEMENTS: _("Supplements and medicines"),
    EVENTS: _("Events"),
    TOTALS: _("Questionnaire totals"),
    LABS: _("Laboratory values"),
    NOTES: _("Notes"),
}


def name(metric: Metric) -> str:
    return str(NAMES.get(metric.key) or wording.label(metric))


def unit(metric: Metric) -> str:
    """What the numbers count; of a scale its two ends."""
    if metric.kind is Kind.SCALE:
        return wording.unit(metric, Grain.DAY)
    if metric.kind in (Kind.YES_NO, Kind.CLOCK):
        return ""
    known = UNITS.get(metric.key)
    return wording.unit(metric, Grain.DAY) if known is None else str(known)


def area(where: Area) -> str:
    return str(AREAS[where])


def listing(key: str) -> str:
    return str(LISTINGS[key])


def mean(metric: Metric, what: Shape) -> str:
    """Of a yes-or-no question the days with yes and those it rests on."""
    if metric.kind is Kind.YES_NO and what.coverage.noted:
        return wording.mean(metric, what)
    return wording.value(metric, what.mean)


def extent(metric: Metric, what: Shape) -> str:
    """The lowest and the highest day."""
    if math.isnan(what.lowest) or metric.kind is Kind.YES_NO:
        return wording.noted(metric, math.nan)
    low, high = wording.noted(metric, what.lowest), wording.noted(metric, what.highest)
    return gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def before(metric: Metric, group: Group) -> str:
    """The mean of the days before, with how many it rests on."""
    if metric.kind is Kind.YES_NO and group.n:
        counted = {"days": round(group.mean * group.n), "noted": group.n}
        return gettext("%(days)s of %(noted)s") % counted
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
    said = naming.parted((event.text, event.detail))
    return gettext("%(event)s: %(words)s") % {"event": event.label, "words": said} if said else event.label


def dose(row: Supplement) -> str:
    """What one dose is, as far as the person wrote it down."""
    amount = f"{written(row.amount, 0 if row.amount % 1 == 0 else 1)} {row.unit}".strip() if row.amount else ""
    magnesium = ""
    if row.magnesium_mg is not None:
        mg = written(row.magnesium_mg, 0 if row.magnesium_mg % 1 == 0 else 1)
        magnesium = gettext("%(mg)s mg magnesium") % {"mg": mg}
    return naming.listed((row.portion, amount, magnesium))


def out_of(value: int, scale: Scale) -> str:
    """A total and the ends of its questionnaire; what the number means is not said here."""
    facts = {"value": written(value), "low": written(scale.low), "high": written(scale.high)}
    return gettext("%(value)s (of %(low)s to %(high)s)") % facts


def printed(given_range: str, note: str) -> str:
    """What stood beside a laboratory's number, and what the person wrote of it."""
    said = gettext("printed range %(range)s") % {"range": given_range} if given_range else ""
    return naming.parted((said, note))


def above() -> str:
    """What stands over every page."""
    return gettext("Self-recorded, not a medical record. Written by the person, not checked by anyone.")


def below(name: str, made: str) -> str:
    """What stands under every page of paper."""
    return gettext("%(name)s, made with Vagus on %(day)s") % {"name": name, "day": made}


def covered(page: Span, noted: int) -> str:
    """Which days, and on how many of them anything was noted."""
    days = len(page)
    said = ngettext("Noted on %(noted)s of %(days)s day.", "Noted on %(noted)s of %(days)s days.", days)
    which = pgettext("a stretch of days as a sentence", "%(span)s.") % {"span": wording.span(page)}
    return in_a_row(which, said % {"noted": noted, "days": days})


def number_heads(days: int) -> tuple[str, ...]:
    """Over the columns of the numbers."""
    earlier = ngettext("%(days)s day before: mean (days)", "%(days)s days before: mean (days)", days) % {"days": days}
    return (
        gettext("Over days with an answer"), gettext("Mean"), gettext("Lowest to highest"), gettext("Days noted"),
        earlier,
    )  # fmt: skip


def stool_heads() -> tuple[str, ...]:
    """Over the columns of the stool types."""
    return (
        gettext("1 hard to 7 watery"), gettext("Types 1 to 2"), gettext("Types 3 to 5"), gettext("Types 6 to 7"),
        gettext("No stool"), gettext("Not noted"),
    )  # fmt: skip


def with_beside(name: str, beside: str) -> str:
    """A name and what stands behind it in brackets."""
    return gettext("%(name)s (%(words)s)") % {"name": name, "words": beside} if beside else name


def held(names: Iterable[str]) -> str:
    """What a running experiment keeps off the page."""
    listed = naming.listed(names)
    return gettext("Left out while an experiment runs: %(things)s.") % {"things": listed} if listed else ""


def keep() -> str:
    """What stands wherever a treatment could be thought of."""
    bold = gettext("Keep your treatment.")
    return in_a_row(
        bold,
        gettext(
            "Do not stop, skip, lower or swap a prescribed medicine because of something you read or see here. Talk to "
            "the person who prescribed it. Food, probiotics and minerals are at most an addition to treatment, never a "
            "replacement."
        ),
    )


def disclaimer() -> str:
    """What the app is and is not."""
    return gettext(
        "This app helps you notice habits and how you feel. It does not diagnose, treat or prevent any illness, and it "
        "does not replace a doctor, psychologist, pharmacist or dietitian. Never stop or change a treatment on your "
        "own."
    )


def ratings() -> str:
    return gettext("Scales are the person’s own ratings. A day without an answer is left out, never counted as none.")
