"""Words for how it feels, in four corners of two lines, each with what is meant by it in a few words."""

import re
from functools import cache
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

OWN = "own:"
LONGEST = 40
# Words of a moment are kept one after the other in exported files, so this cannot stand inside one.
BETWEEN = ";"
UNFIT = re.compile(rf"[{BETWEEN}\x00-\x1f]")


class Corner(TextChoices):
    """Where two lines put a word: pleasant or not, with much energy or little."""

    PLEASANT_HIGH = "pleasant_high", gettext_lazy("pleasant, high energy")
    PLEASANT_LOW = "pleasant_low", gettext_lazy("pleasant, low energy")
    UNPLEASANT_HIGH = "unpleasant_high", gettext_lazy("unpleasant, high energy")
    UNPLEASANT_LOW = "unpleasant_low", gettext_lazy("unpleasant, low energy")

    @property
    def is_pleasant(self) -> bool:
        return self in (Corner.PLEASANT_HIGH, Corner.PLEASANT_LOW)

    @property
    def is_high(self) -> bool:
        return self in (Corner.PLEASANT_HIGH, Corner.UNPLEASANT_HIGH)


class Word(NamedTuple):
    """One word; `key` is what a diary keeps and is never renamed."""

    key: str
    label: Promise
    means: Promise
    corner: Corner


def _of(corner: Corner, *words: tuple[str, Promise, Promise]) -> tuple[Word, ...]:
    return tuple(Word(key, label, means, corner) for key, label, means in words)


WORDS: tuple[Word, ...] = (
    *_of(
        Corner.PLEASANT_HIGH,
        ("happy", pgettext_lazy("mood", "happy"), gettext_lazy("bright inside; it is good as it is")),
        ("cheerful", pgettext_lazy("mood", "cheerful"), gettext_lazy("light, quick to smile")),
        ("excited", pgettext_lazy("mood", "excited"), gettext_lazy("hardly able to wait for something good")),
        ("enthusiastic", pgettext_lazy("mood", "enthusiastic"), gettext_lazy("all for it, carried along")),
        ("energetic", pgettext_lazy("mood", "energetic"), gettext_lazy("strength to spare, wanting to move")),
        ("motivated", pgettext_lazy("mood", "motivated"), gettext_lazy("knowing what to do and wanting to")),
        ("proud", pgettext_lazy("mood", "proud"), gettext_lazy("glad of something you did")),
        ("hopeful", pgettext_lazy("mood", "hopeful"), gettext_lazy("expecting that it will turn out well")),
        ("curious", pgettext_lazy("mood", "curious"), gettext_lazy("drawn to find something out")),
        ("playful", pgettext_lazy("mood", "playful"), gettext_lazy("in the mood for fun")),
    ),
    *_of(
        Corner.PLEASANT_LOW,
        ("calm", pgettext_lazy("mood", "calm"), gettext_lazy("quiet inside, nothing presses")),
        ("relaxed", pgettext_lazy("mood", "relaxed"), gettext_lazy("the body loose, nothing to do")),
        ("content", pgettext_lazy("mood", "content"), gettext_lazy("wanting nothing else just now")),
        ("grateful", pgettext_lazy("mood", "grateful"), gettext_lazy("seeing something good that was given")),
        ("safe", pgettext_lazy("mood", "safe"), gettext_lazy("nothing here can harm you")),
        ("relieved", pgettext_lazy("mood", "relieved"), gettext_lazy("a weight is gone")),
        ("loved", pgettext_lazy("mood", "loved"), gettext_lazy("someone holds you dear")),
        ("balanced", pgettext_lazy("mood", "balanced"), gettext_lazy("steady, neither up nor down")),
        ("rested", pgettext_lazy("mood", "rested"), gettext_lazy("slept or idle enough")),
        ("tender", pgettext_lazy("mood", "warm inside"), gettext_lazy("touched, soft toward someone")),
    ),
    *_of(
        Corner.UNPLEASANT_HIGH,
        ("tense", pgettext_lazy("mood", "tense"), gettext_lazy("wound up, the body tight")),
        ("nervous", pgettext_lazy("mood", "nervous"), gettext_lazy("jumpy about what is coming")),
        ("worried", pgettext_lazy("mood", "worried"), gettext_lazy("thoughts circling what may go wrong")),
        ("afraid", pgettext_lazy("mood", "afraid"), gettext_lazy("something threatens, or seems to")),
        ("restless", pgettext_lazy("mood", "restless"), gettext_lazy("unable to settle")),
        ("stressed", pgettext_lazy("mood", "stressed"), gettext_lazy("too much at once, too little time")),
        ("overwhelmed", pgettext_lazy("mood", "overwhelmed"), gettext_lazy("more than you can hold")),
        ("irritable", pgettext_lazy("mood", "irritable"), gettext_lazy("small things chafe")),
        ("angry", pgettext_lazy("mood", "angry"), gettext_lazy("hot against someone or something")),
        ("frustrated", pgettext_lazy("mood", "frustrated"), gettext_lazy("trying, and it does not go")),
    ),
    *_of(
        Corner.UNPLEASANT_LOW,
        ("sad", pgettext_lazy("mood", "sad"), gettext_lazy("heavy at heart, near to tears")),
        ("down", pgettext_lazy("mood", "down"), gettext_lazy("low, little seems worth it")),
        ("tired", pgettext_lazy("mood", "tired"), gettext_lazy("worn out in body or head")),
        ("lonely", pgettext_lazy("mood", "lonely"), gettext_lazy("nobody near when you want someone")),
        ("bored", pgettext_lazy("mood", "bored"), gettext_lazy("nothing holds your interest")),
        ("empty", pgettext_lazy("mood", "empty"), gettext_lazy("as if nothing were left inside")),
        ("disappointed", pgettext_lazy("mood", "disappointed"), gettext_lazy("it was less than you hoped")),
        ("guilty", pgettext_lazy("mood", "guilty"), gettext_lazy("feeling you did wrong")),
        ("discouraged", pgettext_lazy("mood", "discouraged"), gettext_lazy("the heart to go on is missing")),
        ("numb", pgettext_lazy("mood", "numb"), gettext_lazy("feeling little of anything")),
        ("homesick", pgettext_lazy("mood", "missing someone"), gettext_lazy("longing for a person or a place")),
    ),
)
BY_KEY = {word.key: word for word in WORDS}


def own_key(word: str) -> str:
    """The key of a person's own word: it carries the word, so a moment keeps it when the list no longer does."""
    return f"{OWN}{word}"


def label(key: str) -> str:
    """A word as it is read."""
    return str(BY_KEY[key].label) if key in BY_KEY else key.removeprefix(OWN)


@cache
def order() -> dict[str, int]:
    """Where each word stands among the others."""
    return {word.key: place for place, word in enumerate(WORDS)}


def corner_of(pleasant: int, energy: int) -> Corner:
    """The corner of a place; the middle of a line counts as its upper half."""
    side = "pleasant" if pleasant >= 0 else "unpleasant"
    return Corner(f"{side}_{'high' if energy >= 0 else 'low'}")


def corner_words(pleasant: int, energy: int) -> str:
    """A place in words: "pleasant, low energy"; the middle of a line is neither."""
    return _("%(feeling)s, %(energy)s") % {
        "feeling": _side(pleasant, _("unpleasant"), _("neither pleasant nor unpleasant"), _("pleasant")),
        "energy": _side(energy, _("low energy"), _("middling energy"), _("high energy")),
    }


def _side(value: int, below: str, middle: str, above: str) -> str:
    if value == 0:
        return middle
    return above if value > 0 else below
