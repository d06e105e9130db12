"""Names for changes and rows: 128 bits, made on the device, in the order of time."""

import re
import secrets
import time
import uuid

KEY = re.compile(r"[0-9A-Za-z._-]{8,60}")
COPIES = uuid.UUID("5b0c8f0e-6d0f-4a63-9b6e-3c2b1f7a9d10")


def fresh() -> str:
    """A new key in the layout of UUID version 7: the milliseconds first, so that neighbours lie together."""
    [key] = several(1)
    return key


def several(number: int) -> list[str]:
    """So many new keys of one moment; a page asks for one for each of its forms."""
    moment, chances = int(time.time() * 1000) & (2**48 - 1), secrets.token_bytes(10 * number)
    return [_key(moment, int.from_bytes(chances[at : at + 10])) for at in range(0, 10 * number, 10)]


def _key(moment: int, chance: int) -> str:
    """Of the 80 bits of chance 74 stay."""
    bits = (moment << 80) | (7 << 76) | (chance >> 68 << 64) | (2 << 62) | (chance & (2**62 - 1))
    return f"{bits:032x}"


def given(*candidates: str | None) -> str:
    """The first usable key that a device sent, or a new one."""
    return next((key for key in candidates if key and KEY.fullmatch(key)), None) or fresh()


def row_id(key: str) -> uuid.UUID:
    """The id of the row that a change with this key adds."""
    try:
        return uuid.UUID(hex=key)
    except ValueError:
        return uuid.uuid5(COPIES, key)


def copy_id(source: uuid.UUID, target: str) -> uuid.UUID:
    """The id of a row's copy on another day: the same on every device, so copying twice copies once."""
    return uuid.uuid5(COPIES, f"{source}/{target}")
