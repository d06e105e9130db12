"""Reads JSON that somebody else wrote, and refuses what JSON does not allow or no diary needs."""

import json
import math
from typing import Any, NoReturn

from tracker.exchange.formats.observation import UnreadableFile, _

MOST = 64 * 1024 * 1024
LONGEST_NUMBER = 40


def parse(data: bytes) -> Any:
    """The value that `data` holds; UTF-8, or UTF-16 where a byte order mark says so.

    Raises:
        UnreadableFile: for broken or too deeply nested JSON, a key that stands twice, and numbers beyond measure.
    """
    if len(data) > MOST:
        raise UnreadableFile(_("A file in this archive is larger than %(most)s MB."), most=MOST // 1024**2)
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
        return json.loads(
            text, parse_constant=_refuse, parse_float=_number, parse_int=_whole, object_pairs_hook=_unique
        )
    except (ValueError, RecursionError):
        raise UnreadableFile(_("This is not JSON that can be read; the file may not be complete.")) from None


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _number(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _refuse(text)


def _whole(text: str) -> int:
    return int(text) if len(text) <= LONGEST_NUMBER else _refuse(text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _refuse("a key stands twice")
