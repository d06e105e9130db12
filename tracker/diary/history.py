"""All days, newest first: what was noted on each, where nothing was, and which of them a search asks for.

A page holds fifty days and begins where the one before it ended, by date, so that the tenth year opens as quickly
as the first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import ClassVar

from tracker.accounts.models import User
from tracker.diary import catalogue, listing, recent
from tracker.diary.breaks import Break
from tracker.diary.day_lines import Badge, DayLine, day_lines
from tracker.diary.lowdays import LOW
from tracker.diary.models import CheckIn
from tracker.diary.seeking import covered, events_during, find
from tracker.span import Span
from tracker.web import pieces

PAGE = 50
FIRST_DAY = date(1900, 1, 1)
ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: words, kinds of day, and between which days; `before` is where this page begins."""

    terms: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None
    before: date | None = None

    @property
    def is_search(self) -> bool:
        return bool(self.terms or self.kinds)


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row on which nothing was noted."""

    first: date
    last: date
    on_break: bool = False
    is_gap: ClassVar[bool] = True

    @property
    def day(self) -> date:
        """The day it is listed at, and the one to fill in first: the freshest."""
        return self.last


@dataclass(frozen=True, slots=True)
class Month:
    """A month's rows, newest first."""

    first: date
    rows: tuple[DayLine | Gap, ...]


@dataclass(frozen=True, slots=True)
class History:
    """One page of it.

    `count` says how many days a search found; `earlier` is where the next page begins; `noted`, on how many of the
    last 365 days anything was noted, is None where a search was asked.
    """

    months: tuple[Month, ...] = ()
    count: int | None = None
    earlier: date | None = None
    asked: Asked = field(default_factory=Asked)
    noted: int | None = None


pieces.plain(Gap, Month, Badge)
pieces.named(DayLine)


def read(user: User, asked: Asked, *, today: date, language: str) -> History:
    """A page of days; a fixed number of queries however long the diary is."""
    span = Span(max(asked.first or FIRST_DAY, FIRST_DAY), min(asked.last or today, today))
    if not asked.is_search:
        return _newest(user, asked, span, today=today, language=language)
    found, names = matching(user, asked, span, language)
    wanted, earlier = _page_of(_runs(found) if "unnoted" in asked.kinds else found, asked.before)
    return History(_by_month(_rows(user, wanted, asked.terms, names, language)), len(found), earlier, asked)


def _rows(
    user: User, wanted: Sequence[date | Gap], terms: Sequence[str], names: Mapping[date, Sequence[str]], language: str
) -> list[DayLine | Gap]:
    """The days in words, and the gaps saying where they share a day with a break."""
    if not wanted:
        return []
    noted = [one for one in wanted if isinstance(one, date)]
    rows = listing.rows_of(user, noted, _reach(wanted))
    lines = day_lines(user, noted, terms, names, language, rows)
    return [_with_breaks(one, rows["breaks"]) if isinstance(one, Gap) else lines[one] for one in wanted]


def _reach(wanted: Sequence[date | Gap]) -> Span:
    return Span(min(map(_first, wanted)), _day(wanted[0]))


def _newest(user: User, asked: Asked, span: Span, *, today: date, language: str) -> History:
    """The newest noted days, with the gaps around them; and on how many of the last 365 anything was noted."""
    top = min(asked.before or span.end + ONE, span.end + ONE)

    def choose(looked: listing.Looked) -> tuple[list[date], Span | None]:
        wanted, _earlier = _listed(looked, span)
        return [one for one in wanted if isinstance(one, date)], _reach(wanted) if wanted else None

    page = recent.read(user, recent.Wish(span.start, top, today, PAGE + 1, language, choose))
    wanted, earlier = _listed(page.looked, span)
    rows = [_with_breaks(one, page.breaks) if isinstance(one, Gap) else page.lines[one] for one in wanted]
    return History(_by_month(rows), None, earlier, asked, len(page.looked.noted))


