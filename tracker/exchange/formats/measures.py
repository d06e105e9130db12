"""What a health platform measures of a day beside sleep: minutes, what was eaten, symptoms; from one source a day."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b

from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.nights import FIRST_DAY, TWICE, Piece, Sleep, nights, remarks, sleeps, union
from tracker.exchange.formats.observation import Notice, Observation, UnreadableFile, Value, _
from tracker.exchange.formats.source import Given
from tracker.exchange.formats.told import not_kept
from tracker.metrics import Better, OwnKind, Role

OUT = "out"  # what a person says of a measure they do not want
MOST_NAMES = 300
MOST_REFUSED = 10_000
MOST_KEPT = 2_000_000
OTHER_SOURCES = _(
    "Amounts that several sources noted on a day are taken from one. Records left out for that: %(count)s."
)
UNFINISHED = _("The day of the export was not over, so its sums are left out. Records left out for that: %(count)s.")
UNGRADED = _("Symptoms without a grade are left out. The file has this many: %(count)s.")


@dataclass(frozen=True, slots=True)
class Measure:
    """Something an app counts that the diary has no column for: it becomes an own tracker of the person.

    `flag` is an amount a day that is worth a second look.
    """

    slug: str
    name: str
    kind: OwnKind
    unit: str = ""
    role: Role = Role.HABIT
    better: Better = Better.NEITHER
    flag: float = math.inf


def _eaten(slug: str, name: str, unit: str, flag: float = math.inf) -> Measure:
    return Measure(f"app_{slug}", name, OwnKind.AMOUNT, unit, flag=flag)


def _felt(slug: str, name: str) -> Measure:
    # Four grades in words: a number from 0 to 3, which our scale from 0 to 10 would make stronger than it was.
    return Measure(f"app_{slug}", name, OwnKind.COUNT, role=Role.OUTCOME, better=Better.LOWER)


FIBRE = _eaten("fibre", _("Fibre, as an app counted it"), "g", flag=150)
MAGNESIUM = _eaten("magnesium", _("Magnesium, as an app counted it"), "mg", flag=5000)
VITAMIN_D = _eaten("vitamin_d", _("Vitamin D, as an app counted it"), "µg", flag=1000)
CAFFEINE = _eaten("caffeine", _("Caffeine, as an app counted it"), "mg", flag=2000)
SYMPTOMS: Mapping[str, Measure] = {
    slug: _felt(slug, name)
    for slug, name in {
        "abdominal_pain": _("Belly pain (0 to 3)"), "abdominal_cramps": _("Belly cramps (0 to 3)"),
        "stomach_ache": _("Stomach ache (0 to 3)"), "bloating": _("Bloating (0 to 3)"),
        "constipation": _("Constipation (0 to 3)"), "diarrhoea": _("Diarrhoea (0 to 3)"),
        "heartburn": _("Heartburn (0 to 3)"), "nausea": _("Nausea (0 to 3)"), "vomiting": _("Vomiting (0 to 3)"),
        "acne": _("Acne (0 to 3)"), "dry_skin": _("Dry skin (0 to 3)"), "brain_fog": _("Brain fog (0 to 3)"),
        "fatigue": _("Fatigue (0 to 3)"), "insomnia": _("Sleeplessness (0 to 3)"),
        "mood_changes": _("Changes of mood (0 to 3)"), "sleep_changes": _("Changes of sleep (0 to 3)"),
    }.items()
}  # fmt: skip
PAIN = Measure("app_pain", _("Pain (0 to 10)"), OwnKind.SCALE, role=Role.OUTCOME, better=Better.LOWER)
ALL = (FIBRE, MAGNESIUM, VITAMIN_D, CAFFEINE, PAIN, *SYMPTOMS.values())
MINDFUL, ACTIVE = "mindful_min", "active_min"
MOST_MINUTES = 1440


@dataclass(slots=True)
class _Sum:
    """What one source says of one thing on one day."""

    records: int = 0
    total: float = 0
    line: int = 0


class Gathered:
    """Takes what a file says record by record, and tells it day by day at the end.

    `until` is the day on which the file was written: what is summed up over that day is not whole yet.
    """

    def __init__(self, given: Given) -> None:
        self.given, self.until = given, given.today
        self.counts: Counter[str] = Counter()
        self.rows: list[Observation] = []  # of tables that stand after own_value
        self._notices: list[Notice] = []
        self._seen: set[bytes] = set()
        self._sleeps: list[Sleep] = []
        self._pieces: list[Piece] = []
        self._sums: dict[tuple[Measure | str, date], dict[str, _Sum]] = defaultdict(lambda: defaultdict(_Sum))
        self._spans: dict[tuple[str, date], list[tuple[datetime, datetime]]] = defaultdict(list)
        self._whole: dict[tuple[str, date], tuple[float, int]] = {}
        self._grades: dict[tuple[Measure, date], tuple[float, int]] = {}
        self._left: dict[str, tuple[int, int]] = {}

    def is_new(self, key: object) -> bool:
        """Whether this record was not there before; the same one again counts once.

        Raises:
            UnreadableFile: beyond what any diary holds.
        """
        key = blake2b(repr(key).encode(), digest_size=16).digest()  # a set of short texts, for there may be a million
        if key in self._seen:
            self.counts[TWICE] += 1
            return False
        if len(self._seen) >= MOST_KEPT:
            raise UnreadableFile(_("The file has more than %(most)s records."), most=MOST_KEPT)
        self._seen.add(key)
        return True

    def leave(self, name: str, line: int = 0, count: int = 1) -> None:
        """Count something that is not kept."""
        name = name if name in self._left or len(self._left) < MOST_NAMES else "…"
        first, so_far = self._left.get(name, (line, 0))
        self._left[name] = (first, so_far + count)

    def refuse(self, line: int, wrong: Wrong) -> None:
        """Note a record that cannot be read.

        Raises:
            UnreadableFile: once there are so many that the file is something else.
        """
        if len(self._notices) >= MOST_REFUSED:
            raise UnreadableFile(_("More than %(most)s records of this file cannot be read."), most=MOST_REFUSED)
        self._notices.append(Notice(line, wrong.message, wrong.facts))

    def remark(self, line: int, message: str, **facts: object) -> None:
        """Note something about a record that is kept."""
        if len(self._notices) < MOST_REFUSED:
            self._notices.append(Notice(line, message, facts, refused=False))

    def sleep(self, sleep: Sleep) -> None:
        self._sleeps.append(sleep)

    def piece(self, piece: Piece) -> None:
        """Some minutes asleep, awake or in bed; what belongs together is found at the end.

        Raises:
            Wrong: if they end before they begin.
        """
        if piece.ends < piece.begins:
            raise Wrong(_("The sleep that ends on %(date)s ends before it begins."), date=f"{piece.ends:%Y-%m-%d}")
        self._pieces.append(piece)

    def add(self, what: Measure | str, day: date, source: str, value: float, line: int = 0) -> None:
        """An amount that adds up over the day.

        Raises:
            Wrong: for a day that cannot be.
        """
        if self.checked(day) >= self.until:
            self.counts[UNFINISHED] += 1
            return
        found = self._sums[what, day][source]
        found.records, found.total, found.line = found.records + 1, found.total + value, found.line or line

    def first(self, key: str, day: date, value: float, line: int = 0) -> None:
        """A day's sum that the device made itself, which goes before sums made here.

        Raises:
            Wrong: for a day that cannot be.
        """
        if self.checked(day) >= self.until:
            self.counts[UNFINISHED] += 1
        else:
            self._whole[key, day] = (value, line)

    def span(self, key: str, day: date, begins: datetime, ends: datetime) -> None:
        """Minutes of doing something; two that overlap are not counted twice.

        Raises:
            Wrong: for a day that cannot be, and an end before the beginning or more than a day after it.
        """
        if not timedelta() <= ends - begins <= timedelta(days=1):
            raise Wrong(_("“%(text)s” is not understood here."), text=f"{begins:%Y-%m-%d %H:%M}, {ends:%Y-%m-%d %H:%M}")
        if self.checked(day) >= self.until:
            self.counts[UNFINISHED] += 1
        else:
            self._spans[key, day].append((begins, ends))

    def grade(self, what: Measure, day: date, value: float | None, line: int = 0) -> None:
        """How strong something was; the strongest of the day counts.

        Raises:
            Wrong: for a day that cannot be.
        """
        self.checked(day)
        if value is None:
            self.counts[UNGRADED] += 1
        elif value > self._grades.get((what, day), (-1, 0))[0]:
            self._grades[what, day] = (value, line)

    def checked(self, day: date) -> date:
        """The day, if a device can have written of it.

        Raises:
            Wrong: for the day after tomorrow and for clocks that were never set.
        """
        if day > self.given.today + timedelta(days=1):
            raise Wrong(_("%(date)s lies in the future."), date=day.isoformat())
        if day < FIRST_DAY:
            raise Wrong(_("%(date)s cannot be right; the clock of the device was not set."), date=day.isoformat())
        return day

    def told(self) -> Iterator[Observation | Notice]:
        """Everything, in the order of the tables."""
        self._choose_sources()
        measured, answered = self._measured(), self._answered()
        yield from _trackers(measured)
        yield from _rows("check_in", answered)
        yield from nights([*self._sleeps, *sleeps(self._pieces, self.given.zone)], self.given.today)
        yield from _rows("own_value", {
            day: {f"own_{what.slug}": value for what, value in found.items()} for day, found in measured.items()
        })  # fmt: skip
        yield from self.rows
        yield from self._notices
        yield from not_kept(self._left)
        yield from remarks(self.counts)

    def _choose_sources(self) -> None:
        """Of each sum the source with most records that day, then the larger: two that count the same never add."""
        for sums in self._sums.values():
            best = max(sums, key=lambda source: (sums[source].records, sums[source].total, source))
            self.counts[OTHER_SOURCES] += sum(found.records for source, found in sums.items() if source != best)
            for source in set(sums) - {best}:
                del sums[source]

    def _answered(self) -> dict[date, dict[str, Value]]:
        """Minutes of a day by the key of their column."""
        found: dict[date, dict[str, Value]] = defaultdict(dict)
        for (what, day), sums in self._sums.items():
            if isinstance(what, str) and (what, day) not in self._whole:
                (only,) = sums.values()
                self._minutes(found, what, day, only.total, only.line)
        for (key, day), (minutes, line) in self._whole.items():
            self._minutes(found, key, day, minutes, line)
        for (key, day), spans in self._spans.items():
            self._minutes(found, key, day, union(spans).total_seconds() / 60, 0)
        return found

    def _minutes(self, found: dict[date, dict[str, Value]], key: str, day: date, minutes: float, line: int) -> None:
        if minutes > MOST_MINUTES:
            message = _("The minutes of %(date)s are more than a day has.")
            self._notices.append(Notice(line, message, {"date": day.isoformat()}))
        else:
            found[day][key] = round(minutes, 1)

    def _measured(self) -> dict[date, dict[Measure, Value]]:
        """Amounts and grades of a day by what they are of, without what the person wants left out."""
        found: dict[date, dict[Measure, Value]] = defaultdict(dict)
        said = self.given.mapping.get("places")
        places = said if isinstance(said, Mapping) else {}
        amounts = {
            key: (only.total, only.line) for (what, day), sums in self._sums.items() for only in sums.values()
            if isinstance(what, Measure) and (key := (what, day))
        } | self._grades  # fmt: skip
        for (what, day), (value, line) in amounts.items():
            if places.get(what.slug) == OUT:
                self.leave(what.name)
                continue
            if value > what.flag:
                message = _("“%(name)s” of %(date)s is unusually much: %(amount)s. It is kept as it is.")
                facts = {"name": what.name, "date": day.isoformat(), "amount": f"{value:g} {what.unit}"}
                self._notices.append(Notice(line, message, facts, refused=False))
            found[day][what] = float(round(value, 3))
        return found


def _trackers(measured: Mapping[date, Mapping[Measure, Value]]) -> Iterator[Observation]:
    """The own trackers that the answers need, in the order of their names."""
    for what in sorted({what for found in measured.values() for what in found}, key=lambda what: what.slug):
        values: dict[str, Value] = {
            "name": what.name, "kind": str(what.kind), "better": str(what.better), "role": str(what.role),
        }  # fmt: skip
        yield Observation("own_tracker", what.slug, None, values | ({"unit": what.unit} if what.unit else {}))


def _rows(table: str, found: Mapping[date, Mapping[str, Value]]) -> Iterator[Observation]:
    for day, values in sorted(found.items()):
        yield Observation(table, day.isoformat(), day, dict(sorted(values.items())))
