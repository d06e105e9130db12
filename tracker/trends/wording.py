"""Sentences of Trends: what was noted, how often, how much. Nothing here says why."""

import math
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.utils import dates, formats
from django.utils.translation import get_language, gettext, ngettext, pgettext

from tracker.diary.days import EventSpan
from tracker.metrics import Kind, Metric
from tracker.stats.grain import Grain
from tracker.stats.summary import Around, Coverage, Group, Shape
from tracker.table import Span
from tracker.web import naming
from tracker.web.numbers import written


def label(metric: Metric) -> str:
    """The metric's name in the reader's language."""
    return naming.label(metric)


def value(metric: Metric, number: float) -> str:
    """A mean or a value as people write it, without its unit."""
    if math.isnan(number):
        return "–"
    if metric.kind is Kind.CLOCK:
        hour, minute = divmod(round(number * 60) % (24 * 60), 60)
        return f"{hour:02d}:{minute:02d}"
    digits = 0 if metric.unit in ("g", "mg") and not metric.typed else 1
    if metric.kind is Kind.AMOUNT and metric.step < 0.1:
        digits = 2
    return written(number, digits)


def noted(metric: Metric, number: float, language: str | None = None) -> str:
    """One day's value; whole where the metric counts in whole steps. Whoever says many names the language put on."""
    return _noted(metric, number, language or get_language())


@lru_cache(maxsize=4096)  # a diary repeats a few numbers
def _noted(metric: Metric, number: float, language: str | None) -> str:
    if math.isnan(number):
        return "–"
    if metric.kind is Kind.YES_NO:
        return gettext("yes") if number else gettext("no")
    if metric.kind is Kind.CLOCK or number % 1:
        return value(metric, number)
    return written(number)


def day(when: date, language: str | None = None) -> str:
    return _day(when, language or get_language())


@lru_cache(maxsize=4096)
def _day(when: date, language: str | None) -> str:
    return formats.date_format(when, "DATE_FORMAT")


def span(days: Span) -> str:
    """`24 August to 21 November 2026`; a year of both is said once, where the language puts it."""
    return _span(days, get_language())


@lru_cache(maxsize=1024)
def _span(days: Span, language: str | None) -> str:
    if days.start == days.end:
        return day(days.end)
    first = last = "DATE_FORMAT"
    if days.start.year == days.end.year:
        if formats.get_format("DATE_FORMAT").startswith("Y"):
            last = "MONTH_DAY_FORMAT"
        else:
            first = "MONTH_DAY_FORMAT"
    ends = {"first": formats.date_format(days.start, first), "last": formats.date_format(days.end, last)}
    return gettext("%(first)s to %(last)s") % ends


def event(what: EventSpan) -> str:
    """An event with its days."""
    return _event(what, get_language())


@lru_cache(maxsize=1024)
def _event(what: EventSpan, language: str | None) -> str:
    if what.end is None:
        return gettext("%(event)s, since %(day)s") % {"event": what.label, "day": day(what.start)}
    return gettext("%(event)s, %(days)s") % {"event": what.label, "days": span(Span(what.start, what.end))}


def rests_on(what: Coverage) -> str:
    """`83 of 90 days`; days of a break are not among those that were expected: `62 of 75 days, 15 on a break`."""
    facts = {
        "noted": written(what.noted), "days": written(what.days), "off": written(what.off),
    }  # fmt: skip
    if what.off:
        return (
            ngettext(
                "%(noted)s of %(days)s day, %(off)s on a break", "%(noted)s of %(days)s days, %(off)s on a break",
                what.days,
            )
            % facts
        )  # fmt: skip
    return ngettext("%(noted)s of %(days)s day", "%(noted)s of %(days)s days", what.days) % facts


def averaged(metric: Metric, now: Shape, earlier: Shape) -> str:
    """The mean of a span and of the equally long one before it, each with what it rests on."""
    facts = {
        "name": label(metric), "mean": value(metric, now.mean), "days": rests_on(now.coverage),
        "earlier": value(metric, earlier.mean), "before": rests_on(earlier.coverage),
    }  # fmt: skip
    if math.isnan(earlier.mean):
        return gettext("%(name)s: mean %(mean)s, noted on %(days)s.") % facts
    return (
        gettext(
            "%(name)s: mean %(mean)s, noted on %(days)s; in as many days before: mean %(earlier)s, noted on %(before)s."
        )
        % facts
    )


def alt(metric: Metric, days: Span, what: Shape) -> str:
    """The shape of a line in one sentence."""
    thirds = [value(metric, mean) for mean in what.thirds]
    return gettext(
        "%(name)s, %(span)s: mean %(first)s in the first third, %(middle)s in the middle, %(last)s in the last; "
        "lowest %(lowest)s, highest %(highest)s; noted on %(days)s."
    ) % {
        "name": label(metric), "span": span(days), "first": thirds[0], "middle": thirds[1], "last": thirds[2],
        "lowest": noted(metric, what.lowest), "highest": noted(metric, what.highest), "days": rests_on(what.coverage),
    }  # fmt: skip


