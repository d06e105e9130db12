"""Reads what a person wrote of a file in JSON: moods by name, and where things and columns belong."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.exchange.formats.mapper import TAGS
from tracker.exchange.formats.places import place_of
from tracker.exchange.formats.told import ends_of

TEXTS = ("date", "time", "order", "decimal", "times")
MEASURE = "app_"  # what several apps count can be left out by its name
PARTS = ("moods", "places", "scales")


@dataclass(frozen=True, slots=True)
class MappingFile:
    """Moods by name, and everything else as the mapper keeps it."""

    moods: Mapping[str, int | None] = field(default_factory=dict)
    mapping: Mapping[str, Any] = field(default_factory=dict)


def parse(data: bytes) -> MappingFile:
    """A file of moods alone (`{"so so": 4, "odd": null}`), or one of parts (`moods`, `places`, `scales`, `date` ...).

    Raises:
        ValueError: with what is wrong, for whoever wrote it.
    """
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON") from None
    if not isinstance(said, dict):
        raise ValueError('it must look like {"mood word": 7, "another": null}')
    texts = {name: text for name, text in said.items() if name in TEXTS or name.startswith(MEASURE)}
    if not any(isinstance(said.get(name), dict | str) for name in (*PARTS, *texts)):
        return MappingFile(_moods(said))
    if said.keys() - {*PARTS, *texts} or not all(isinstance(text, str) for text in texts.values()):
        raise ValueError(f"it may hold {', '.join(PARTS)} as objects and {', '.join(TEXTS)} as text")
    places, scales = _texts(said, "places"), _texts(said, "scales")
    for name, text in places.items():
        if text != TAGS and place_of(text) is None:
            raise ValueError(f"{text!r} is no place for {name!r}")
    for name, text in scales.items():
        if ends_of(text) is None:
            raise ValueError(f"{text!r} is no scale for {name!r}; write it as 1-10")
    return MappingFile(_moods(said.get("moods", {})), {**texts, "places": places, "scales": scales})


def _moods(said: Any) -> dict[str, int | None]:
    if not isinstance(said, dict) or not all(_is_mood(mood) for mood in said.values()):
        raise ValueError('moods must look like {"mood word": 7, "another": null}, numbers whole, from 0 to 10')
    return said


def _is_mood(mood: object) -> bool:
    return mood is None or (isinstance(mood, int) and not isinstance(mood, bool) and 0 <= mood <= 10)


def _texts(said: Mapping[str, Any], part: str) -> dict[str, str]:
    found = said.get(part, {})
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise ValueError(f'{part} must look like {{"name in the file": "text"}}')
    return found
