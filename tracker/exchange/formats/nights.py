"""Builds nights from what phones, watches and apps recorded: one a day, from one source, by the clock of the place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from functools import cache
from zoneinfo import ZoneInfo

from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.observation import Notice, Observation, _

GAP = timedelta(minutes=60)
OVERLAP = timedelta(minutes=30)
SHORTEST = timedelta(minutes=15)
UNUSUAL = timedelta(hours=16)
LONGEST = timedelta(hours=24)
FIRST_DAY = date(2000, 1, 1)  # nothing recorded sleep by itself before; it is a clock that was never set
# A name for every offset that is no whole hour; the first that had it at that instant is taken.
ODD_ZONES = (
    "Asia/Kolkata", "Asia/Kathmandu", "Asia/Yangon", "Asia/Kabul", "Asia/Tehran", "Australia/Adelaide",
    "Australia/Darwin", "Australia/Lord_Howe", "Australia/Eucla", "America/St_Johns", "Pacific/Marquesas",
    "Pacific/Chatham", "Asia/Pyongyang", "America/Caracas",
)  # fmt: skip

NAPS = _("Naps are not kept here. The file has this many: %(count)s.")
SHORT = _("Sleep of less than 15 minutes is left out. The file has this much of it: %(count)s.")
ONLY_BED = _("Time in bed that nothing marks as sleep is left out. The file has it this many times: %(count)s.")
OTHERS = _("Nights that several sources recorded are taken from one. Records left out for that: %(count)s.")
AWAKE = _("A night is kept as when it began and ended. Nights with time awake in between: %(count)s.")
TWICE = _("Records that stand in the file twice count once. There are this many: %(count)s.")


class Rank(IntEnum):
    """How much a source knows of a night."""

    IN_BED = 0
    ASLEEP = 1
    STAGES = 2


@dataclass(frozen=True, slots=True)
class Sleep:
    """One stretch of sleep: from the first to the last minute asleep, between instants, in the zone it was slept in.

    `main` is what the source says of it: the night (True), a nap (False) or nothing (None). `awake` says that
    it was broken.
    """

    source: str
    begins: datetime
    ends: datetime
    zone: ZoneInfo
    rank: Rank = Rank.ASLEEP
    main: bool | None = None
    awake: bool = False
    line: int = field(default=0, compare=False)

    @property
    def length(self) -> timedelta:
        return self.ends - self.begins

    @property
    def day(self) -> date:
        """The day of waking."""
        return self.ends.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some minutes as a source recorded them; `rank` is None while awake."""

    source: str
    begins: datetime
    ends: datetime
    rank: Rank | None
    zone: ZoneInfo | None = None
    line: int = field(default=0, compare=False)


def sleeps(pieces: Iterable[Piece], home: ZoneInfo) -> Iterator[Sleep]:
    """Pieces of one source with less than an hour between them as one stretch."""
    by_source: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_source[piece.source].append(piece)
    for found in by_source.values():
        found.sort(key=lambda piece: (piece.begins, piece.ends))
        together: list[Piece] = []
        until = datetime.min.replace(tzinfo=UTC)
        for piece in found:
            if together and piece.begins - until >= GAP:
                yield _stretch(together, home)
                together = []
            until = max(until, piece.ends) if together else piece.ends
            together.append(piece)
        yield _stretch(together, home)


def _stretch(pieces: Sequence[Piece], home: ZoneInfo) -> Sleep:
    asleep = [piece for piece in pieces if piece.rank]
    counted = asleep or pieces
    begins, ends = min(piece.begins for piece in counted), max(piece.ends for piece in counted)
    zone = next((piece.zone for piece in reversed(counted) if piece.zone), home)
    rank = max((piece.rank for piece in asleep if piece.rank), default=Rank.IN_BED)
    awake = bool(asleep) and union((piece.begins, piece.ends) for piece in asleep) < ends - begins
    return Sleep(pieces[0].source, begins, ends, zone, rank, awake=awake, line=counted[0].line)


