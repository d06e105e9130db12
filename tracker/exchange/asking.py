"""Which things of a file a person may place, which they must, and what stands to choose from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.diary.feelings import WORDS
from tracker.exchange.formats.mapper import needs_scale
from tracker.exchange.formats.places import NOTE, OUT, place_of
from tracker.exchange.formats.told import Ends, Name, Sort, ends_of

# Corners of words that stand in our own list by the same name.
CORNERS = {word.key: str(word.corner) for word in WORDS}
FERMENTED = (
    "kefir", "kombucha", "sauerkraut", "kimchi", "yogurt", "yoghurt", "miso", "tempeh", "natto",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """A name in the file: what it is, where it belongs, and from where to where its scale runs.

    `asks_place` and `asks_scale` say what has to be answered before anything can be brought in. `is_plain` marks an
    activity that goes where activities go.
    """

    name: str
    sort: Sort
    count: int
    place: str
    unit: str = ""
    scale: str = ""
    asks_place: bool = False
    asks_scale: bool = False
    is_plain: bool = False

    @property
    def decided(self) -> bool:
        return not (self.asks_place or self.asks_scale)

    @property
    def is_fermented(self) -> bool:
        return any(word in self.name.casefold() for word in FERMENTED)


def things_in(names: Iterable[Name], said: Mapping[str, Any], *, tags_in_note: bool) -> tuple[Thing, ...]:
    """Everything in a file that has a name of the person's own; what is asked first, then what is there most often."""
    places, scales = (_texts(said.get(part)) for part in ("places", "scales"))
    found = [thing for name in names for thing in _things(name, places, scales, NOTE if tags_in_note else OUT)]
    return tuple(sorted(found, key=lambda thing: (thing.decided, not thing.is_fermented, -thing.count, thing.name)))


def _things(name: Name, places: Mapping[str, str], scales: Mapping[str, str], tags: str) -> Iterator[Thing]:
    if name.sort is Sort.FEELING:
        for word, count in name.counts.items():
            corner = CORNERS.get(word.casefold())
            place = _chosen(places.get(word)) or (f"moment:{corner}" if corner else "")
            yield Thing(word, name.sort, count, place, asks_place=not place)
    elif name.sort is not Sort.MOOD:
        usual = name.suggest or (tags if name.sort is Sort.TAG else OUT)
        place = _chosen(places.get(name.name)) or usual
        scale = scales.get(name.name, "") if ends_of(scales.get(name.name, "")) else ""
        asks = needs_scale(place) and name.sort is Sort.NUMBER and not (name.ends or scale)
        yield Thing(name.name, name.sort, name.count, place, name.unit, scale or _written(name.ends), asks_scale=asks,
                    is_plain=name.sort is Sort.TAG and not name.suggest)  # fmt: skip


def _written(ends: Ends | None) -> str:
    return f"{ends[0]:g}-{ends[1]:g}" if ends else ""


def _chosen(text: str | None) -> str:
    return text if text and place_of(text) else ""


def _texts(said: object) -> dict[str, str]:
    return {name: text for name, text in said.items() if isinstance(text, str)} if isinstance(said, Mapping) else {}
