"""What a person can choose from for one thing of a file: places by group, with words for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tracker.accounts.models import User
from tracker.diary.feelings import Corner
from tracker.diary.models import OwnTracker, Supplement, TrackerKind
from tracker.exchange.asking import Thing
from tracker.exchange.formats.mapper import TAGS, Column, needs_scale
from tracker.exchange.formats.places import MEASURES, NEW_SUPPLEMENT, NOTE, OUT, place_of
from tracker.exchange.formats.told import Sort
from tracker.exchange.rows import food_name
from tracker.foods.models import Food
from tracker.foods.names import REAL
from tracker.foods.search import find
from tracker.metrics import METRICS, Source

Options = list[tuple[str, str]]
FOODS_EACH = 4
LOOKED_UP = 40  # things whose names are looked up among the foods
SCALES = ("0-10", "1-10", "0-5", "1-5", "0-4", "1-4", "0-3", "1-7", "0-100")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing with everything it may become; a group without a name stands by itself."""

    thing: Thing
    groups: tuple[tuple[str, Options], ...]
    scales: Options = field(default_factory=list)

    @property
    def shows_scale(self) -> bool:
        """Whether the page asks from where to where the numbers run."""
        return self.thing.asks_scale or (bool(self.thing.scale) and needs_scale(self.thing.place))


def choices(user: User, things: Sequence[Thing], language: str) -> list[Choice]:
    """The things with their choices; a bounded number of queries."""
    offers = Offers(user, language)
    return [offers.choice(thing, look_up=nth < LOOKED_UP) for nth, thing in enumerate(things)]


def scales(thing: Thing) -> Options:
    """Usual scales of numbers, and the one that stands, each in words."""
    usual = dict.fromkeys((*SCALES, thing.scale)) if thing.sort is Sort.NUMBER else {}
    parted = [(scale, scale.partition("-")) for scale in usual if scale]
    return [(scale, _("%(low)s to %(high)s") % {"low": low, "high": high}) for scale, (low, _dash, high) in parted]


class Offers:
    """What this person's diary has to offer."""

    def __init__(self, user: User, language: str) -> None:
        self.user, self.language = user, language
        self.trackers = list(OwnTracker.objects.filter(owner=user, archived=False))
        self.supplements = list(Supplement.objects.filter(owner=user, archived=False))
        self.plate = list(Food.objects.shipped().exclude(plate="").order_by("id"))

    def choice(self, thing: Thing, *, look_up: bool) -> Choice:
        groups = tuple((name, options) for name, options in self._groups(thing, look_up) if options)
        known = {value for _name, options in groups for value, _label in options}
        if thing.place and thing.place not in known:
            groups = (("", [(thing.place, self._named(thing.place))]), *groups)
        return Choice(thing, groups, scales(thing))

    def _groups(self, thing: Thing, look_up: bool) -> Iterator[tuple[str, Options]]:
        if thing.sort is Sort.FEELING:
            yield "", [*((f"moment:{corner}", str(corner.label)) for corner in Corner), (OUT, _("Leave out"))]
        elif thing.sort is Sort.CLOCK:
            yield "", [*self.nights(), (NOTE, _("In the note")), (OUT, _("Leave out"))]
        else:
            yield "", [(NOTE, _("In the note")), (OUT, _("Leave out"))]
            if thing.sort is Sort.NUMBER:
                yield _("An answer of the day"), self.metrics()
            yield _("A tracker of your own"), self.own(ticked=thing.sort is Sort.TAG)
            yield _("A supplement"), self.doses()
            if thing.sort is Sort.TAG:
                yield _("A food"), self.foods(thing.name if look_up else "")

    def column(self, column: Column, place: str, scale: str) -> Choice:
        """A column of a table: by what its cells look like."""
        sort = Sort.TAG if column.is_words else Sort.NUMBER
        thing = Thing(column.name, sort, column.filled, place or OUT, scale=scale)
        groups = [("", [(OUT, _("Leave out")), (NOTE, _("In the note"))])]
        if column.is_words:
            groups[0][1].append((TAGS, _("A list of things, each with a place of its own")))
            groups.append((_("The night"), self.nights()))
        groups += [
            (_("An answer of the day"), self.metrics()), (_("A tracker of your own"), self.own()),
            (_("A supplement"), self.doses()), (_("A food"), self.foods(column.name)),
        ]  # fmt: skip
        known = {value for _name, options in groups for value, _label in options}
        if thing.place not in known:
            groups.insert(0, ("", [(thing.place, self._named(thing.place))]))
        return Choice(thing, tuple((name, options) for name, options in groups if options), scales(thing))

    def nights(self) -> Options:
        return [("night:bed_time", _("Fell asleep")), ("night:wake_time", _("Woke up"))]

    def metrics(self) -> Options:
        return [(f"metric:{metric.key}", _(metric.label)) for metric in METRICS if metric.source is Source.CHECK_IN]

    def own(self, *, ticked: bool = False) -> Options:
        kinds = {kind: str(kind.label) for kind in TrackerKind}
        fits = (TrackerKind.YES_NO, TrackerKind.COUNT) if ticked else tuple(TrackerKind)
        new = [(f"new:{kind.value}", _("New: %(kind)s") % {"kind": kinds[kind]}) for kind in fits]
        return new + [(f"tracker:{row.slug}:{row.kind}", row.name) for row in self.trackers if row.kind in fits]

    def doses(self) -> Options:
        new = [(NEW_SUPPLEMENT, _("New on your list"))]
        return new + [(f"supplement:{row.slug}", row.name) for row in self.supplements]

    def foods(self, name: str) -> Options:
        found = [
            (f"food:{food_name(match.slug, self.user.pk if match.own else None)}:{match.portions[0].grams:g}",
             f"{match.name}, {match.portions[0].grams:g} g")
            for match in (find(name, language=self.language, user=self.user, limit=FOODS_EACH) if name else ())
            if match.score >= REAL and match.portions
        ]  # fmt: skip
        plates = [(f"food:{food.slug}:{food.portion_g:g}", f"{food.name(self.language)}, {food.portion_g:g} g")
                  for food in self.plate]  # fmt: skip
        return found + plates

    def _named(self, text: str) -> str:
        place = place_of(text)
        if place and place.what == "app":
            return _(MEASURES[place.which].name)
        return place.which if place else text
