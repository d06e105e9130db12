"""Opens a file with what the person chose: recognises it, asks where things of their own belong, and reads it whole."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import IO, Any
from zoneinfo import ZoneInfo

from tracker.accounts.models import User
from tracker.diary.models import OwnTracker, Supplement
from tracker.diary.moments import MoodName
from tracker.exchange.asking import Thing, things_in
from tracker.exchange.formats import mapper, own_archive, own_csv, samsung_health
from tracker.exchange.formats.observation import Notice, Observation
from tracker.exchange.formats.recognise import BY_KEY, NAMES, Recognised, recognise
from tracker.exchange.formats.source import Given
from tracker.exchange.formats.told import Name, Sort, names_in
from tracker.exchange.mappings import joined, mapping_of
from tracker.exchange.models import MoodWord
from tracker.exchange.trackers import LIST, named

Moods = Mapping[str, int | None]
NIGHTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A mood's name in the file: how many entries carry it, and what it stands for once that is decided.

    `usual` is what the app itself says of it.
    """

    word: str
    entries: int
    decided: bool
    mood: int | None = None
    usual: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it would be brought in; nothing is certain while a word or a thing is undecided.

    `source` is the name under which decisions about such files are kept, `look` and `plan` what a table of any app
    asks first. `zone` is where times were read that name no place, `times` what the person said of times that may be
    local or UTC, and `both_times` a few nights by either while nobody has said.
    """

    kind: str
    sha256: str
    readings: tuple[Observation | Notice, ...]
    words: tuple[Word, ...] = ()
    things: tuple[Thing, ...] = ()
    source: str = ""
    look: mapper.Look | None = None
    plan: mapper.Plan | None = None
    zone: str = ""
    times: str = ""
    both_times: Mapping[str, tuple[Observation, ...]] = field(default_factory=dict)

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

    @property
    def open_things(self) -> tuple[Thing, ...]:
        return tuple(thing for thing in self.things if not thing.decided)

    @property
    def asks_columns(self) -> bool:
        """Whether a table cannot be read before more is said of its columns."""
        return self.plan is not None and not self.plan.is_whole

    @property
    def asks_times(self) -> bool:
        return bool(self.both_times)

    @property
    def is_zoned(self) -> bool:
        """Whether days or times in it depend on where the person was."""
        timed = {"night", "moment"} if BY_KEY[self.kind].app else frozenset()
        return BY_KEY[self.kind].zoned or any(
            isinstance(seen, Observation) and seen.table in timed for seen in self.readings
        )

    @property
    def asks(self) -> bool:
        return bool(self.undecided or self.open_things or self.asks_columns or self.asks_times)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person says of a file: moods by name (over what they said before), activities into the note or not.

    `zone` is where they were when the file does not say; without one it is where they are. `mapping` says where
    things of the file belong. `language` is what new trackers that we name are named in; without one the person's.
    """

    moods: Moods | None = None
    activities: bool = True
    zone: ZoneInfo | None = None
    mapping: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""


def open_file(user: User, file: bytes | IO[bytes], choices: Choices, *, today: date, kind: str = "auto") -> Opened:
    """Read `file` for this person.

    Raises:
        UnreadableFile: with a sentence for the person.
    """
    found = recognise(file, kind=kind)
    given = Given(today, choices.zone or user.zone, activities=choices.activities, mapping=choices.mapping)
    opened = _of_app(user, found, given, choices) if found.format.app else _of_platform(user, found, given)
    language = choices.language or user.language
    return replace(opened, readings=tuple(named(opened.readings, language)), zone=given.zone.key)


def _of_platform(user: User, found: Recognised, given: Given) -> Opened:
    times = str(given.mapping.get(samsung_health.TIMES, ""))
    try:
        readings = tuple(_without_known(user, found.read(given), found.kind))
    except samsung_health.TimesUnknown:
        return Opened(found.kind, _sha256(found.source.file), (), both_times=_both_times(found, given))
    return Opened(found.kind, _sha256(found.source.file), readings, times=times)


def _both_times(found: Recognised, given: Given) -> dict[str, tuple[Observation, ...]]:
    """The last few nights by either reading of their times."""
    both = {}
    for times in (samsung_health.LOCAL, samsung_health.IN_UTC):
        readings = found.read(replace(given, mapping={**given.mapping, samsung_health.TIMES: times}))
        nights = [seen for seen in readings if isinstance(seen, Observation) and seen.table == "night"]
        both[times] = tuple(nights[-NIGHTS_SHOWN:])
    return both


