"""Remembers what tests type into Vagus and looks for it in everything that is logged.

Typed is what a test's client sends in a form or as JSON, and what builders put into a diary. Only words that cannot
stand in a log for another reason count: a text with a space, a capital or a letter beyond ASCII, a number with
decimals; not what is part of an address (dates, slugs, keys), which a line may name.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db.models.query import QuerySet
from django.test import RequestFactory

from tracker.web.logs import JsonLines

SHORTEST, LONGEST = 5, 10_000
PART_OF_ADDRESS = re.compile(r"[a-z0-9_.:/+-]*|[A-Z][a-z]+/[A-Za-z_/]+")  # and zones
DECIMALS = re.compile(r"\d{2,}[.,]\d{2,}|\d+[.,]\d{3,}")


class Typed(logging.Handler):
    """Listens to every logger, writes each line as the server would, and keeps it for the end of the test."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.values: set[str] = set()
        self.sent: set[str] = set()  # to servers, whose logs are looked through when they end
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def begin(self) -> None:
        if self not in logging.getLogger().handlers:  # a server made in a test sets up its own logs
            logging.getLogger().addHandler(self)
        self.values.clear()
        self.lines.clear()

    def found(self) -> list[str]:
        """The lines that hold something typed."""
        return told(self.values, self.lines)

    def found_in(self, log: str) -> list[str]:
        """The lines of a server's log that hold something sent to a server."""
        return told(self.sent, log.splitlines())


TYPED = Typed()


def told(values: set[str], lines: list[str]) -> list[str]:
    ways = {way for value in values for way in (value, json.dumps(value, ensure_ascii=False)[1:-1], repr(value)[1:-1])}
    return [line for line in lines if any(way in line for way in ways)]


def unusual(value: object) -> Iterator[str]:
    """The words in what was typed that no line may hold."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from unusual(part)
    elif isinstance(value, bytes) and len(value) < LONGEST:
        yield from unusual(value.decode("utf-8", "replace"))
    elif isinstance(value, float):
        yield from unusual(str(value))
    elif isinstance(value, str) and len(value := value.strip()) >= SHORTEST:
        yield from [value] if _is_unusual(value) else []


def _is_unusual(text: str) -> bool:
    is_words = any(map(str.isalpha, text)) and not PART_OF_ADDRESS.fullmatch(text)
    return is_words or bool(DECIMALS.fullmatch(text))


@contextmanager
def listening() -> Iterator[None]:
    """Stands beside the ways in which tests type, and beside the logs."""
    with pytest.MonkeyPatch.context() as patch:
        _beside(patch, RequestFactory, "_encode_data", lambda _self, data, _kind: _hear(data))
        _beside(patch, RequestFactory, "_encode_json", lambda _self, data, _kind: _hear(_parsed(data)))
        _beside(patch, QuerySet, "create", _made)
        _beside(patch, HTTPConnection, "request", _sent)
        yield
        logging.getLogger().removeHandler(TYPED)


def _beside(patch: pytest.MonkeyPatch, place: Any, name: str, hear: Callable[..., None]) -> None:
    real = getattr(place, name)

    def heard(*args: Any, **more: Any) -> Any:
        hear(*args, **more)
        return real(*args, **more)

    patch.setattr(place, name, heard)


def _hear(data: object) -> None:
    TYPED.values.update(unusual(data))


def _made(rows: "QuerySet[Any]", **values: Any) -> None:
    if any(field.name == "owner" for field in rows.model._meta.fields):
        _hear(values)


def _sent(_self: HTTPConnection, _method: str, _url: str, body: Any = None, *_args: Any, **_more: Any) -> None:
    if isinstance(body, str | bytes) and len(body) < LONGEST:
        text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
        TYPED.sent.update(unusual([value for _name, value in parse_qsl(text)]))
        TYPED.sent.update(unusual(_parsed(text)))


def _parsed(data: object) -> object:
    try:
        return json.loads(data) if isinstance(data, str) else data
    except (ValueError, RecursionError):  # nonsense on purpose
        return None
