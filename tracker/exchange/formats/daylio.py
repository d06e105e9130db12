"""Reads the table that Daylio exports: moods by name, activities and notes, several entries a day."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from tracker.exchange.formats.observation import Notice, Observation, UnreadableFile, Value, _
from tracker.exchange.formats.tables import Line, Table

KIND = "daylio"
COLUMNS = ("full_date", "mood")
FIRST_DAY = date(1900, 1, 1)
WORD_LENGTH = 80
MOST_WORDS = 200
NOTE_LENGTH = 10_000
# The app's own five names stand at even steps inside our eleven; a person's own names are asked for, never guessed.
DEFAULT_MOODS: Mapping[str, int] = {"rad": 9, "good": 7, "meh": 5, "bad": 3, "awful": 1}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:\s*([ap])\.?\s?m\.?)?", re.ASCII | re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)

Moods = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the app, as written; two that differ only in their line are the same."""

    line: int = field(compare=False)
    day: date
    time: time | None
    mood: str
    texts: tuple[str, ...]
    activities: tuple[str, ...]


def moods_for(words: Collection[str], chosen: Moods) -> dict[str, int | None]:
    """What each word stands for: as the person chose, else as the app's own five names do; others are left out."""
    known = {word: DEFAULT_MOODS[word.casefold()] for word in words if word.casefold() in DEFAULT_MOODS}
    return {**known, **{word: mood for word, mood in chosen.items() if word in words}}


def mood_words(table: Table, *, today: date) -> Counter[str]:
    """Every mood name in the file and how many entries carry it.

    Raises:
        UnreadableFile: if there are more names than anyone has moods.
    """
    words = Counter(entry.mood for entry in entries(table, today=today) if isinstance(entry, Entry) and entry.mood)
    if len(words) > MOST_WORDS:
        raise UnreadableFile(_("The file names more than %(most)s different moods."), most=MOST_WORDS)
    return words


def read(table: Table, *, today: date, moods: Moods, activities: bool = True) -> Iterator[Observation | Notice]:
    """A check-in for each day: the mean mood, rounded half to even, and the notes; words without a mood are left out.

    Raises:
        UnreadableFile: if a column is missing or the table breaks off.
    """
    days: dict[date, list[Entry]] = defaultdict(list)
    seen: set[Entry] = set()
    for entry in entries(table, today=today):
        if isinstance(entry, Notice):
            yield entry
        elif entry.time and entry in seen:
            yield Notice(entry.line, _("This entry stands in the file twice; it counts once."), refused=False)
        else:
            seen.add(entry)
            days[entry.day].append(entry)
    for day, found in sorted(days.items()):
        yield from _day(day, sorted(found, key=lambda entry: entry.time or time.min), moods, activities)


def _day(day: date, found: Sequence[Entry], moods: Moods, activities: bool) -> Iterator[Observation | Notice]:
    values: dict[str, Value] = {}
    rated = [mood for entry in found if (mood := moods.get(entry.mood)) is not None]
    if rated:
        values["mood"] = round(sum(rated) / len(rated))
    note = _note(found, activities)
    if len(note) > NOTE_LENGTH:
        message = _("The notes of %(day)s are %(length)s characters long together; %(most)s fit on a day.")
        yield Notice(found[0].line, message, {"day": day.isoformat(), "length": len(note), "most": NOTE_LENGTH})
    elif note:
        values["note"] = note
    if values:
        yield Observation("check_in", day.isoformat(), day, values, found[0].line, len(found))


def _note(found: Sequence[Entry], activities: bool) -> str:
    """The texts of a day under the time of each, where more than one entry has any."""
    blocks: dict[str, time | None] = {}
    for entry in found:
        texts = [*entry.texts, f"Daylio: {', '.join(entry.activities)}" if activities and entry.activities else ""]
        text = "\n".join(text for text in texts if text)
        if text:
            blocks.setdefault(text, entry.time)
    if len(blocks) == 1:
        return next(iter(blocks))
    return "\n\n".join(f"{at:%H:%M}\n{text}" if at else text for text, at in blocks.items())


def entries(table: Table, *, today: date) -> Iterator[Entry | Notice]:
    """The file line by line; `today` is the last day but one that an entry may have (clocks differ by zone).

    Raises:
        UnreadableFile: if a column is missing or the table breaks off.
    """
    table.require(*COLUMNS)
    for line in table.lines():
        if isinstance(line, Notice):
            yield line
        else:
            yield from _entry(line, today)


def _entry(line: Line, today: date) -> Iterator[Entry | Notice]:
    day = _day_of(line, today)
    mood = line.cells["mood"].strip()
    if isinstance(day, Notice):
        yield day
        return
    if len(mood) > WORD_LENGTH:
        yield Notice(line.number, _("The mood’s name is longer than %(most)s characters."), {"most": WORD_LENGTH})
        return
    written = line.cells.get("time", "").strip()
    clock = _clock(written)
    if written and clock is None:
        yield Notice(line.number, _("The time “%(time)s” is not understood; the day is kept."),
                     {"time": written[:40]}, refused=False)  # fmt: skip
    texts = tuple(_text(line.cells.get(name, "")) for name in ("note_title", "note"))
    told = [part.strip() for name in ("activities", "scales") for part in line.cells.get(name, "").split("|")]
    yield Entry(line.number, day, clock, mood, texts, tuple(part for part in told if part))


def _day_of(line: Line, today: date) -> date | Notice:
    written = line.cells["full_date"].strip()
    facts = {"date": written[:40]}
    try:
        day = date.fromisoformat(written) if DAY.fullmatch(written) else None
    except ValueError:
        day = None
    if day is None:
        return Notice(line.number, _("“%(date)s” is no date of the form 2026-11-21."), facts)
    if day > today + timedelta(days=1):
        return Notice(line.number, _("%(date)s lies in the future."), facts)
    if day < FIRST_DAY:
        return Notice(line.number, _("%(date)s is before the year 1900."), facts)
    return day


def _clock(written: str) -> time | None:
    match = CLOCK.fullmatch(written.replace("\u202f", " ").replace("\u00a0", " "))
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "p")
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _text(written: str) -> str:
    return BREAK.sub("\n", written).replace("\r\n", "\n").strip()