def _of_app(user: User, found: Recognised, given: Given, choices: Choices) -> Opened:
    app = found.format.app
    assert app is not None
    source = app.source_of(found.source)
    said = joined(mapping_of(user, source), choices.mapping)
    given = replace(given, mapping=said)
    tellings = tuple(app.tell(found.source, given))
    names = names_in(tellings)
    words = _words(names.values(), {**remembered(user, source), **(choices.moods or {})})
    look = mapper.Look(found.source.table) if found.kind == mapper.KIND else None
    columns = {column.title for column in look.columns} if look else set()
    own = [name for name in names.values() if name.name not in columns]
    things = things_in(own, said, tags_in_note=choices.activities)
    # A feeling whose word stands in our own list has its corner from there.
    felt = {thing.name: thing.place for thing in things if thing.sort is Sort.FEELING and thing.decided}
    given = replace(
        given, moods={word.word: word.mood for word in words if word.decided}, mapping=joined(said, {"places": felt})
    )
    readings = _without_known(user, app.place(tellings, found.source, given), found.kind)
    plan = mapper.plan(look, said) if look else None
    return Opened(found.kind, _sha256(found.source.file), tuple(readings), words, things, source, look, plan)


def _words(names: Iterable[Name], chosen: Moods) -> tuple[Word, ...]:
    """The mood names of a file: as the person chose, else as the app says; what neither says is asked."""
    words = []
    for name in names:
        for word, value in name.words.items() if name.sort is Sort.MOOD else ():
            usual = None if value is None else round(value)
            decided = word in chosen or value is not None
            words.append(Word(word, name.counts[word], decided, chosen.get(word, usual), usual))
    # Best mood first, so that the list reads as a scale; what is undecided stands above it.
    return tuple(sorted(words, key=lambda word: (word.decided, -1 if word.mood is None else -word.mood, word.word)))


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1024 * 1024):
        digest.update(piece)
    return digest.hexdigest()


def _without_known(user: User, readings: Iterable[Observation | Notice], kind: str) -> Iterator[Observation | Notice]:
    """Another app's file may add to the person's lists, and has no say in what stands there and is called later."""
    known: dict[str, dict[str, str]] = {}
    if kind not in (own_csv.KIND, own_archive.KIND):
        known[LIST] = dict(OwnTracker.objects.filter(owner=user).values_list("slug", "kind"))
        known["supplement"] = dict.fromkeys(Supplement.objects.filter(owner=user).values_list("slug", flat=True), "")
        known["mood_name"] = dict.fromkeys(MoodName.objects.filter(owner=user).values_list("word", flat=True), "")
    for seen in readings:
        mine = None if isinstance(seen, Notice) else known.get(seen.table, {}).get(seen.key)
        if mine is None or isinstance(seen, Notice) or (mine and mine != seen.values["kind"]):
            yield seen


def remembered(user: User, source: str) -> dict[str, int | None]:
    """What the person said of mood names before."""
    return dict(MoodWord.objects.filter(owner=user, source=source).values_list("word", "mood"))


def remember(user: User, opened: Opened, moods: Moods) -> None:
    """Keep what the person said of mood names; what they left to the app's own names needs no row."""
    if not opened.source:
        return  # a file that names nothing of a person's own
    usual = {word.word: word.usual for word in opened.words if word.usual is not None}
    said = {word: mood for word, mood in moods.items() if word not in usual or usual[word] != mood}
    MoodWord.objects.filter(owner=user, source=opened.source, word__in=moods.keys() - said.keys()).delete()
    MoodWord.objects.bulk_create(
        [MoodWord(owner=user, source=opened.source, word=word, mood=mood) for word, mood in said.items()],
        update_conflicts=True, unique_fields=["owner", "source", "word"], update_fields=["mood"],
    )  # fmt: skip


def questions(opened: Opened) -> dict[str, dict[str, int]]:
    """What is open, by what is asked: the names in the file and how often each stands there."""
    asked = {
        "unknown_moods": {word.word: word.entries for word in opened.undecided},
        "unknown_places": {thing.name: thing.count for thing in opened.open_things if thing.asks_place},
        "unknown_scales": {thing.name: thing.count for thing in opened.open_things if thing.asks_scale},
    }
    asked["times"] = {times: len(nights) for times, nights in opened.both_times.items()}
    if opened.look and opened.plan and opened.asks_columns:
        columns = {column.name: column.filled for column in opened.look.columns}
        asked["unknown_scales"] |= {name: columns[name] for name in opened.plan.open_scales}
        asked["columns"] = {} if any(opened.plan.places.values()) and opened.plan.date else columns
        asked["date_order"] = {} if opened.plan.order or not opened.plan.date else {opened.plan.date: columns[
            opened.plan.date]}  # fmt: skip
        asked["decimal"] = {} if opened.plan.decimal else dict.fromkeys(opened.look.decimals, 0)
    return {what: names for what, names in asked.items() if names}
