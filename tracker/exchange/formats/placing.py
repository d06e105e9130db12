"""Puts what a diary app told into the rows of a diary: each thing where it belongs, a day's things together.

Values of a scale give the mean of a day, rounded half to even; amounts and counts add up; what was there once on a
day was there. A word for a mood that stands for no number is left out, and so is whatever has the place `out`; both
are counted. An activity that became a yes-or-no tracker is a "no" on days with any entry from the first time it stands
in the file; before that nobody could have ticked it. The same day told again gives the same rows, whatever the app
calls the entry.
"""

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.observation import Notice, Observation, Value, _
from tracker.exchange.formats.places import (
    CORNERS,
    MEASURES,
    NEW_SUPPLEMENT,
    NOTE,
    OUT,
    Place,
    measure_row,
    place_of,
    slug_of,
)
from tracker.exchange.formats.source import Moods
from tracker.exchange.formats.together import answer, daily, own_answer, together, written
from tracker.exchange.formats.told import Ends, Sort, Telling, Told, not_kept
from tracker.metrics import OwnKind

NOTE_LENGTH = 10_000
TRACKER_LENGTH, SUPPLEMENT_LENGTH = 24, 40
LIST = "own_tracker"
UNFIT = re.compile(r"[;\x00-\x1f]")  # what cannot stand in a word of a moment
ROWS = uuid.UUID("6f1c1d0e-7a53-5f0b-9a3e-5d0f5a4c7b21")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What the person said of a file's names; whatever is missing has the place the reader suggests.

    `app` is the name that tags in a note stand behind and `source` what rows of the same app have in common.
    """

    app: str
    source: str
    zone: ZoneInfo
    places: Mapping[str, str] = field(default_factory=dict)
    scales: Mapping[str, Ends] = field(default_factory=dict)
    moods: Moods = field(default_factory=dict)
    tags: str = NOTE

    def place(self, told: Told) -> Place:
        usual = {Sort.TAG: self.tags, Sort.TEXT: NOTE}.get(told.sort, OUT)
        chosen = self.places.get(told.text if told.sort is Sort.FEELING else told.name, "")
        for text in (chosen, told.suggest, usual):
            if text and (place := place_of(text)):
                return place
        return Place(OUT)


@dataclass(slots=True)
class _Block:
    """What one entry adds to the note of its day."""

    at: time | None
    texts: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Day:
    lines: list[int] = field(default_factory=list)
    values: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    blocks: dict[int, _Block] = field(default_factory=dict)
    night: dict[str, Value] = field(default_factory=dict)


class _Placing:
    """A file on its way into rows."""

    def __init__(self, decided: Decided) -> None:
        self.decided = decided
        self.days: dict[date, _Day] = defaultdict(_Day)
        self.lists: dict[tuple[str, str], Observation] = {}
        self.rows: list[Observation] = []
        self.kinds: dict[str, OwnKind] = {}
        self.ticked: dict[str, date] = {}
        self.out: dict[str, tuple[int, int]] = {}
        self.ordinals: Counter[tuple[object, ...]] = Counter()

    def take(self, told: Told) -> Iterator[Notice]:
        day = self.days[told.day]
        if not day.lines or day.lines[-1] != told.line:
            day.lines.append(told.line)
        place = self.decided.place(told)
        try:
            yield from self._put(told, place, day)
        except Wrong as wrong:
            yield Notice(told.line, wrong.message, wrong.facts)

    def _put(self, told: Told, place: Place, day: _Day) -> Iterator[Notice]:
        if place.what == OUT:
            self._leave_out(told)
        elif place.what == NOTE:
            self._note(told, day)
        elif told.sort is Sort.CLOCK:
            yield from self._night(told, place, day)
        elif place.what == "metric":
            value = self._number(told)
            if value is not None:
                ends = self.decided.scales.get(told.name, told.ends)
                found = answer(place.which, value, told.unit, ends)
                day.values["check_in", place.which].append(found)
        elif place.what == "moment" and told.sort is Sort.FEELING:
            self._moment(told, place.which)
        elif place.what in ("supplement", "food") or place == place_of(NEW_SUPPLEMENT):
            self._row(told, place)
        else:
            self._own(told, place, day)

    def _leave_out(self, told: Told) -> None:
        line, count = self.out.get(told.name, (told.line, 0))
        self.out[told.name] = line, count + 1

    def _number(self, told: Told) -> float | None:
        """What it stands for as a number; None for a word that stands for none."""
        if told.sort is Sort.TAG or (told.value is None and told.sort is not Sort.MOOD):
            return 1.0
        if told.sort is not Sort.MOOD:
            return told.value
        return self.decided.moods.get(told.text, told.value)

    def _note(self, told: Told, day: _Day) -> None:
        block = day.blocks.setdefault(told.line, _Block(told.at))
        if told.sort is Sort.TEXT:
            block.texts.append(told.text)
        else:
            block.tags.append(written(told))

    def _night(self, told: Told, place: Place, day: _Day) -> Iterator[Notice]:
        if told.at is None or place.what != "night":
            raise Wrong(_("“%(text)s” is not understood here."), text=told.text[:40])
        there = day.night.setdefault(place.which, told.at)
        day.night["zone"] = self.decided.zone.key
        if there != told.at:
            yield Notice(told.line, _("A second night or nap on the same day is left out."), refused=False)

    def _own(self, told: Told, place: Place, day: _Day) -> None:
        value = self._number(told)
        if value is None:
            return
        slug, kind, row = self._tracker(told, place)
        if self.kinds.get(slug, kind) is not kind:
            raise Wrong(_("The tracker “%(name)s” is of another kind here."), name=slug)
        found = own_answer(kind, value, told.unit, self.decided.scales.get(told.name, told.ends))
        # What does not add up over a day (a temperature) is kept apart from what does.
        day.values["own_value" if told.adds else "own_level", slug].append(found)
        self.kinds[slug] = kind
        if row:
            self.lists.setdefault((LIST, slug), Observation(LIST, slug, None, row, told.line, 0))
        if told.sort is Sort.TAG and kind is OwnKind.YES_NO:
            self.ticked[slug] = min(self.ticked.get(slug, told.day), told.day)

    def _tracker(self, told: Told, place: Place) -> tuple[str, OwnKind, dict[str, Value]]:
        """What the tracker is known by, its kind, and its row where the file brings it along."""
        if place.what == "tracker":
            return place.which, OwnKind(place.how), {}
        if place.what == "app":
            measure = MEASURES[place.which]
            return measure.slug, measure.kind, measure_row(measure)
        if place.what != "new":
            raise Wrong(_("“%(text)s” is not understood here."), text=told.name[:40])
        kind = OwnKind(place.which)
        row: dict[str, Value] = {"name": told.name[:80], "kind": str(kind)}
        if kind is OwnKind.AMOUNT and told.unit:
            row["unit"] = told.unit[:20]
        return slug_of(told.name, TRACKER_LENGTH), kind, row

    def _row(self, told: Told, place: Place) -> None:
        values: dict[str, Value] = {}
        if place.what == "food":
            grams = told.value if told.unit == "g" and told.value else float(place.how)
            if not 0 < grams <= 5000:
                raise Wrong(_("“%(text)s” is no number from %(low)s to %(high)s."), text=f"{grams:g}", low="0",
                            high="5000")  # fmt: skip
            values |= {"food": place.which, "grams": grams}
        else:
            values["supplement"] = place.which if place.what == "supplement" else self._supplement(told)
        table = "serving" if place.what == "food" else "dose"
        self.rows.append(Observation(table, self._uid(table, told), told.day, values, told.line, 0))

    def _supplement(self, told: Told) -> str:
        """A supplement named as in the file; each amount is its own, so that nothing is lost."""
        dose = f" {told.value:g} {told.unit}".rstrip() if told.value else ""
        name = f"{told.name[: 79 - len(dose)]}{dose}"
        slug = slug_of(name, SUPPLEMENT_LENGTH)
        values: dict[str, Value] = {"name": name}
        if told.value:
            values |= {"amount": told.value} | ({"unit": told.unit[:20]} if told.unit else {})
        self.lists.setdefault(("supplement", slug), Observation("supplement", slug, None, values, told.line, 0))
        return slug

    def _moment(self, told: Told, corner: str) -> None:
        word = UNFIT.sub(" ", told.text).strip()[:40]
        if not word:
            raise Wrong(_("“%(text)s” is not understood here."), text=told.text[:40])
        at = datetime.combine(told.day, told.at or time(12), self.decided.zone).astimezone(UTC)
        pleasant, energy = CORNERS[corner]
        values: dict[str, Value] = {"at": at, "pleasant": pleasant, "energy": energy, "words": f"own:{word}"}
        self.lists.setdefault(
            ("mood_name", word), Observation("mood_name", word, None, {"corner": corner}, told.line, 0)
        )
        self.rows.append(Observation("moment", self._uid("moment", told), told.day, values, told.line, 0))

    def _uid(self, table: str, told: Told) -> str:
        thing = (table, told.key) if told.key else (table, told.day, told.at if table == "moment" else "", told.name,
                                                    told.text)  # fmt: skip
        self.ordinals[thing] += 1
        return str(uuid.uuid5(ROWS, "\n".join(map(str, (self.decided.source, *thing, self.ordinals[thing])))))

    def observations(self) -> Iterator[Observation | Notice]:
        """Lists first, for rows point at them; then the days in order, then rows."""
        yield from self.lists.values()
        counted: set[date] = set()
        for day, found in sorted(self.days.items()):
            for seen in self._of_day(day, found):
                if isinstance(seen, Notice):
                    yield seen
                    continue
                counted.add(day)
                yield seen
        for row in self.rows:
            # An entry counts once: with its day where that has answers, else with the first row of the day.
            entries = 0 if row.day is None or row.day in counted else len(self.days[row.day].lines)
            if row.day is not None:
                counted.add(row.day)
            yield Observation(row.table, row.key, row.day, row.values, row.line, entries)
        yield from not_kept(self.out)

    def _of_day(self, day: date, found: _Day) -> Iterator[Observation | Notice]:
        line, entries = found.lines[0], len(set(found.lines))
        answers: dict[str, Value] = {}
        own: dict[str, Value] = {slug: 0.0 for slug, first in self.ticked.items() if day > first}
        for (table, name), values in found.values.items():
            try:
                if table == "check_in":
                    answers[name] = daily(name, values)
                else:
                    mean = table == "own_level"
                    own[name] = together(self.kinds[name], values, mean=mean)
            except Wrong as wrong:
                yield Notice(line, wrong.message, wrong.facts)
        note = _note(found.blocks.values(), self.decided.app)
        if len(note) > NOTE_LENGTH:
            message = _("The notes of %(day)s are %(length)s characters long together; %(most)s fit on a day.")
            yield Notice(line, message, {"day": day.isoformat(), "length": len(note), "most": NOTE_LENGTH})
        elif note:
            answers["note"] = note
        rows: tuple[tuple[str, dict[str, Any]], ...] = (
            ("check_in", answers),
            ("own_value", {f"own_{slug}": value for slug, value in own.items()}),
            ("night", found.night),
        )
        for table, cells in rows:
            if cells:
                yield Observation(table, day.isoformat(), day, cells, line, entries)
                entries = 0


def _note(blocks: Iterable[_Block], app: str) -> str:
    """The texts of a day under the time of each, where more than one entry has any; a text that repeats stands once."""
    texts: dict[str, time | None] = {}
    for block in sorted(blocks, key=lambda block: block.at or time.min):
        parts = [*block.texts, f"{app}: {', '.join(block.tags)}" if block.tags else ""]
        text = "\n".join(part for part in parts if part)
        if text:
            texts.setdefault(text, block.at)
    if len(texts) == 1:
        return next(iter(texts))
    return "\n\n".join(f"{at:%H:%M}\n{text}" if at else text for text, at in texts.items())


def place(tellings: Iterable[Telling], decided: Decided) -> Iterator[Observation | Notice]:
    """The rows of a diary that a file tells of, with notices of what could not be kept."""
    placing = _Placing(decided)
    for told in tellings:
        if isinstance(told, Notice):
            yield told
        else:
            yield from placing.take(told)
    yield from placing.observations()
