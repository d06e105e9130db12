"""Opens a file with what the person chose: recognises it, puts their words for moods in, and reads it whole."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.accounts.models import User
from tracker.exchange.formats import daylio, own_csv
from tracker.exchange.formats.observation import Notice, Observation
from tracker.exchange.formats.recognise import NAMES, recognise
from tracker.exchange.models import MoodWord

Moods = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Word:
    """A mood's name in the file: how many entries carry it, and what it stands for once that is decided."""

    word: str
    entries: int
    decided: bool
    mood: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it would be brought in; nothing is certain while a word is undecided."""

    kind: str
    sha256: str
    readings: tuple[Observation | Notice, ...]
    words: tuple[Word, ...] = ()

    @property
    def name(self) -> str:
        return NAMES[self.kind]

    @property
    def undecided(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if not word.decided)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person says of a file: moods by name (over what they said before), activities into the note or not."""

    moods: Moods | None = None
    activities: bool = True


def open_file(user: User, data: bytes, choices: Choices, *, today: date, kind: str = "auto") -> Opened:
    """Read `data` for this person.

    Raises:
        UnreadableFile: with a sentence for the person.
    """
    found = recognise(data, kind=kind)
    sha256 = hashlib.sha256(data).hexdigest()
    if found.kind == own_csv.KIND:
        return Opened(found.kind, sha256, tuple(own_csv.read(found.table, today=today)))
    counts = daylio.mood_words(found.table, today=today)
    moods = daylio.moods_for(counts.keys(), {**remembered(user, daylio.KIND), **(choices.moods or {})})
    readings = daylio.read(found.table, today=today, moods=moods, activities=choices.activities)
    words = [Word(word, count, word in moods, moods.get(word)) for word, count in counts.items()]
    # Best mood first, so that the list reads as a scale; what is undecided stands above it.
    words.sort(key=lambda word: (word.decided, -1 if word.mood is None else -word.mood, word.word))
    return Opened(found.kind, sha256, tuple(readings), tuple(words))


def remembered(user: User, source: str) -> dict[str, int | None]:
    """What the person said of mood names before."""
    return dict(MoodWord.objects.filter(owner=user, source=source).values_list("word", "mood"))


def remember(user: User, source: str, moods: Moods) -> None:
    """Keep what the person said of mood names; what they left to the app's own names needs no row."""
    usual = daylio.moods_for(moods.keys(), {})
    said = {word: mood for word, mood in moods.items() if word not in usual or usual[word] != mood}
    MoodWord.objects.filter(owner=user, source=source, word__in=moods.keys() - said.keys()).delete()
    MoodWord.objects.bulk_create(
        [MoodWord(owner=user, source=source, word=word, mood=mood) for word, mood in said.items()],
        update_conflicts=True, unique_fields=["owner", "source", "word"], update_fields=["mood"],
    )  # fmt: skip
