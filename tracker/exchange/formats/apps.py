"""The diary apps whose files name things of a person's own: what each file says, and where they decided it belongs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.exchange.formats import (
    bearable,
    cronometer,
    daylio,
    daylio_backup,
    emoods,
    how_we_feel,
    loop_habits,
    mapper,
    myfitnesspal,
    nomie,
    pixels,
)
from tracker.exchange.formats.observation import Notice, Observation, _
from tracker.exchange.formats.places import NOTE, OUT
from tracker.exchange.formats.placing import Decided, place
from tracker.exchange.formats.source import Given, Source
from tracker.exchange.formats.told import Ends, Telling, ends_of

Tell = Callable[[Source, Given], Iterator[Telling]]


@dataclass(frozen=True, slots=True)
class App:
    """One kind of file of one app; files of the same `family` share what a person decided.

    `zoned` says that its times are instants, whose day depends on where one was.
    """

    key: str
    label: str
    sniff: Callable[[Source], bool]
    tell: Tell
    tested: bool
    family: str = ""
    zoned: bool = False

    def source_of(self, source: Source) -> str:
        """Under which name a person's decisions about such a file are kept; of a table, about its columns."""
        return mapper.fingerprint(source.table) if self.key == mapper.KIND else self.family or self.key

    def place(self, tellings: Iterable[Telling], source: Source, given: Given) -> Iterator[Observation | Notice]:
        """The rows of a diary, as the person decided."""
        return place(tellings, decided(given, app=self.label, source=self.source_of(source)))

    def read(self, source: Source, given: Given) -> Iterator[Observation | Notice]:
        return self.place(self.tell(source, given), source, given)


def decided(given: Given, *, app: str, source: str) -> Decided:
    """What the person said of a file; whatever in it makes no sense is as if it were not said."""
    places, scales = (_texts(given.mapping.get(name)) for name in ("places", "scales"))
    return Decided(
        app=app, source=source, zone=given.zone, places=places, scales=_ends(scales), moods=given.moods,
        tags=NOTE if given.activities else OUT,
    )  # fmt: skip


def _texts(said: Any) -> dict[str, str]:
    return {name: text for name, text in said.items() if isinstance(text, str)} if isinstance(said, Mapping) else {}


def _ends(said: Mapping[str, str]) -> dict[str, Ends]:
    found = {name: ends_of(text) for name, text in said.items()}
    return {name: ends for name, ends in found.items() if ends is not None}


APPS: tuple[App, ...] = (
    App(daylio.KIND, "Daylio", lambda source: set(daylio.COLUMNS) <= set(source.header),
        lambda source, given: daylio.tell(source.table, today=given.today), tested=True),
    App(daylio_backup.KIND, "Daylio", daylio_backup.sniff,
        lambda source, given: daylio_backup.tell(source, today=given.today), tested=True, family=daylio.KIND),
    App(bearable.KIND, "Bearable", lambda source: bearable.sniff(source.header),
        lambda source, given: bearable.tell(source.table, today=given.today), tested=False),
    App(cronometer.KIND, "Cronometer", lambda source: cronometer.sniff(source.header),
        lambda source, given: cronometer.tell(source.table, today=given.today), tested=True),
    App(myfitnesspal.KIND, "MyFitnessPal", myfitnesspal.sniff,
        lambda source, given: myfitnesspal.tell(source, today=given.today), tested=True),
    App(loop_habits.KIND, "Loop Habit Tracker", loop_habits.sniff,
        lambda source, given: loop_habits.tell(source, today=given.today), tested=False),
    App(how_we_feel.KIND, "How We Feel", lambda source: how_we_feel.sniff(source.header),
        lambda source, given: how_we_feel.tell(source.table, today=given.today), tested=False),
    App(pixels.KIND, "Pixels", pixels.sniff,
        lambda source, given: pixels.tell(source, today=given.today), tested=False),
    App(emoods.KIND, "eMoods", emoods.sniff,
        lambda source, given: emoods.tell(source, today=given.today), tested=False),
    App(nomie.KIND, "Nomie", nomie.sniff,
        lambda source, given: nomie.tell(source, today=given.today, zone=given.zone), tested=False, zoned=True),
)  # fmt: skip
# Takes any table with dates, so it stands behind every format that knows its own.
TABLE = App(mapper.KIND, _("Table"), mapper.sniff, mapper.tell, tested=True)
