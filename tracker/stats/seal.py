"""Fingerprints of a plan and of a sealed order, which anybody can work out again."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping

LETTERS = "AB"
NONCE = 16  # bytes


def canonical(protocol: Mapping[str, object]) -> str:
    """The one way to write a protocol down: JSON, keys in order, no spaces, dates in ISO form, no broken numbers.

    Raises:
        ValueError: if it holds a float, whose digits differ between machines: decimals are texts.
        TypeError: if it holds anything JSON cannot.
    """
    _refuse_floats(protocol)
    return json.dumps(protocol, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _refuse_floats(part: object) -> None:
    if isinstance(part, float):
        raise ValueError(f"a protocol keeps {part} as text")
    if isinstance(part, Mapping):
        if not all(isinstance(key, str) for key in part):
            raise ValueError("a protocol names its fields with texts")
        part = list(part.values())
    if isinstance(part, (list, tuple)):
        for inner in part:
            _refuse_floats(inner)


def fingerprint(protocol: Mapping[str, object]) -> str:
    """SHA-256 of the canonical protocol in UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(protocol).encode()).hexdigest()


def letters(order: Iterable[int]) -> str:
    """An order as it is read: "ABBA"."""
    return "".join(LETTERS[condition] for condition in order)


def nonce(entropy: Callable[[int], bytes]) -> str:
    """What keeps a sealed order from being guessed; `entropy(n)` gives n bytes, as `secrets.token_bytes` does."""
    return entropy(NONCE).hex()


def commitment(nonce: str, order: Iterable[int]) -> str:
    """SHA-256 of "nonce:ABBA...": shown at the start, checked at the end."""
    return hashlib.sha256(f"{nonce}:{letters(order)}".encode()).hexdigest()


def kept(sealed: str, nonce: str, order: Iterable[int]) -> bool:
    """Whether this is the order that was sealed."""
    return hmac.compare_digest(sealed.encode(), commitment(nonce, order).encode())
