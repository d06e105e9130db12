"""Cells of other apps' files as days, clocks and numbers; what cannot be one is told, never guessed."""

import math
import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.observation import _

FIRST_DAY = date(1900, 1, 1)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?(?:\s*([ap])\.?\s?m\.?)?", re.ASCII | re.IGNORECASE)
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
NUMERALS_MOST = 40
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
ABSENT = frozenset({"", "-", "–", "—", "n/a", "na", "null", "none", "nan"})
# A time before this is a clock that was never set; after it, milliseconds taken for seconds.
EPOCH_LEAST, EPOCH_MOST = 86_400 * 366, 4_102_444_800


def within(day: date, written: str, today: date) -> date:
    """The day, if it can be one of a diary.

    Raises:
        Wrong: for a day after tomorrow (clocks differ by zone) or before 1900.
    """
    if day > today + timedelta(days=1):
        raise Wrong(_("%(date)s lies in the future."), date=written[:40])
    if day < FIRST_DAY:
        raise Wrong(_("%(date)s is before the year 1900."), date=written[:40])
    return day


def iso_day(written: str, today: date) -> date:
    """A day written as 2026-11-21.

    Raises:
        Wrong: for anything else.
    """
    written = written.strip()
    try:
        day = date.fromisoformat(written) if ISO_DAY.fullmatch(written) else None
    except ValueError:
        day = None
    if day is None:
        raise Wrong(_("“%(date)s” is no date of the form 2026-11-21."), date=written[:40])
    return within(day, written, today)


def clock(written: str) -> time | None:
    """A time of day in 24 or 12 hours, to the minute; None where it is not one."""
    match = CLOCK.fullmatch(written.replace("\u202f", " ").replace("\u00a0", " ").strip())
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "p")
    return time(hour, minute) if hour < 24 and minute < 60 else None


def number(written: str) -> float | None:
    """A number with a decimal point; None where the cell says nothing.

    Raises:
        Wrong: for what is not a plain number (`<1`, `Tr`, `1,500`, digits without end).
    """
    text = written.replace("\u00a0", "").replace("\u202f", "").replace("\u2212", "-").strip()
    if text.casefold() in ABSENT:
        return None
    if len(text) > NUMERALS_MOST or not NUMBER.fullmatch(text):
        raise Wrong(_("“%(text)s” is not a number."), text=written[:40])
    return float(text)


def instant(value: object, unit: float, zone: ZoneInfo) -> datetime:
    """A count of units since 1970 (`unit` 1 for seconds, 1000 for milliseconds) as the person's wall clock.

    Raises:
        Wrong: if it is no count, or one that stands for a clock that was never set.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Wrong(_("“%(time)s” is no time."), time=str(value)[:40])
    seconds = value / unit
    if not EPOCH_LEAST <= seconds < EPOCH_MOST:
        raise Wrong(_("“%(time)s” is no time."), time=str(value)[:40])
    return datetime.fromtimestamp(seconds, zone)


def plain(written: str) -> str:
    """A note's text: breaks become lines, any other markup stays the text that it is."""
    return BREAK.sub("\n", written).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
