"""Reads the export of Apple Health, however large: nights, minutes, what was eaten, symptoms.

The offset behind every time is the one in force when the file was written, for all of its history. So a time is taken
as an instant, and its day is found in the zone the record names, else in the person's.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

from tracker.exchange.formats import measures, units
from tracker.exchange.formats.apple_xml import feed, is_export, pieces, refuse
from tracker.exchange.formats.archive import MEBI
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.measures import MOST_NAMES, SYMPTOMS, Gathered, Measure
from tracker.exchange.formats.nights import Piece, Rank, zone_named
from tracker.exchange.formats.observation import Notice, Observation, _
from tracker.exchange.formats.source import Given, Source

__all__ = ["KIND", "MOST", "is_export", "read"]

KIND = "apple_health"
MOST = 1024 * MEBI
DEEPEST = 20
TIME = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) ([+-]\d{4})", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

CATEGORY, QUANTITY = "HKCategoryTypeIdentifier", "HKQuantityTypeIdentifier"
SLEEP_VALUE, SEVERITY = "HKCategoryValueSleepAnalysis", "HKCategoryValueSeverity"
STAGES: Mapping[str, Rank | None] = {
    "InBed": Rank.IN_BED, "Awake": None, "Asleep": Rank.ASLEEP, "AsleepUnspecified": Rank.ASLEEP,
    "AsleepCore": Rank.STAGES, "AsleepDeep": Rank.STAGES, "AsleepREM": Rank.STAGES,
}  # fmt: skip
EATEN: Mapping[str, tuple[Measure, float]] = {
    f"{QUANTITY}DietaryFiber": (measures.FIBRE, 0),
    f"{QUANTITY}DietaryMagnesium": (measures.MAGNESIUM, 0),
    f"{QUANTITY}DietaryVitaminD": (measures.VITAMIN_D, 1 / 40),
    f"{QUANTITY}DietaryCaffeine": (measures.CAFFEINE, 0),
}
FELT: Mapping[str, Measure] = {
    f"{CATEGORY}{name}": SYMPTOMS[slug]
    for name, slug in {
        "AbdominalCramps": "abdominal_cramps", "Bloating": "bloating", "Constipation": "constipation",
        "Diarrhea": "diarrhoea", "Heartburn": "heartburn", "Nausea": "nausea", "Vomiting": "vomiting",
        "Acne": "acne", "DrySkin": "dry_skin", "MoodChanges": "mood_changes", "Fatigue": "fatigue",
        "SleepChanges": "sleep_changes",
    }.items()
}  # fmt: skip
GRADES: Mapping[str, int | None] = {"Unspecified": None, "NotPresent": 0, "Mild": 1, "Moderate": 2, "Severe": 3}
SLEEP, MINDFUL = f"{CATEGORY}SleepAnalysis", f"{CATEGORY}MindfulSession"
EXERCISE = f"{QUANTITY}AppleExerciseTime"
STATE_OF_MIND = _("“State of Mind” is not read yet. The file has this many: %(count)s.")
KEPT = frozenset({SLEEP, MINDFUL, EXERCISE, *EATEN, *FELT})
SUMMARIES = ""  # the source of sums the phone made itself, which go before any other


def read(source: Source, given: Given) -> Iterator[Observation | Notice]:
    """What the export says.

    Raises:
        UnreadableFile: if it is not complete, not XML or beyond measure; then nothing of it may be kept.
    """
    export = _Export(given)
    feed(pieces(source), export)
    yield from export.told()


class _Export:
    """Follows the parser; of records that are not kept only their number."""

    def __init__(self, given: Given) -> None:
        self.gathered, self.home = Gathered(given), given.zone
        self.line: Callable[[], int] = lambda: 0
        self._depth = 0
        self._record: dict[str, str] = {}
        self._zone = ""
        self._at = 0
        self._left: dict[str, list[int]] = {}
        self._inside = ""  # a Correlation, whose records stand outside of it as well

    def told(self) -> Iterator[Observation | Notice]:
        """Everything, once the file is at its end."""
        for kind, (line, count) in self._left.items():
            self.gathered.leave(kind.removeprefix(QUANTITY).removeprefix(CATEGORY) or "Record", line, count)
        yield from self.gathered.told()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            refuse()
        if tag == "Record":
            if not self._inside:
                self._begin(attributes)
        elif tag == "MetadataEntry":
            if self._record and attributes.get("key") == "HKTimeZone":
                self._zone = attributes.get("value", "")
        elif self._depth == 2:
            self._other(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._depth == 1:
            self._inside = ""
            if self._record:
                self._take()
                self._record, self._zone = {}, ""

    def _begin(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "")
        if kind in KEPT:
            self._record, self._at = attributes, self.line()
        elif "StateOfMind" in kind:
            self.gathered.counts[STATE_OF_MIND] += 1
        elif kind in self._left:  # by far the most records come this way
            self._left[kind][1] += 1
        elif len(self._left) < MOST_NAMES:
            self._left[kind] = [self.line(), 1]
        else:
            self.gathered.leave("…")

    def _other(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "ExportDate":
            self._exported(attributes.get("value", ""))
        elif tag == "ActivitySummary":
            self._summary(attributes)
        elif tag == "Correlation":
            self._inside = tag
        elif "StateOfMind" in tag:
            self.gathered.counts[STATE_OF_MIND] += 1
        elif tag != "Me":
            self.gathered.leave(tag, self.line())

    def _exported(self, written: str) -> None:
        try:
            day = _instant(written).astimezone(self.home).date()
        except Wrong:
            return
        self.gathered.until = min(self.gathered.until, day)

    def _summary(self, attributes: dict[str, str]) -> None:
        """Minutes of exercise by the phone's own sum; a day on which no energy was counted was not worn."""
        line = self.line()
        try:
            if units.number(attributes.get("activeEnergyBurned", "0")) <= 0 or "appleExerciseTime" not in attributes:
                return
            minutes = units.amount(attributes["appleExerciseTime"], "min", "min")
            day = _day(attributes.get("dateComponents", ""))
            if self.gathered.is_new((SUMMARIES, day)):
                self.gathered.first(measures.ACTIVE, day, minutes, line)
        except Wrong as wrong:
            self.gathered.refuse(line, wrong)

    def _take(self) -> None:
        try:
            self._keep(self._record)
        except Wrong as wrong:
            self.gathered.refuse(self._at, wrong)
        except OverflowError:
            self.gathered.refuse(self._at, Wrong(_("“%(time)s” is no time."), time=self._record["startDate"][:40]))

    def _keep(self, record: Mapping[str, str]) -> None:
        kind, source = record["type"], record.get("sourceName", "")[:200]
        begins, ends = _instant(record.get("startDate", "")), _instant(record.get("endDate", ""))
        value = record.get("value", "")
        if not self.gathered.is_new((kind, source, begins, ends, value, record.get("unit", ""))):
            return
        zone = zone_named(self._zone) if self._zone else None
        day = begins.astimezone(zone or self.home).date()
        if kind == SLEEP:
            self._slept(source, begins, ends, value, zone)
        elif kind == MINDFUL:
            self.gathered.span(measures.MINDFUL, day, begins, ends)
        elif kind == EXERCISE:
            minutes = units.amount(value, record.get("unit", ""), "min")
            self.gathered.add(measures.ACTIVE, day, source, minutes, self._at)
        elif kind in EATEN:
            what, per_unit = EATEN[kind]
            amount = units.amount(value, record.get("unit", ""), what.unit, per_unit)
            self.gathered.add(what, day, source, amount, self._at)
        else:
            self.gathered.grade(FELT[kind], day, _known(GRADES, value, SEVERITY), self._at)

    def _slept(self, source: str, begins: datetime, ends: datetime, value: str, zone: ZoneInfo | None) -> None:
        rank = _known(STAGES, value, SLEEP_VALUE)
        self.gathered.piece(Piece(source, begins, ends, None if rank is None else Rank(rank), zone, self._at))


def _known(words: Mapping[str, int | None], written: str, prefix: str) -> int | None:
    """What one of the app's own words stands for.

    Raises:
        Wrong: for a word that is not known.
    """
    word = written.removeprefix(prefix)
    if word not in words:
        raise Wrong(_("“%(text)s” is not understood here."), text=written[:40])
    return words[word]


def _instant(written: str) -> datetime:
    found = TIME.fullmatch(written)
    try:
        return datetime.fromisoformat(found[1] + found[2]).astimezone(UTC) if found else _no_time(written)
    except (ValueError, OverflowError):
        _no_time(written)


def _no_time(written: str) -> NoReturn:
    raise Wrong(_("“%(time)s” is no time."), time=written[:40])


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written) if DAY.fullmatch(written) else _no_time(written)
    except ValueError:
        _no_time(written)