def unit(metric: Metric, step: Grain) -> str:
    """What the numbers of a panel count."""
    if metric.kind is Kind.SCALE:
        low, high = naming.ends(metric)
        return gettext("%(low)s %(lowest)s to %(high)s %(highest)s") % {
            "low": round(metric.low), "lowest": low, "high": round(metric.high), "highest": high,
        }  # fmt: skip
    if metric.kind is Kind.YES_NO:
        return gettext("above: yes, low dash: no") if step is Grain.DAY else gettext("share of days with yes")
    if metric.kind is Kind.CLOCK:
        return gettext("hour of the clock")
    if metric.kind is Kind.AMOUNT and not metric.unit:
        return gettext(metric.help) if metric.help else ""
    units = {"g": gettext("grams a day"), "mg": gettext("milligrams a day"), "h": gettext("hours")}
    return units.get(metric.unit) or naming.unit(metric) or pgettext("unit", "a day")


def mean(metric: Metric, what: Shape) -> str:
    """The mean with what it rests on, for the line beside a panel's name."""
    if metric.kind is Kind.YES_NO:
        days = round(what.mean * what.coverage.noted)
        return ngettext("%(count)s day of %(noted)s", "%(count)s days of %(noted)s", days) % {
            "count": days, "noted": what.coverage.noted,
        }  # fmt: skip
    return gettext("mean %(mean)s on %(days)s") % {"mean": value(metric, what.mean), "days": rests_on(what.coverage)}


def one_mark(step: Grain) -> str:
    """What a dot or a bar stands for."""
    return {
        Grain.DAY: gettext("one day"),
        Grain.WEEK: gettext("mean of a week with 3 noted days or more"),
        Grain.MONTH: gettext("mean of a month with 3 noted days or more"),
    }[step]


def the_line(step: Grain) -> str:
    """What the running line stands for."""
    return {
        Grain.DAY: gettext("mean of 7 days"),
        Grain.WEEK: gettext("mean of 4 weeks"),
        Grain.MONTH: gettext("mean of a year"),
    }[step]


def in_a_row(*sentences: str) -> str:
    """Whole sentences, one after the other; Chinese leaves no space between them."""
    said, *more = filter(None, sentences)
    for sentence in more:
        said = pgettext("two sentences in a row", "%(first)s %(second)s") % {"first": said, "second": sentence}
    return said


def to_go(needed: int, have: int) -> str:
    """How far it is."""
    left = max(needed - have, 0)
    return ngettext("%(left)s day to go", "%(left)s days to go", left) % {"left": left}


def more_days(needed: int, have: int) -> str:
    """What a figure is waiting for, and how far that is."""
    said = ngettext(
        "%(have)s noted day here so far; this needs %(needed)s.",
        "%(have)s noted days here so far; this needs %(needed)s.",
        have,
    ) % {"have": have, "needed": needed}
    return in_a_row(said, left(needed, have))


def left(needed: int, have: int) -> str:
    """The same as a sentence."""
    days = max(needed - have, 0)
    return ngettext("%(left)s day to go.", "%(left)s days to go.", days) % {"left": days}


def weekdays(metric: Metric, groups: Sequence[Group]) -> str:
    """The weekdays with the highest and the lowest mean, and what each rests on."""
    known = [(group.mean, name) for group, name in zip(groups, dates.WEEKDAYS.values(), strict=True) if group.n]
    (low, lowest), (high, highest) = min(known), max(known)
    fewest, most = min(group.n for group in groups), max(group.n for group in groups)
    return gettext(
        "%(name)s: highest mean %(high)s (%(highest)s), lowest mean %(low)s (%(lowest)s). Each weekday rests on "
        "%(fewest)s to %(most)s days. Weekdays differ by chance too."
    ) % {
        "name": label(metric), "high": value(metric, high), "highest": highest, "low": value(metric, low),
        "lowest": lowest, "fewest": fewest, "most": most,
    }  # fmt: skip


def stool(inside: int, what: Coverage, step: Grain) -> str:
    """How many days lay inside the shaded types."""
    counted = ngettext(
        "%(inside)s of %(noted)s noted day was type 3 to 5 (shaded).",
        "%(inside)s of %(noted)s noted days were type 3 to 5 (shaded).",
        what.noted,
    ) % {"inside": inside, "noted": what.noted}
    if step is Grain.DAY:
        return counted
    week = gettext("Each square is the middle type of a week.")
    return in_a_row(counted, week if step is Grain.WEEK else gettext("Each square is the middle type of a month."))


def before_and_after(metric: Metric, sides: Around) -> str:
    """The two means, and that the app cannot know what lies behind a difference."""
    return gettext(
        "%(name)s: mean %(before)s in the 14 days before (%(n)s noted), mean %(after)s in the 28 days after the "
        "first day (%(m)s noted). Much changes at such a time; the app cannot tell what lies behind a difference."
    ) % {
        "name": label(metric), "before": value(metric, sides.before.mean), "n": sides.before.n,
        "after": value(metric, sides.after.mean), "m": sides.after.n,
    }  # fmt: skip