def _listed(looked: listing.Looked, span: Span) -> tuple[list[date | Gap], date | None]:
    """The days of a page and the gaps between them, and where the next page begins."""
    noted, top = looked.newest(PAGE + 1), looked.top
    shown = [day for day in noted[:PAGE] if day >= span.start]
    more = len(noted) > PAGE and noted[PAGE] >= span.start and len(shown) == PAGE
    listed_rows: list[date | Gap] = []
    # Before the first noted day there was no diary, so nothing is missing there.
    floor = [span.start - ONE] if not more and len(noted) > len(shown) else []
    for later, day in zip([top, *shown], [*shown, *floor], strict=False):
        if later - day > ONE:
            listed_rows.append(Gap(day + ONE, later - ONE))
        if day >= span.start:
            listed_rows.append(day)
    return listed_rows, shown[-1] if more else None


def _page_of(found: Iterable[date | Gap], before: date | None) -> tuple[list[date | Gap], date | None]:
    newest = sorted(found, key=_day, reverse=True)
    rows = [one for one in newest if before is None or _day(one) < before]
    return rows[:PAGE], _day(rows[PAGE - 1]) if len(rows) > PAGE else None


def _day(one: date | Gap) -> date:
    return one.day if isinstance(one, Gap) else one


def matching(user: User, asked: Asked, span: Span, language: str) -> tuple[set[date], dict[date, list[str]]]:
    """The days that are all that is asked, and the names in which words were found on them."""
    found = [KINDS[kind](user, span) for kind in sorted(asked.kinds) if kind in KINDS]
    names: dict[date, list[str]] = {}
    if asked.terms:
        words = find(user, asked.terms, span, language)
        found.append(words.days)
        names = words.names
    return set.intersection(*found) if found else set(), names


def _with_note(user: User, span: Span) -> set[date]:
    return _check_ins(user, span, note__gt="")


def _low(user: User, span: Span) -> set[date]:
    return _check_ins(user, span, mood__lte=LOW)


def _headache(user: User, span: Span) -> set[date]:
    return _check_ins(user, span, headache_day__gt=0)


def _check_ins(user: User, span: Span, **where: object) -> set[date]:
    rows = CheckIn.objects.filter(owner=user, day__range=(span.start, span.end), **where)
    return set(rows.values_list("day", flat=True))


def _with_event(user: User, span: Span) -> set[date]:
    return {day for event in events_during(user, span) for day in covered(event.day, event.until, span)}


def _unnoted(user: User, span: Span) -> set[date]:
    """From the first noted day on, those without any record."""
    noted: set[date] = set()
    for rows in listing.listed(user, day__lte=span.end):
        noted |= set(rows.order_by().values_list("day", flat=True).distinct())
    if not noted:
        return set()
    return set(covered(min(noted), span.end, span)) - noted


KINDS = {"note": _with_note, "events": _with_event, "low": _low, "headache": _headache, "unnoted": _unnoted}


def kinds_for(user: User) -> list[str]:
    """The kinds of day this person may ask for."""
    on = {metric.key for metric in catalogue.built_in(user)}
    return [kind for kind in KINDS if kind != "headache" or "headache_day" in on]


def _runs(found: Iterable[date]) -> list[Gap]:
    """Days in a row as one."""
    numbered = enumerate(sorted(found))
    runs = (list(run) for _, run in groupby(numbered, key=lambda pair: pair[1].toordinal() - pair[0]))
    return [Gap(run[0][1], run[-1][1]) for run in runs]


def _with_breaks(gap: Gap, pauses: Sequence[Break]) -> Gap:
    """The same gap, saying so where it shares a day with a break."""
    return Gap(gap.first, gap.last, any(p.day <= gap.last and (p.until or gap.last) >= gap.first for p in pauses))


def _first(row: date | Gap) -> date:
    return row.first if isinstance(row, Gap) else row


def _by_month(rows: Iterable[DayLine | Gap]) -> tuple[Month, ...]:
    grouped = groupby(rows, key=lambda row: row.day.replace(day=1))
    return tuple(Month(first, tuple(some)) for first, some in grouped)