def union(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """How long it is that at least one of the spans lasts."""
    total, until = timedelta(), datetime.min.replace(tzinfo=UTC)
    for begins, ends in sorted(spans):
        total += max(timedelta(), ends - max(begins, until))
        until = max(until, ends)
    return total


def nights(found: Iterable[Sleep], today: date) -> Iterator[Observation | Notice]:
    """One night a day with what was left out; naps, time in bed and second recordings are counted, not kept."""
    kept: dict[Sleep, None] = {}
    counts: dict[str, int] = defaultdict(int)
    for sleep in found:
        try:
            _check(sleep, today)
        except Wrong as wrong:
            yield Notice(sleep.line, wrong.message, wrong.facts)
            continue
        why = _why_not(sleep, kept)
        if why:
            counts[why] += 1
        else:
            kept[sleep] = None
    chosen = _one_source(kept)
    counts[OTHERS] += len(kept) - len(chosen)
    for _day, day_sleeps in sorted(_by_day(chosen).items()):
        night = max(day_sleeps, key=lambda s: (s.main is True, s.main is None, s.length, s.begins))
        is_night = night.main is not False
        counts[NAPS] += len(day_sleeps) - is_night
        if is_night:
            counts[AWAKE] += night.awake
            yield from _night(night)
    yield from remarks(counts)


def remarks(counts: Mapping[str, int]) -> Iterator[Notice]:
    """A remark for every sentence that has something to count."""
    yield from (Notice(0, message, {"count": n}, refused=False) for message, n in counts.items() if n)


def _check(sleep: Sleep, today: date) -> None:
    """Refuse what cannot have been.

    Raises:
        Wrong: saying why.
    """
    facts = {"date": f"{sleep.ends:%Y-%m-%d}"}
    if sleep.ends <= sleep.begins:
        raise Wrong(_("The sleep that ends on %(date)s ends before it begins."), **facts)
    if sleep.length > LONGEST:
        raise Wrong(_("The sleep that ends on %(date)s is longer than 24 hours."), **facts)
    if sleep.day > today + timedelta(days=1):
        raise Wrong(_("%(date)s lies in the future."), **facts)
    if sleep.day < FIRST_DAY:
        raise Wrong(_("%(date)s cannot be right; the clock of the device was not set."), **facts)


def _why_not(sleep: Sleep, kept: dict[Sleep, None]) -> str:
    if sleep in kept:
        return TWICE
    if sleep.length < SHORTEST:
        return SHORT
    return "" if sleep.rank else ONLY_BED


def _one_source(kept: Iterable[Sleep]) -> list[Sleep]:
    """Of recordings that overlap by more than half an hour the one that knows most, then the longest."""
    chosen: dict[date, list[Sleep]] = defaultdict(list)
    around = [timedelta(days=n) for n in (-1, 0, 1)]
    for sleep in sorted(kept, key=_preference):
        near = (other for n in around for other in chosen.get(sleep.begins.date() + n, ()))
        if all(min(sleep.ends, other.ends) - max(sleep.begins, other.begins) <= OVERLAP for other in near):
            chosen[sleep.begins.date()].append(sleep)
    return [sleep for found in chosen.values() for sleep in found]


def _preference(sleep: Sleep) -> tuple[object, ...]:
    """What knows most first, then the longest; the rest only settles an order that the file has no say in."""
    return (-sleep.rank, -sleep.length, sleep.begins, sleep.source, str(sleep.main), sleep.awake, sleep.zone.key)


def _by_day(found: Iterable[Sleep]) -> dict[date, list[Sleep]]:
    days: dict[date, list[Sleep]] = defaultdict(list)
    for sleep in found:
        days[sleep.day].append(sleep)
    return days


def _night(sleep: Sleep) -> Iterator[Observation | Notice]:
    bed, wake = (at.astimezone(sleep.zone).time().replace(second=0, microsecond=0) for at in (sleep.begins, sleep.ends))
    day = sleep.day.isoformat()
    if sleep.length > UNUSUAL:
        message = _("The night that ended on %(date)s is longer than 16 hours; it is kept as it is.")
        yield Notice(sleep.line, message, {"date": day}, refused=False)
    yield Observation("night", day, sleep.day, {"bed_time": bed, "wake_time": wake, "zone": sleep.zone.key}, sleep.line)


@cache
def zone_named(name: str) -> ZoneInfo | None:
    """The zone of that name, None if there is none."""
    try:
        return ZoneInfo(name) if len(name) <= 64 else None
    except (OSError, ValueError, KeyError):
        return None


def zone_with(offset: timedelta, at: datetime, home: ZoneInfo) -> ZoneInfo:
    """A zone that was so far from UTC at that instant: home if it was, else one that only has an offset."""
    if at.astimezone(home).utcoffset() == offset:
        return home
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    if not rest and -14 <= -hours <= 12:
        return ZoneInfo(f"Etc/GMT{-hours:+d}")  # the sign is the other way round in these names
    odd = (ZoneInfo(name) for name in ODD_ZONES)
    return next((zone for zone in odd if at.astimezone(zone).utcoffset() == offset), home)
