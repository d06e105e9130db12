"""What a person looks at: which days, which series, and the part of their diary that the page needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict

from tracker.accounts.models import User
from tracker.diary import days
from tracker.diary.besides import Besides
from tracker.diary.days import EventSpan
from tracker.metrics import METRICS, Metric
from tracker.stats.grain import Grain, grain
from tracker.table import DailyTable, Series, Span
from tracker.trends.forms import ALL, RANGES, STANDARD, DatesForm
from tracker.trends.orders import LEAD, MOOD, YEAR, drawable, event_name

BELOW = ("fibre", "plants", "fermented", "sleep_hours")  # what stands below mood until the person chooses
LINE, STRIP, WEEKDAYS, SIDE = 7, 14, 28, 10  # noted days a figure needs
HALF_YEAR = 26 * 7  # days that the figure of weeks shows at least


class Choice(NamedTuple):
    """A link that changes one thing about the view."""

    key: str
    label: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Blank:
    """The form of dates before anything is typed."""

    today: date

    @property
    def form(self) -> DatesForm:
        return DatesForm({}, today=self.today)


class Look:
    """One view of one person's diary; read once, in a fixed number of queries."""

    def __init__(self, user: User, query: QueryDict, today: date) -> None:
        self.user, self.query, self.today = user, query, today
        self._touching: dict[Span, tuple[Span, ...]] = {}
        self.besides = Besides(user)  # lists, events and numbers given elsewhere
        self.first = self.besides.first_day()
        self.form = DatesForm(query, today=today)
        asked = self.form.span()
        self.range = "" if asked else query.get("range", STANDARD)
        if not asked and self.range not in (*RANGES, ALL):
            self.range = STANDARD
        self.span = self._since_first(asked or self._ranged())

    def _ranged(self) -> Span:
        if self.range != ALL:
            return Span.ending(self.today, RANGES[self.range])
        return Span(min(self.first or self.today, self.today - timedelta(days=LINE - 1)), self.today)

    def _since_first(self, span: Span) -> Span:
        """A span typed far into the past begins with the diary, unless it ends before it."""
        if self.range or self.first is None or not span.start < self.first <= span.end:
            return span
        return Span(self.first, span.end)

    @cached_property
    def kept(self) -> tuple[Metric, ...]:
        """Every number of the person, without what is switched off."""
        return self.besides.metrics()

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        """What can be drawn as a line."""
        return drawable(self.kept)

    @cached_property
    def loaded(self) -> DailyTable:
        """The days shown, as many before them, and what the figures of these and of half a year look back on."""
        longest = Span.ending(self.span.end, max(len(self.span), HALF_YEAR))
        start = min(self.span.before().start, longest.start - timedelta(days=LEAD))
        earliest = min(self.first or start, longest.start) - timedelta(days=LEAD)  # nothing is noted before
        span = Span(max(start, earliest), self.span.end)
        wanted = (*self.metrics.values(), *(m for m in METRICS if m.key not in self.metrics))
        return days.daily_table(self.user, span, wanted)

    @cached_property
    def table(self) -> DailyTable:
        """The days shown."""
        return self.loaded.within(self.span)

    def over(self, span: Span, metrics: Sequence[Metric]) -> DailyTable:
        """Some numbers over other days; read only where they reach beyond those that were."""
        known = self.loaded.span
        read = self.first is None or known.start <= self.first  # whether anything is noted before those days
        if min(span.end, self.today) > known.end or (span.start < known.start and not read):
            return days.daily_table(self.user, span, metrics)
        columns = {metric.key: self.loaded.columns[metric.key] for metric in metrics}
        found = DailyTable(known, columns, self.loaded.off).within(span)
        if known.start <= span.start and span.end <= known.end:
            return found
        off = days.days_off(self.user, span)  # beyond the days that were read nothing is noted, but on a break maybe
        return replace(found, off=off if off.any() else None)

    def series(self, metric: Metric, span: Span) -> Series:
        """One of them."""
        return self.over(span, [metric]).series(metric.key)

    @cached_property
    def all_events(self) -> tuple[EventSpan, ...]:
        start = min(self.first or self.today, self.span.start)
        return tuple(e for e in self.besides.events(self.today) if e.end is None or e.end >= start)

    @property
    def events(self) -> tuple[EventSpan, ...]:
        """Those that touch the days shown."""
        return tuple(
            e for e in self.all_events if e.start <= self.span.end and (e.end or self.today) >= self.span.start
        )

    def touching(self, span: Span) -> tuple[Span, ...]:
        """As `days.touching` has them, from the events that the page shows."""
        if span not in self._touching:
            runs = sorted((event.start, event.end or span.end) for event in self.all_events if event.start <= span.end)
            self._touching[span] = tuple(Span(first, last) for first, last in runs if last >= span.start)
        return self._touching[span]

    @property
    def grain(self) -> Grain:
        return grain(self.span)

    @property
    def too_little(self) -> bool:
        """Whether the whole diary has fewer noted days than a line needs."""
        return self.first is None or (self.loaded.span.start <= self.first and self.noted < LINE)

    @property
    def noted(self) -> int:
        return self.loaded.noted_days()

    @cached_property
    def shown(self) -> tuple[Metric, ...]:
        """What stands below mood, in the order it was asked for."""
        if "show" in self.query:
            keys = [key for key in dict.fromkeys(self.query.getlist("show")) if key in self.metrics]
        else:
            keys = [key for key in BELOW if key in self.metrics and self.table.series(key).noted]
        return tuple(self.metrics[key] for key in keys if key != MOOD.key)

    def chosen(self, name: str) -> Metric:
        """The metric that a form of the page chose; mood if none."""
        return self.metrics.get(self.query.get(name, ""), MOOD)

    @property
    def year(self) -> Span:
        """The calendar year asked for, or the twelve months that end with the days shown."""
        asked = self.query.get("year", "")
        if self.first and asked.isdecimal() and self.first.year <= int(asked[:5]) <= self.today.year:
            return Span(date(int(asked), 1, 1), min(date(int(asked), 12, 31), self.today))
        return Span.ending(self.span.end, YEAR)

    @property
    def pattern(self) -> Span:
        """The days behind the weekday pattern: at least a year, for four weeks say little."""
        return self.span if len(self.span) > YEAR else Span.ending(self.span.end, YEAR)

    def year_before(self, key: str) -> Series:
        return self.loaded.series(key).within(self.pattern)

    @cached_property
    def event(self) -> EventSpan | None:
        """The event chosen; else the latest that has some days after it."""
        named = {event_name(event): event for event in self.all_events}
        if chosen := named.get(self.query.get("event", "")):
            return chosen
        settled = [e for e in self.all_events if (self.today - e.start).days >= SIDE]
        return (settled or self.all_events or (None,))[-1]

    def url(self, **changes: object) -> str:
        """This view with something else chosen (None: without it)."""
        asked: dict[str, object] = {key: self.query.getlist(key) for key in self.query}
        asked |= {key.strip("_"): [] if value is None else value for key, value in changes.items()}
        return f"?{urlencode(asked, doseq=True)}"

    @property
    def plain(self) -> bool:
        """Whether one of the four spans is shown and no dates were typed."""
        return bool(self.range) and not self.form.errors

    @property
    def blank(self) -> Blank:
        return Blank(self.today)

    @property
    def asked(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The address as it is, for forms that change one thing in it."""
        return tuple((name, tuple(map(str, values))) for name, values in self.query.lists())

    @property
    def same(self) -> str:
        """The days shown, for an address of another page of this room; nothing for the usual ones."""
        asked = {key: self.query[key] for key in ("from", "to", "range") if self.query.get(key)}
        return f"?{urlencode(asked)}" if asked else ""
