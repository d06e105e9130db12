"""The Trends page as data: each panel with its sentence, picture, links and what it still lacks."""

from dataclasses import replace
from datetime import date

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.diary.days import EventSpan
from tracker.metrics import Metric, Source
from tracker.stats import summary
from tracker.stats.grain import Grain
from tracker.table import Series, Span
from tracker.trends import coverage, layers, magnesium, panels, pictures, stamps, wording
from tracker.trends.forms import ALL
from tracker.trends.look import BELOW, LINE, SIDE, STRIP, WEEKDAYS, Choice, Look
from tracker.trends.orders import MOOD, STOOL, Order, event_name
from tracker.trends.panels import Panel
from tracker.trends.said import numbers, once
from tracker.web import naming

NEAR = ("stress", "gut_discomfort", *BELOW)  # offered at once; the rest one tap further


def ranges(look: Look) -> list[Choice]:
    """The four ranges; choosing one forgets typed dates."""
    names = {
        "30": _("30 days"),
        "90": _("90 days"),
        "year": pgettext("span of days", "Year"),
        ALL: pgettext("span of days", "All"),
    }
    return [
        Choice(key, name, look.url(range=key, from_=None, to=None, year=None), key == look.range)
        for key, name in names.items()
    ]


def lines(look: Look) -> list[Panel]:
    """Mood above, what was chosen below."""
    return panels.stacked(look, look.table, (MOOD, *look.shown), Order("trend", (MOOD,), look.span))


def year(look: Look) -> Panel:
    """Mood in pixels."""
    series, order = look.series(MOOD, look.year), Order("year", (MOOD,), look.year)
    stamp = stamps.stamp(look, order)
    panel = panels.kept(lambda: _year(look, series, order, stamp), "year", look.user.theme, stamp or numbers(series))
    return replace(panel, layer=layers.over_year(look.year, [(MOOD, series)]))


def _year(look: Look, series: Series, order: Order, stamp: str) -> Panel:
    facts = summary.shape(series)
    sentence = _("%(days)s noted, %(span)s. The number in each square is that day’s mood.") % {
        "days": wording.rests_on(facts.coverage), "span": wording.span(look.year),
    }  # fmt: skip
    picture = pictures.picture(order, wording.alt(MOOD, look.year, facts), look.user.theme, stamp)
    return Panel("year", _("A year, day by day"), sentence=sentence, picture=picture, order=order)


def years(look: Look) -> list[Choice]:
    """The last twelve months and every calendar year of the diary, latest first."""
    first = look.first
    if first is None or first.year == look.today.year:
        return []
    return once(lambda: _years(look, first), "years", look.asked, first.year, look.today.year)


def _years(look: Look, first: date) -> list[Choice]:
    asked = look.query.get("year", "")
    calendar = [str(y) for y in range(look.today.year, first.year - 1, -1)]
    twelve = Choice("", _("12 months"), look.url(year=None), asked not in calendar)
    return [twelve, *(Choice(y, y, look.url(year=y), y == asked) for y in calendar)]


def weekdays(look: Look) -> Panel:
    """The weekdays of one metric, mood unless another is chosen."""
    metric = look.chosen("weekday")
    series, order = look.year_before(metric.key), Order("weekday", (metric,), look.pattern)
    stamp = stamps.stamp(look, order)
    return panels.kept(
        lambda: _weekdays(look, series, order, stamp), "weekdays", look.user.theme, stamp or (metric, numbers(series))
    )


def _weekdays(look: Look, series: Series, order: Order, stamp: str) -> Panel:
    groups = summary.by_weekday(series)
    title = _("By weekday")
    if series.noted < WEEKDAYS or not all(group.n for group in groups):
        return Panel("weekday", title, missing=wording.more_days(WEEKDAYS, series.noted))
    sentence = wording.weekdays(order.metric, groups)
    picture = pictures.picture(order, sentence, look.user.theme, stamp)
    return Panel("weekday", title, wording.span(look.pattern), sentence, picture, order=order)


def stool(look: Look) -> Panel:
    """The strip of stool types."""
    series, order = look.table.series(STOOL.key), Order("stool", (STOOL,), look.span)
    stamp = stamps.stamp(look, order)
    panel = panels.kept(lambda: _stool(look, series, order, stamp), "stool", look.user.theme, stamp or numbers(series))
    return replace(panel, layer=layers.over_time(look.span, [(STOOL, series)])) if panel.picture else panel


def _stool(look: Look, series: Series, order: Order, stamp: str) -> Panel:
    if series.noted < STRIP:
        return Panel("stool", _("Stool strip"), missing=wording.more_days(STRIP, series.noted))
    low, high = STOOL.aim or (STOOL.low, STOOL.high)
    inside = int(np.sum((series.values >= low) & (series.values <= high)))
    picture = pictures.picture(order, wording.alt(STOOL, look.span, summary.shape(series)), look.user.theme, stamp)
    return Panel(
        "stool", _("Stool strip"), sentence=wording.stool(inside, summary.coverage(series), look.grain),
        picture=picture, order=order,
    )  # fmt: skip


