"""Where things from another app may belong in a diary, each place written as one short text.

`out`, `note`, `metric:KEY` (an answer of the day), `night:bed_time`, `night:wake_time`, `new:KIND` (an own tracker
named as in the file), `tracker:SLUG:KIND` (one that stands on the list), `app:SLUG` (what several apps count, so that
a day has one of it), `new:supplement`, `supplement:SLUG`, `food:NAME:GRAMS` and, for a word of a feeling,
`moment:CORNER`.
"""

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from tracker.exchange.formats.columns import FOOD_NAME, GRAMS, SUPPLEMENT_NAME, TRACKER_NAME, Wrong
from tracker.exchange.formats.measures import CAFFEINE, FIBRE, MAGNESIUM, Measure
from tracker.exchange.formats.observation import Value
from tracker.metrics import BY_KEY, OwnKind, Source

OUT, NOTE = "out", "note"
NEW_SUPPLEMENT = "new:supplement"
MEASURES = {of.slug: of for of in (FIBRE, MAGNESIUM, CAFFEINE)}
NIGHT = ("bed_time", "wake_time")
# The middle of each corner of the two lines, which run from -5 to 5.
CORNERS = {
    "pleasant_high": (3, 3), "pleasant_low": (3, -3), "unpleasant_high": (-3, 3), "unpleasant_low": (-3, -3),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place taken apart: what it is, which one, and (a tracker's kind, a food's grams) how."""

    what: str
    which: str = ""
    how: str = ""


def place_of(text: str) -> Place | None:
    """The place that `text` names, None if there is no such place."""
    what, _colon, rest = text.partition(":")
    which, how = rest, ""
    if what in ("tracker", "food"):
        which, _colon, how = rest.rpartition(":")
    fits = {
        OUT: not rest,
        NOTE: not rest,
        "metric": which in BY_KEY and BY_KEY[which].source is Source.CHECK_IN,
        "night": which in NIGHT,
        "app": which in MEASURES,
        "new": which in (*OwnKind, "supplement"),
        "tracker": bool(TRACKER_NAME.fullmatch(which)) and how in tuple(OwnKind),
        "supplement": bool(SUPPLEMENT_NAME.fullmatch(which)),
        "food": bool(FOOD_NAME.fullmatch(which)) and _is_grams(how),
        "moment": which in CORNERS,
    }
    return Place(what, which, how) if fits.get(what) else None


def _is_grams(text: str) -> bool:
    try:
        return bool(GRAMS.read(text))
    except Wrong:
        return False


def measure_row(of: Measure) -> dict[str, Value]:
    """The own tracker that a measure becomes."""
    row: dict[str, Value] = {"name": of.name, "kind": str(of.kind), "better": str(of.better), "role": str(of.role)}
    return row | ({"unit": of.unit} if of.unit else {})


def slug_of(name: str, longest: int) -> str:
    """A name as the short text a tracker or supplement is known by; different names stay different."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if slug and len(slug) <= longest and re.fullmatch(r"[a-zA-Z0-9 ]+", name.strip()):
        return slug
    digest = sha256(name.encode()).hexdigest()[:8]
    return f"{slug[: longest - 9].strip('_')}_{digest}".strip("_")
