"""Reads Bearable's table: one reading a row, its category deciding what the amount and the detail mean.

Several readings of a day meet in its mean. The scale of a mood does not stand in the file: above 5 it is 1 to 10,
else the person says. A symptom is how strong it was, from 0 (it did not stand there: unknown) to 4.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time

from tracker.exchange.formats import cells
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.observation import Notice, _
from tracker.exchange.formats.tables import Line, Table
from tracker.exchange.formats.told import NAME_LENGTH, Ends, Sort, Telling, Told, columns_left_out

KIND = "bearable"
COLUMNS = ("date", "time of day", "category", "rating/amount", "detail")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? (\w+)\.? (\d{4})", re.ASCII | re.IGNORECASE)
PARTS_OF_DAY = {"pre": time(3), "am": time(9), "mid": time(15), "pm": time(21)}
LAST_BRACKET = re.compile(r"(.*?)\s*\(([^()]*)\)\s*")
ASLEEP = re.compile(r"asleep (\d{1,2}:\d{2}(?: ?[ap]m)?) ?[-–] ?(\d{1,2}:\d{2}(?: ?[ap]m)?)", re.ASCII | re.IGNORECASE)
HOURS = re.compile(r"(\d{1,2}):([0-5]\d)", re.ASCII)
SYMPTOM: Ends = (0, 4)
HIGHEST_OF_FIVE = 5
NOTE = "Notes"


def sniff(header: Sequence[str]) -> bool:
    return set(COLUMNS) <= set(header)


def tell(table: Table, *, today: date) -> Iterator[Telling]:
    """Every reading of the table.

    Raises:
        UnreadableFile: if a column is missing or the table breaks off.
    """
    table.require(*COLUMNS)
    mood = (1.0, 10.0) if _above_five(table) else None
    seen: set[tuple[date, str]] = set()
    for line in table.lines():
        if isinstance(line, Notice):
            yield line
            continue
        try:
            yield from _line(line, today, mood, seen)
        except Wrong as wrong:
            yield Notice(line.number, wrong.message, wrong.facts)
    known = {*COLUMNS, "date formatted", "weekday", "notes"}
    yield from columns_left_out(name for name in table.header if name not in known)


def _above_five(table: Table) -> bool:
    """Whether any mood is above 5, so that the scale must be the longer one."""
    rated = (line.cells["rating/amount"].strip() for line in table.lines()
             if not isinstance(line, Notice) and _category(line) == "mood")  # fmt: skip
    return any(
        text.replace(".", "", 1).isdecimal() and float(text) > HIGHEST_OF_FIVE for text in rated if len(text) < 9
    )


def _category(line: Line) -> str:
    return line.cells["category"].strip().casefold()


def _line(line: Line, today: date, mood: Ends | None, seen: set[tuple[date, str]]) -> Iterator[Telling]:
    day = _day(line, today)
    written = line.cells["time of day"].strip()
    at = PARTS_OF_DAY.get(written.casefold()) or cells.clock(written)
    told = CATEGORIES.get(_category(line), _measure)
    yield from told(line, day, at, mood)
    note = cells.plain(line.cells.get("notes", ""))
    # A note of a moment repeats on each of its rows.
    if note and (day, note) not in seen:
        seen.add((day, note))
        yield Told(line.number, day, NOTE, Sort.TEXT, text=note, at=at)


def _day(line: Line, today: date) -> date:
    formatted = line.cells.get("date formatted", "").strip()
    if formatted:
        return cells.iso_day(formatted, today)
    written = line.cells["date"].strip()
    match = DAY.fullmatch(written)
    month = match[2].casefold()[:3] if match else ""
    if not match or month not in MONTHS:
        raise Wrong(_("“%(date)s” is no date of the form 22nd Sep 2020."), date=written[:40])
    try:
        found = date(int(match[3]), MONTHS.index(month) + 1, int(match[1]))
    except ValueError:
        raise Wrong(_("“%(date)s” is no date that there is."), date=written[:40]) from None
    return cells.within(found, written, today)


def _names(text: str) -> list[str]:
    return [name[:NAME_LENGTH] for part in text.split("|") if (name := part.strip())]


def _rated(name: str, ends: Ends | None, suggest: str) -> Callable[..., Iterator[Telling]]:
    """A category whose amount is a rating and whose detail is words."""

    def told(line: Line, day: date, at: time | None, mood: Ends | None) -> Iterator[Telling]:
        value = cells.number(line.cells["rating/amount"])
        if value is not None:
            scale = ends or mood
            yield Told(line.number, day, name, Sort.NUMBER, value, at=at, ends=scale, suggest=suggest, adds=False)
        for word in _names(line.cells["detail"]) if name == "Mood" else ():
            yield Told(line.number, day, word, Sort.TAG, at=at)

    return told


def _symptom(line: Line, day: date, at: time | None, mood: Ends | None) -> Iterator[Telling]:
    """The last bracket is how strong, for a name may hold brackets of its own."""
    match = LAST_BRACKET.fullmatch(line.cells["detail"])
    name = (match[1] if match else line.cells["detail"]).strip()[:NAME_LENGTH]
    value = cells.number(line.cells["rating/amount"])
    if not name or value is None:
        raise Wrong(_("A symptom without a name or a number is left out."))
    yield Told(line.number, day, name, Sort.NUMBER, value, at=at, ends=SYMPTOM, suggest="new:scale", adds=False)


def _sleep(line: Line, day: date, at: time | None, mood: Ends | None) -> Iterator[Telling]:
    match = ASLEEP.search(line.cells["detail"])
    clocks = [cells.clock(match[1]), cells.clock(match[2])] if match else []
    if all(clocks) and clocks:
        for name, clock, suggest in zip(("Asleep", "Awake"), clocks, ("bed_time", "wake_time"), strict=True):
            yield Told(line.number, day, name, Sort.CLOCK, at=clock, suggest=f"night:{suggest}")
        return
    hours = HOURS.fullmatch(line.cells["rating/amount"].strip())
    if not hours:
        raise Wrong(_("“%(time)s” is no time of the form 23:15."), time=line.cells["rating/amount"][:40])
    minutes = float(int(hours[1]) * 60 + int(hours[2]))
    yield Told(line.number, day, "Sleep (Bearable)", Sort.NUMBER, minutes, unit="min", suggest="new:minutes")


def _medicine(line: Line, day: date, at: time | None, mood: Ends | None) -> Iterator[Telling]:
    name, unit = _unit(line.cells["detail"])
    dose = cells.number(line.cells["rating/amount"])
    if name:
        yield Told(line.number, day, name, Sort.TAG, dose, at=at, unit=unit, suggest="new:supplement")


def _unit(detail: str) -> tuple[str, str]:
    match = LAST_BRACKET.fullmatch(detail)
    name, unit = (match[1], match[2]) if match else (detail, "")
    return name.strip()[:NAME_LENGTH], unit.strip()[:20]


def _tags(line: Line, day: date, at: time | None, mood: Ends | None) -> Iterator[Telling]:
    detail = line.cells["detail"]
    meal, colon, foods = detail.partition(": ")
    for name in _names(foods if colon and "|" not in meal and _category(line) == "food diary" else detail):
        yield Told(line.number, day, name, Sort.TAG, at=at)


def _text(line: Line, day: date, at: time | None, mood: Ends | None) -> Iterator[Telling]:
    text = ", ".join(part for name in ("rating/amount", "detail") if (part := cells.plain(line.cells[name])))
    if text:
        category = line.cells["category"].strip()
        yield Told(line.number, day, category, Sort.TEXT, text=f"{category}: {text}", at=at)


def _measure(line: Line, day: date, at: time | None, mood: Ends | None) -> Iterator[Telling]:
    """Whatever else: a number with its name and unit, or words."""
    try:
        value = cells.number(line.cells["rating/amount"])
    except Wrong:
        value = None
    name, unit = _unit(line.cells["detail"])
    if value is None or not name:
        yield from _text(line, day, at, mood)
    else:
        yield Told(line.number, day, name, Sort.NUMBER, value, at=at, unit=unit, suggest="out", adds=False)


CATEGORIES: Mapping[str, Callable[..., Iterator[Telling]]] = {
    "mood": _rated("Mood", None, "metric:mood"),
    "energy": _rated("Energy", (1, 5), "metric:energy"),
    "sleep quality": _rated("Sleep quality", (1, 5), "metric:sleep_quality"),
    "symptom": _symptom,
    "sleep": _sleep,
    "meds/supplements": _medicine,
    "factors": _tags,
    "sleep factors": _tags,
    "food diary factors": _tags,
    "food diary": _tags,
    "bowel movements": _text,
    "gratitudes": _text,
}
