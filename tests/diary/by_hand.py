"""A diary kept in plain dictionaries beside the real one, and its days worked out the long way round.

Nothing here looks into the database or uses the rooms that work out days: it remembers what was done, and says
from that alone what each day must show.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

DAY = timedelta(days=1)
SCALES = ("mood", "stress", "stool_type", "period_flow")
BLANK = math.nan


@dataclass(frozen=True)
class Known:
    """A food as it was made for the test, per 100 g."""

    fibre: float | None = None
    magnesium: float | None = None
    portion: float = 100
    plant: str = ""
    group: str = ""
    live: bool = False
    processed: bool = False
    sugary: bool = False


@dataclass
class Line:
    """A row of any table: its kind, its day, what it says, and whether it was taken away."""

    kind: str
    day: date
    facts: dict[str, Any]
    gone: bool = False


@dataclass
class Paper:
    """What a person wrote down, and which tap did it."""

    foods: dict[str, Known]
    pills: dict[str, float | None]  # milligrams of magnesium, by slug
    fields: dict[tuple[date, str], tuple[Any, str]] = field(default_factory=dict)  # value, and the key that set it
    lines: dict[str, Line] = field(default_factory=dict)
    taps: dict[str, list[tuple[str, Any, Any, Any]]] = field(default_factory=dict)  # kind, where, before, after

    def answer(self, key: str, day: date, name: str, value: Any, tap: str = "") -> None:
        before = self.fields.get((day, name), (None, ""))[0]
        self.fields[day, name] = (value, key)
        self.taps.setdefault(tap or key, []).append(("field", (day, name, key), before, value))

    def add(self, key: str, uid: str, line: Line) -> None:
        self.lines[uid] = line
        self.taps[key] = [("there", uid, False, True)]

    def set_there(self, key: str, uids: Iterable[str], there: bool) -> None:
        changed = [uid for uid in uids if self.lines[uid].gone is there]
        for uid in changed:
            self.lines[uid].gone = not there
        self.taps[key] = [("there", uid, not there, there) for uid in changed]

    def change(self, key: str, uid: str, **facts: Any) -> None:
        line = self.lines[uid]
        before = {name: line.facts[name] for name in facts}
        if before != facts:
            line.facts |= facts
            self.taps[key] = [("facts", uid, before, facts)]

    def undo(self, key: str, tap: str) -> None:
        """Each thing as it was before the tap; a field that was answered since stays."""
        for kind, where, before, after in reversed(self.taps.get(tap, [])):
            if kind == "field":
                day, name, set_by = where
                if self.fields[day, name][1] == set_by:
                    self.answer(f"{key}-{name}", day, name, before, tap=key)
                continue
            if kind == "there":
                self.lines[where].gone = not before
            else:
                self.lines[where].facts |= before
            self.taps.setdefault(key, []).append((kind, where, after, before))

    # What the days must show

    def value(self, day: date, name: str) -> Any:
        return self.fields.get((day, name), (None, ""))[0]

    def of(self, kind: str, day: date | None = None) -> list[Line]:
        return [line for line in self.lines.values()
                if line.kind == kind and not line.gone and day in (None, line.day)]  # fmt: skip

    def is_checked(self, day: date) -> bool:
        return any(self.value(day, name) is not None for name in (*SCALES, "own_coffee"))

    def is_noted(self, day: date) -> bool:
        said = ("note", "bed_time", "wake_time")
        rows = any(self.of(kind, day) for kind in ("serving", "dose", "moment"))
        return self.is_checked(day) or rows or any(self.value(day, name) is not None for name in said)

    def shows(self, day: date, last: date) -> dict[str, float]:
        """Every number of a day, NaN where nothing can be said; `last` is where the table ends."""
        found: dict[str, float] = {name: self._answered(day, name) for name in (*SCALES, "own_coffee")}
        found["cycle_day"] = self._cycle(day)
        found |= self._night(day) | self._food(day) | self._taken(day)
        moments = self.of("moment", day)
        for name in ("pleasant", "energy"):
            places = [line.facts[name] for line in moments]
            found[f"moment_{name}"] = sum(places) / len(places) if places else BLANK
        ill = any(line.day <= day <= (line.facts["until"] or last) for line in self.of("event"))
        found["illness"] = 1 if ill else 0 if self.is_noted(day) else BLANK
        return found

    def _answered(self, day: date, name: str) -> float:
        value = self.value(day, name)
        nothing_to_rate = name == "stool_type" and value == 0
        return BLANK if value is None or nothing_to_rate else value

    def _cycle(self, day: date) -> float:
        bleeding = sorted(on for (on, name), (value, _) in self.fields.items() if name == "period_flow" and value)
        starts = [on for i, on in enumerate(bleeding) if i == 0 or (on - bleeding[i - 1]).days > 10]
        past = [on for on in starts if on <= day]
        return (day - past[-1]).days + 1 if past and (day - past[-1]).days < 120 else BLANK

    def _clocks(self, day: date) -> tuple[int | None, int | None]:
        """Minutes after midnight of the day of waking at which sleep began and ended."""
        bed, wake = (minutes(self.value(day, name)) for name in ("bed_time", "wake_time"))
        if bed is not None and (bed >= wake if wake is not None else bed >= 12 * 60):
            bed -= 24 * 60
        return bed, wake

    def _night(self, day: date) -> dict[str, float]:
        bed, wake = self._clocks(day)
        return {
            "bed_time": BLANK if bed is None else bed / 60,
            "wake_time": BLANK if wake is None else wake / 60,
            "sleep_hours": BLANK if bed is None or wake is None else (wake - bed) / 60,
            "sleep_regularity": self._regularity(day),
        }

    def _regularity(self, day: date) -> float:
        """Minute by minute: in which of them was the person asleep on one night and awake on the next?"""
        nights = []
        for back in range(6, -1, -1):
            bed, wake = self._clocks(day - back * DAY)
            nights.append(None if bed is None or wake is None else set(range(bed, wake)))
        apart = [len(a ^ b) for a, b in itertools.pairwise(nights) if a is not None and b is not None]
        scores = [100 * (1 - 2 * minutes / (24 * 60)) for minutes in apart]
        return sum(scores) / len(scores) if len(scores) >= 4 else BLANK

    def _food(self, day: date) -> dict[str, float]:
        eaten = [(self.foods[line.facts["food"]], line.facts["grams"]) for line in self.of("serving", day)]
        said = self.value(day, "food_day")
        if said == "out" or (not eaten and not said):
            names = ("fibre", "plants", "plant_groups", "fermented", "food_magnesium", "upf", "sugary")
            return dict.fromkeys(names, BLANK)
        return {
            "fibre": known_sum([(food.fibre, grams) for food, grams in eaten]),
            "food_magnesium": known_sum([(food.magnesium, grams) for food, grams in eaten]),
            "plants": len({food.plant for food, _ in eaten if food.plant}),
            "plant_groups": len({food.group for food, _ in eaten if food.group}),
            "fermented": halves([(food, grams) for food, grams in eaten if food.live]),
            "upf": halves([(food, grams) for food, grams in eaten if food.processed]),
            "sugary": halves([(food, grams) for food, grams in eaten if food.sugary]),
        }

    def _taken(self, day: date) -> dict[str, float]:
        first: dict[str, date] = defaultdict(lambda: date.max)
        for line in self.of("dose"):
            first[line.facts["pill"]] = min(first[line.facts["pill"]], line.day)
        today = [line.facts["pill"] for line in self.of("dose", day)]

        def none_taken(pills: Iterable[str]) -> float:
            return 0 if self.is_checked(day) and any(first[pill] <= day for pill in pills) else BLANK

        found = {f"took_{pill}": 1 if pill in today else none_taken([pill]) for pill in self.pills}
        holding = [pill for pill, milligrams in self.pills.items() if milligrams]
        amounts = [self.pills[pill] or 0 for pill in today if pill in holding]
        found["supplement_magnesium"] = sum(amounts) if amounts else none_taken(holding)
        return found


def minutes(clock: str | None) -> int | None:
    return None if clock is None else int(clock[:2]) * 60 + int(clock[3:])


def known_sum(portions: list[tuple[float | None, float]]) -> float:
    """Of a day without any food, declared as such, nothing; of foods that nobody knows, unknown."""
    known = [per_100 * grams / 100 for per_100, grams in portions if per_100 is not None]
    return sum(known) if known or not portions else BLANK


def halves(portions: list[tuple[Known, float]]) -> float:
    return math.floor(2 * sum(grams / food.portion for food, grams in portions) + 0.5) / 2
