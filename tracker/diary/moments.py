"""Moments: how it felt at an hour of a day, on two lines and in words; and what a day's moments come to."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from statistics import fmean
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.accounts.models import User
from tracker.diary import feelings
from tracker.diary.feelings import Corner
from tracker.diary.models import Owned, Row
from tracker.metrics import BY_KEY
from tracker.web import naming, numbers

PLEASANT, ENERGY = BY_KEY["moment_pleasant"], BY_KEY["moment_energy"]
LOW, HIGH = int(PLEASANT.low), int(PLEASANT.high)
BOUNDS = (MinValueValidator(LOW), MaxValueValidator(HIGH))
NOTE_LENGTH = 200


class Moment(Row):
    """How it felt at `at`: two places on lines from -5 to 5, words by their keys, a few words of one's own."""

    at = models.DateTimeField()
    pleasant = models.SmallIntegerField(validators=BOUNDS)
    energy = models.SmallIntegerField(validators=BOUNDS)
    words = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="moment_owner_uid"),
            models.CheckConstraint(condition=Q(pleasant__range=(LOW, HIGH)), name="moment_pleasant"),
            models.CheckConstraint(condition=Q(energy__range=(LOW, HIGH)), name="moment_energy"),
        ]
        indexes = [models.Index(fields=["owner", "day"], name="moment_owner_day")]

    @property
    def step(self) -> int:
        """Its place on the eleven colours of mood."""
        return self.pleasant - LOW

    @property
    def pleasant_written(self) -> str:
        return written(self.pleasant)

    @property
    def said(self) -> str:
        """Its words, or its place on the two lines where none was chosen."""
        return naming.listed(map(feelings.label, self.words)) or feelings.corner_words(self.pleasant, self.energy)


class MoodName(Owned):
    """A word of the person's own for how it feels, and the corner in which it is offered."""

    word = models.CharField(gettext_lazy("word"), max_length=feelings.LONGEST)
    corner = models.CharField(gettext_lazy("where it belongs"), max_length=16, choices=Corner.choices)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "word"], name="mood_name_owner_word"),
            models.CheckConstraint(condition=Q(corner__in=Corner.values), name="mood_name_corner"),
        ]
        ordering = ["created", "id"]


class Moments(NamedTuple):
    """A day's moments, earliest first."""

    rows: Sequence[Moment]

    def __bool__(self) -> bool:
        return bool(self.rows)

    @property
    def sentence(self) -> str:
        """How many, their mean and their range; a single one is told as it is."""
        values = [row.pleasant for row in self.rows]
        counted = ngettext("%(n)s moment", "%(n)s moments", len(values)) % {"n": len(values)}
        if len(values) == 1:
            return _("%(moments)s: %(value)s") % {"moments": counted, "value": written(values[0])}
        return _("%(moments)s: mean %(mean)s, from %(lowest)s to %(highest)s") % {
            "moments": counted, "mean": written(fmean(values)), "lowest": written(min(values)),
            "highest": written(max(values)),
        }  # fmt: skip


def written(value: float) -> str:
    """A place on a line as people write it, with a minus that is read as one."""
    digits = 0 if value == round(value) else 1
    return numbers.written(value, digits)


def of_day(user: User, day: date) -> Moments:
    """The moments of one day; one query."""
    return Moments(list(Moment.objects.filter(owner=user, day=day, removed=None).order_by("at", "id")))


def instant(day: date, clock: time, zone: ZoneInfo, day_start_hour: int) -> datetime:
    """When a clock shows `clock` on a diary day: the small hours belong to the calendar day after it."""
    wall = datetime.combine(day + timedelta(days=clock.hour < day_start_hour), clock, zone)
    return wall.astimezone(UTC)


def own_names(user: User) -> list[MoodName]:
    """The person's own words; one query."""
    return list(MoodName.objects.filter(owner=user))


def keep_name(user: User, word: str, corner: Corner, now: datetime) -> str:
    """The key of a word: a known one's where it says the same, else that of an own word, which is kept."""
    folded = word.casefold()
    known = next((one.key for one in feelings.WORDS if str(one.label).casefold() == folded), None)
    if known:
        return known
    for name in own_names(user):
        if name.word.casefold() == folded:
            return feelings.own_key(name.word)
    MoodName.objects.create(owner=user, word=word, corner=corner, created=now)
    user.diary_changed()
    return feelings.own_key(word)


def by_corner(names: Iterable[MoodName]) -> dict[Corner, list[MoodName]]:
    """Own words by where they are offered."""
    found: dict[Corner, list[MoodName]] = {corner: [] for corner in Corner}
    for name in names:
        found[Corner(name.corner)].append(name)
    return found
