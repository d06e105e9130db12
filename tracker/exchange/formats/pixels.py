"""Reads the backup of Pixels: one to five for each day, tags, and a note."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tracker.exchange.formats import cells
from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.observation import Notice, _
from tracker.exchange.formats.source import Source
from tracker.exchange.formats.told import NAME_LENGTH, Sort, Telling, Told, not_kept

KIND = "pixels"
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
MOOD, NOTE = "Mood", "Notes"
BEST = 5


def sniff(source: Source) -> bool:
    if not source.is_json or b'"scores"' not in source.head:
        return False
    found = source.json
    return isinstance(found, list) and any(isinstance(pixel, dict) and "scores" in pixel for pixel in found[:100])


def tell(source: Source, *, today: date) -> Iterator[Telling]:
    """Every day of the backup; a day that stands there twice has both in its mean.

    Raises:
        UnreadableFile: if it is no JSON.
    """
    others: dict[str, tuple[int, int]] = {}
    for number, pixel in enumerate(source.json if isinstance(source.json, list) else (), start=1):
        try:
            kind = str(_object(pixel).get("type", "Mood"))[:NAME_LENGTH]
            if kind == "Mood":
                yield from _pixel(number, pixel, today)
            else:
                first, count = others.get(kind, (number, 0))
                others[kind] = first, count + 1
        except Wrong as wrong:
            yield Notice(number, wrong.message, wrong.facts)
    yield from not_kept(others)


def _object(pixel: Any) -> Mapping[str, Any]:
    if not isinstance(pixel, dict):
        raise Wrong(_("“%(text)s” is not understood here."), text=str(pixel)[:40])
    return pixel


def _pixel(number: int, pixel: Mapping[str, Any], today: date) -> Iterator[Told]:
    day = _day(pixel.get("date"), today)
    scores = pixel.get("scores")
    for score in scores if isinstance(scores, list) else [scores]:
        if isinstance(score, bool) or not isinstance(score, int) or not 1 <= score <= BEST:
            raise Wrong(_("“%(text)s” is no whole number from %(low)s to %(high)s."), text=str(score)[:40], low=1,
                        high=BEST)  # fmt: skip
        # The five stand at even steps inside our eleven, as the five of Daylio do.
        yield Told(number, day, MOOD, Sort.NUMBER, 2.0 * score - 1, suggest="metric:mood", ends=(0, 10), adds=False)
    tags = pixel.get("tags")
    for group in tags if isinstance(tags, list) else ():
        entries = group.get("entries") if isinstance(group, dict) else None
        for tag in entries if isinstance(entries, list) else ():
            if isinstance(tag, str) and tag.strip():
                yield Told(number, day, tag.strip()[:NAME_LENGTH], Sort.TAG)
    note = pixel.get("notes")
    if isinstance(note, str) and cells.plain(note):
        yield Told(number, day, NOTE, Sort.TEXT, text=cells.plain(note))


def _day(written: Any, today: date) -> date:
    match = DAY.fullmatch(written) if isinstance(written, str) else None
    try:
        found = date(*map(int, match.groups())) if match else None
    except ValueError:
        found = None
    if found is None:
        raise Wrong(_("“%(date)s” is no date that there is."), date=str(written)[:40])
    return cells.within(found, str(written), today)
