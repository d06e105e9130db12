"""What a diary app's file says, thing by thing, before it is decided where each thing belongs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from tracker.exchange.formats.observation import Notice, UnreadableFile, _

NAME_LENGTH = 80
MOST_NAMES = 2_000
MOST_WORDS = 200
MOST_ALONE = 8  # notices that stand by themselves before they are put together
Ends = tuple[float, float]


class Sort(StrEnum):
    """What sort of thing is told."""

    MOOD = "mood"  # `text` is a word that stands for a number
    FEELING = "feeling"  # `text` is a word for how it felt just then
    NUMBER = "number"
    TAG = "tag"  # it is there, and that is all
    CLOCK = "clock"  # `at` is the value
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing said of a day.

    `name` is what the file calls it and what a person decides upon. `value` counts in `unit`, or lies between the
    `ends` of the file's own scale; of a mood it is what the word stands for unless the person says otherwise.
    `suggest` is the place it has while nobody chose another. Values that add up over a day say so in `adds`. `key`
    is a lasting name of the thing where the file has one. `line` is the same for everything of one entry.
    """

    line: int
    day: date
    name: str
    sort: Sort
    value: float | None = None
    text: str = ""
    at: time | None = None
    unit: str = ""
    ends: Ends | None = None
    suggest: str = ""
    adds: bool = True
    key: str = ""


Telling = Told | Notice


def ends_of(text: str) -> Ends | None:
    """A scale written as `1-10`; None where it is none."""
    low, _dash, high = text.partition("-")
    if not (low.isascii() and low.isdecimal() and high.isascii() and high.isdecimal() and len(text) < 10):
        return None
    return (float(low), float(high)) if int(low) < int(high) else None


@dataclass(slots=True)
class Name:
    """A name in the file: how often it stands there, and what is known of it."""

    name: str
    sort: Sort
    unit: str
    ends: Ends | None
    suggest: str
    count: int = 0
    words: dict[str, float | None] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def names_in(tellings: Iterable[Telling]) -> dict[str, Name]:
    """Everything a file names, in the order it first stands there; moods and feelings with their words.

    Raises:
        UnreadableFile: if there are more names or words than anyone has.
    """
    found: dict[str, Name] = {}
    for told in tellings:
        if isinstance(told, Notice) or told.sort is Sort.TEXT:
            continue
        name = found.setdefault(told.name, Name(told.name, told.sort, told.unit, told.ends, told.suggest))
        name.count += 1
        if told.sort in (Sort.MOOD, Sort.FEELING) and told.text:
            name.words.setdefault(told.text, told.value)
            name.counts[told.text] = name.counts.get(told.text, 0) + 1
            if len(name.words) > MOST_WORDS:
                raise UnreadableFile(_("The file names more than %(most)s different moods."), most=MOST_WORDS)
        if len(found) > MOST_NAMES:
            raise UnreadableFile(_("The file names more than %(most)s different things."), most=MOST_NAMES)
    return found


def not_kept(counts: Mapping[str, tuple[int, int]]) -> Iterable[Notice]:
    """What is left out, by name: where it first stands and how often."""
    if len(counts) > MOST_ALONE:
        names = ", ".join(f"{name[:NAME_LENGTH]} ({count})" for name, (_line, count) in counts.items())
        yield Notice(0, _("Left out, each with how often it stands in the file: %(names)s."), {"names": names}, False)
        return
    message = _("“%(name)s” is left out; it stands in the file this many times: %(count)s.")
    for name, (line, count) in counts.items():
        yield Notice(line, message, {"name": name[:NAME_LENGTH], "count": count}, refused=False)


def columns_left_out(columns: Iterable[str]) -> Iterable[Notice]:
    """Columns that a diary has no place for, in one sentence."""
    names = [name[:NAME_LENGTH] for name in columns if name]
    if names:
        message = _("Columns without a place in this diary: %(names)s.")
        yield Notice(1, message, {"names": ", ".join(names)}, refused=False)