def around(look: Look, series: Series) -> Panel | None:
    """Before and after one event; `series` covers its window. None without any event."""
    event, metric = look.event, look.chosen("around")
    if event is None:
        return None
    order = Order("around", (metric,), series.span, event)
    stamp = stamps.stamp(look, order)
    panel = panels.kept(
        lambda: _around(look, event, series, order, stamp),
        "around", event, look.user.theme, stamp or (metric, numbers(series)),
    )  # fmt: skip
    return replace(panel, layer=layers.over_time(series.span, [(metric, series)])) if panel.picture else panel


def _around(look: Look, event: EventSpan, series: Series, order: Order, stamp: str) -> Panel:
    sides = summary.around(series, event.start)
    if min(sides.before.n, sides.after.n) < SIDE:
        missing = _("%(before)s noted days before and %(after)s after; this needs %(needed)s on each side.") % {
            "before": sides.before.n, "after": sides.after.n, "needed": SIDE,
        }  # fmt: skip
        return Panel("around", _("Before and after"), wording.event(event), missing=missing)
    sentence = wording.before_and_after(order.metric, sides)
    picture = pictures.picture(order, sentence, look.user.theme, stamp)
    return Panel("around", _("Before and after"), wording.event(event), sentence, picture, order=order)


def chips(look: Look) -> list[Choice]:
    """What may stand below mood: whatever has been noted in these days, or is shown already."""
    noted = tuple(key for key in look.metrics if look.table.series(key).noted)
    return once(lambda: _chips(look, noted), "chips", look.asked, look.shown, noted, tuple(look.metrics.values()))


def _chips(look: Look, noted: tuple[str, ...]) -> list[Choice]:
    shown = [m.key for m in look.shown]
    found = []
    for key, metric in look.metrics.items():
        if metric is MOOD or not (key in shown or key in noted):
            continue
        keys = [k for k in shown if k != key] if key in shown else [*shown, key]
        found.append(Choice(key, wording.label(metric), look.url(show=keys or [""]) + "#lines", key in shown))
    return found


def _is_near(look: Look, key: str) -> bool:
    """What people are most likely to look at: a few of the registry's numbers, and whatever they made themselves."""
    return key in NEAR or look.metrics[key].source is Source.OWN


def earlier(look: Look) -> summary.Shape:
    """Mood in the equally long span before the one shown."""
    before = look.span.before()
    known = look.loaded.series(MOOD.key).within(before)
    return summary.shape(known)


def first_figures(look: Look) -> list[tuple[int, str, str, int]]:
    """What will be here: noted days needed, name, what it shows, days to go."""
    rows = [
        (LINE, _("Your first line"), _("Mood above, habits below, on one time axis.")),
        (STRIP, _("A stool strip and your usual"), _("What is ordinary for you, not for others.")),
        (2 * SIDE, _("Before and after an event"), _("Ten noted days on each side of it.")),
        (WEEKDAYS, _("Weekdays"), _("Four of each weekday.")),
    ]
    noted = 0 if look.first is None else look.noted
    return [(needed, name, what, max(needed - noted, 1)) for needed, name, what in rows]


def _around_event(look: Look) -> Series:
    """The days around the chosen event, which may lie anywhere in the diary."""
    metric = look.chosen("around")
    span = summary.window(look.event.start if look.event else look.today)
    return look.series(metric, span)


def _together(drawn: tuple[Metric, ...], span: Span) -> Panel:
    """All lines as one, for their table and CSV."""
    return panels.kept(lambda: Panel("lines", "", order=Order("trend", drawn, span)), "together", drawn, span)


def context(look: Look) -> dict[str, object]:
    """Everything the page shows."""
    stack, choices = lines(look), chips(look)
    mood = summary.shape(look.table.series(MOOD.key))
    drawn = tuple(panel.order.metric for panel in stack if panel.order)
    return {
        "look": look, "asked": look.asked, "daily": look.grain is Grain.DAY, "lines": stack,
        "figures": panels.to_keep(stack), "links": panels.links(look.table, stack), "ranges": ranges(look),
        "chips": [chip for chip in choices if chip.chosen or _is_near(look, chip.key)],
        "more_chips": [chip for chip in choices if not chip.chosen and not _is_near(look, chip.key)],
        "together": _together(drawn, look.span) if drawn else None,
        "sentence": wording.averaged(MOOD, mood, earlier(look)), "rests_on": wording.rests_on(mood.coverage),
        "span": wording.span(look.span), "one_mark": wording.one_mark(look.grain),
        "the_line": wording.the_line(look.grain), "events": [wording.event(event) for event in look.events],
        "year": year(look), "years": years(look), "ends": tuple(map(str, naming.ends(MOOD))), "steps": range(11),
        "weekdays": weekdays(look), "stool": stool(look), "magnesium": magnesium.panel(look),
        "around": around(look, _around_event(look)),
        "parts": coverage.parts(look), "with_breaks": look.table.off is not None,
        "place": reverse("trends:index"), "same": look.same,
        "names_of_days": [str(name) for name in naming.SHORT_WEEKDAYS],
        "metrics": [(key, wording.label(metric)) for key, metric in look.metrics.items()],
        "chosen": {"weekday": look.chosen("weekday").key, "around": look.chosen("around").key},
        "all_events": [(event_name(event), wording.event(event)) for event in reversed(look.all_events)],
        "event": event_name(look.event) if look.event else "",
    }  # fmt: skip
