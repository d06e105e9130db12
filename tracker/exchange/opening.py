"""Opens a file with what the person chose: recognises it, puts their words for moods in, and reads it whole."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import IO, Any
from zoneinfo import ZoneInfo

from tracker.accounts.models import User
from tracker.diary.models import OwnTracker
from tracker.exchange.formats import own_csv
from tracker.exchange.formats.observation import Notice, Observation
from tracker.exchange.formats.recognise import BY_KEY, NAMES, Format, recognise
from tracker.exchange.formats.source import Given
from tracker.exchange.models import MoodWord
from tracker.exchange.trackers import LIST

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
    def tested(self) -> bool:
        """Whether a file that the app itself wrote has passed through the reader."""
        return BY_KEY[self.kind].tested

    @property
    def undecided(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if not word.decided)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person says of a file: moods by name (over what they said before), activities into the note or not.

    `zone` is where they were when the file does not say; without one it is where they are.
    """

    moods: Moods | None = None
    activities: bool = True
    zone: ZoneInfo | None = None
    mapping: Mapping[str, Any] = field(default_factory=dict)


def open_file(user: User, file: bytes | IO[bytes], choices: Choices, *, today: date, kind: str = "auto") -> Opened:
    """Read `file` for this person.

    Raises:
        UnreadableFile: with a sentence for the person.
    """
    found = recognise(file, kind=kind)
    given = Given(today, choices.zone or user.zone, activities=choices.activities, mapping=choices.mapping)
    counts = found.format.words(found.source, given) if found.format.words else {}
    moods = moods_for(found.format, counts, {**remembered(user, found.kind), **(choices.moods or {})})
    words = [Word(word, count, word in moods, moods.get(word)) for word, count in counts.items()]
    # Best mood first, so that the list reads as a scale; what is undecided stands above it.
    words.sort(key=lambda word: (word.decided, -1 if word.mood is None else -word.mood, word.word))
    readings = _without_known_trackers(user, found.read(replace(given, moods=moods)), found.kind)
    return Opened(found.kind, _sha256(found.source.file), tuple(readings), tuple(words))


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1024 * 1024):
        digest.update(piece)
    return digest.hexdigest()


def _without_known_trackers(
    user: User, readings: Iterable[Observation | Notice], kind: str
) -> Iterator[Observation | Notice]:
    """Another app's file may make a tracker, and has no say in what the person later calls it."""
    known = {} if kind == own_csv.KIND else {row.slug: row.kind for row in OwnTracker.objects.filter(owner=user)}
    for seen in readings:
        if isinstance(seen, Notice) or seen.table != LIST or known.get(seen.key) != seen.values["kind"]:
            yield seen


def moods_for(of: Format, words: Collection[str], chosen: Moods) -> dict[str, int | None]:
    """What each word stands for: as the person chose, else as the app's own names do; others are left out."""
    known = {word: of.usual[word.casefold()] for word in words if word.casefold() in of.usual}
    return {**known, **{word: mood for word, mood in chosen.items() if word in words}}


def remembered(user: User, source: str) -> dict[str, int | None]:
    """What the person said of mood names before."""
    return dict(MoodWord.objects.filter(owner=user, source=source).values_list("word", "mood"))


def remember(user: User, source: str, moods: Moods) -> None:
    """Keep what the person said of mood names; what they left to the app's own names needs no row."""
    usual = moods_for(BY_KEY[source], moods.keys(), {})
    said = {word: mood for word, mood in moods.items() if word not in usual or usual[word] != mood}
    MoodWord.objects.filter(owner=user, source=source, word__in=moods.keys() - said.keys()).delete()
    MoodWord.objects.bulk_create(
        [MoodWord(owner=user, source=source, word=word, mood=mood) for word, mood in said.items()],
        update_conflicts=True, unique_fields=["owner", "source", "word"], update_fields=["mood"],
    )  # fmt: skip
