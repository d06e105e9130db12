"""A page of History as it was read last: after a change only the days that the log names are read again.

An entry belongs to a version of the diary and to a line of its log; where the lines since then do not account for
each step of the version, or speak of what lasts over several days, the page is read anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from tracker.accounts.models import User
from tracker.diary import listing
from tracker.diary.breaks import Break
from tracker.diary.day_lines import DayLine, Reader, lines_of, noted_on, reader_of
from tracker.diary.listing import Looked
from tracker.diary.models import Event
from tracker.diary.since import Line, last_line, lines_since, rests, steps
from tracker.foods import reference
from tracker.span import Span
from tracker.web.latest import Settled

FEW = 31  # days from the first that changed to the last, up to which reading them alone pays
Name = tuple[object, ...]
Choice = Callable[[Looked], tuple[Sequence[date], Span | None]]


@dataclass(frozen=True, slots=True)
class Recent:
    """Which days are listed, those that the page shows in words, and the breaks in its reach."""

    version: int
    line: int
    looked: Looked
    lines: Mapping[date, DayLine]
    breaks: tuple[Break, ...]
    reach: Span | None
    reader: Reader


KEPT: Settled[Recent] = Settled(16)  # the pages asked for last


@dataclass(frozen=True, slots=True)
class Wish:
    """At most so many days before `top`, none before `first`, of which `choose` says which are shown, and from when
    to when these reach."""

    first: date
    top: date
    today: date
    most: int
    language: str
    choose: Choice

    def name(self, user: User) -> Name:
        its = self.first, self.top, self.today, self.most, self.language
        return user.pk, *its, user.time_zone, user.food_free, *user.modules


def read(user: User, wish: Wish) -> Recent:
    """Three queries, or four where the days lie far apart; one where nothing was written since."""
    name = wish.name(user)
    known = KEPT.get(name)
    lines = lines_since(user.pk, known.line) if known else []
    after = _mended(user, known, lines, wish) if known else None
    return KEPT.put(name, after or _anew(user, wish))


def _anew(user: User, wish: Wish) -> Recent:
    # The line is asked for first: one that is written meanwhile is read twice rather than never.
    line = 0 if connection.in_atomic_block else last_line()
    looked = listing.newest(user, wish.top, wish.today, wish.most)
    days, reach = wish.choose(looked)
    rows = listing.rows_of(user, days, reach) if reach else listing.NONE
    reader = reader_of(user, wish.language, rows)
    said = lines_of(noted_on(user, days, rows, reader), reader)
    return Recent(user.diary_version, line, looked, said, tuple(rows["breaks"]), reach, reader)


def _mended(user: User, known: Recent, lines: Sequence[Line], wish: Wish) -> Recent | None:
    """The page with the days read again that changed since; None where nobody can tell which."""
    if not lines:
        still = user.diary_version == known.version and reference.edition() == known.reader.edition
        return known if still else None
    version, touched = lines[-1].version, Span(min(line.day for line in lines), max(line.day for line in lines))
    lasting = any(rests(line.field, (Event, Break)) for line in lines)
    if lasting or len(touched) > FEW or steps(lines) != version - known.version:
        return None
    looked, rows = listing.looked_again(user, known.looked, touched)
    days, reach = wish.choose(looked)
    if looked.lacks(wish.most) or not _within(reach, known.reach):
        return None
    reader = reader_of(user, wish.language, rows)
    again = noted_on(user, [day for day in days if day in touched], rows, reader)
    if reader != known.reader or not known.lines.keys() | again.keys() >= set(days):
        return None
    said = {**known.lines, **lines_of(again, reader)}
    now = {day: said[day] for day in days}
    return replace(known, version=version, line=lines[-1].pk, looked=looked, lines=now)


def _within(part: Span | None, whole: Span | None) -> bool:
    return part is not None and whole is not None and part.start in whole and part.end in whole
