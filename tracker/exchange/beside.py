"""What belongs to a diary without being one: settings, what files of other apps were told to mean, experiments.

Each of these tables gives its rows as JSON has them; on the way back its values are compared and set one by one, but an
experiment comes as a whole or not at all, and one that is here stays as it is.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from tracker.accounts.models import User
from tracker.exchange.formats.observation import Notice, Observation, _
from tracker.exchange.formats.own_archive import EXPERIMENT, MAPPING, MOOD_WORD, OUT, SETTING, beside
from tracker.exchange.mappings import PARTS
from tracker.exchange.models import ImportMapping, MoodWord
from tracker.experiments import carrying
from tracker.experiments.models import Experiment
from tracker.metrics import MODULES
from tracker.reminders import carrying as reminders

SETTINGS = (
    "language", "time_zone", "day_start_hour", "theme", "country", "modules", "food_free", "low_card", "learn_card",
)  # fmt: skip
YES_NO = frozenset({"food_free", "low_card", "learn_card"})
MOODS = frozenset({OUT, *map(str, range(11))})
LONGEST = 200
NOT_UNDERSTOOD = _("“%(text)s” is not understood here.")
STILL_RUNS = _(
    "The experiment “%(name)s” was running when this file was written. Its order stayed sealed, so it is left out."
)
UNFIT = _("The experiment “%(name)s” does not fit together, so it is left out.")

Row = dict[str, Any]
Wanted = Mapping[str, Mapping[str, Any]]  # what a row is known by -> field -> text, None for blank


def settings_of(user: User) -> Row:
    """The preferences that belong to a diary."""
    return {name: getattr(user, name) for name in SETTINGS} | reminders.told(user)


def rows(user: User, table: str, today: date) -> Iterator[Row]:
    """The rows of a table beside the diary, as JSON has them; of an experiment that runs as much as may be known."""
    if table == MOOD_WORD:
        words = MoodWord.objects.filter(owner=user).order_by("source", "word")
        yield from map(dict, words.values("source", "word", "mood"))
    elif table == MAPPING:
        yield from map(dict, ImportMapping.objects.filter(owner=user).order_by("source").values("source", "said"))
    elif table == EXPERIMENT:
        yield from carrying.documents(user, today)


def collect(user: User, table: str) -> Iterator[Observation]:
    """The rows of one of the tables as a file brings them."""
    if table == SETTING:
        yield from beside(settings_of(user), {})
    else:
        yield from beside({}, {table: rows(user, table, date.min)})


# Reading back


def fitting(user: User, readings: Iterable[Observation | Notice]) -> Iterator[Observation | Notice]:
    """The readings, those from beside the diary only as far as they make sense here."""
    here: set[str] | None = None
    marks: set[tuple[str, str]] = set()
    for seen in readings:
        if isinstance(seen, Notice):
            yield seen
        elif seen.table == EXPERIMENT:
            if here is None:
                here = {str(uid) for uid in Experiment.objects.filter(owner=user).values_list("uid", flat=True)}
            yield seen if seen.key in here else _sound(user, seen, marks)
        elif fits := FITS.get(seen.table):
            yield from _checked(seen, fits)
        else:
            yield seen


def _sound(user: User, seen: Observation, marks: set[tuple[str, str]]) -> Observation | Notice:
    """An experiment that can be written down, or why it cannot; `marks` are those of the file before it."""
    facts = {"name": seen.values["name"]}
    try:
        found = carrying.made(user, json.loads(str(seen.values["whole"])))
    except carrying.StillRunsError:
        return Notice(0, STILL_RUNS, facts)
    except carrying.UnfitError:
        return Notice(0, UNFIT, facts)
    of_file = {("Experiment", seen.key), *(mark for mark in found.marks if "Event" in mark[0])}
    if str(found.experiment.uid) != seen.key or marks & of_file:
        return Notice(0, UNFIT, facts)
    marks |= of_file
    return seen


def _checked(seen: Observation, fits: Callable[[str, str, str], bool]) -> Iterator[Observation | Notice]:
    wrong = {name: text for name, text in seen.values.items() if not fits(seen.key, name, str(text))}
    for text in wrong.values():
        yield Notice(0, NOT_UNDERSTOOD, {"text": str(text)[:40]})
    values = {name: text for name, text in seen.values.items() if name not in wrong}
    if values:
        yield Observation(seen.table, seen.key, None, values)


def _fits_setting(_key: str, name: str, text: str) -> bool:
    if name in reminders.SETTINGS:
        return reminders.fits(name, text)
    if name not in SETTINGS:
        return False
    if name in YES_NO:
        return text in ("yes", "no")
    if name == "modules":
        return set(_words(text)) <= {module.key for module in MODULES}
    if name == "language":
        return text in ("", *dict(settings.LANGUAGES))
    if name == "time_zone":
        return text in available_timezones()
    try:
        _column(name).clean(_value(name, text), None)
    except (ValidationError, ValueError):
        return False
    return True


def _fits_mood(key: str, name: str, text: str) -> bool:
    source, _slash, word = key.partition("/")
    return name == "mood" and text in MOODS and 0 < len(source) <= 20 and 0 < len(word) <= 80


def _fits_mapping(key: str, name: str, text: str) -> bool:
    return 0 < len(key) <= 20 and len(name) <= LONGEST and len(text) <= LONGEST


FITS: Mapping[str, Callable[[str, str, str], bool]] = {
    SETTING: _fits_setting, MOOD_WORD: _fits_mood, MAPPING: _fits_mapping,
}  # fmt: skip


def put(user: User, seen: Sequence[Observation]) -> None:
    """Write experiments that are not here yet; `seen` passed `fitting`."""
    for row in seen:
        carrying.write(carrying.made(user, json.loads(str(row.values["whole"]))))


def drop(user: User, keys: Sequence[str]) -> None:
    """Take experiments back that an import brought."""
    Experiment.objects.filter(owner=user, uid__in=keys).delete()


def put_values(user: User, table: str, wanted: Wanted) -> None:
    """Set single values; None makes one as a new account has it."""
    {SETTING: _put_settings, MOOD_WORD: _put_moods, MAPPING: _put_mappings}[table](user, wanted)


def _put_settings(user: User, wanted: Wanted) -> None:
    for values in wanted.values():
        ours = [name for name in values if name not in reminders.SETTINGS]
        for name, text in values.items():
            if name in ours:
                setattr(user, name, _value(name, text))
            else:
                reminders.put(user, name, text)
        user.save(update_fields=ours)


def _value(name: str, text: str | None) -> Any:
    if text is None:
        return _column(name).get_default()
    if name in YES_NO:
        return text == "yes"
    if name == "modules":
        return _words(text)
    return int(text) if name == "day_start_hour" else text


def _column(name: str) -> "models.Field[Any, Any]":
    return next(field for field in User._meta.concrete_fields if field.name == name)


def _words(text: str) -> list[str]:
    return text.split("; ") if text else []


def _put_moods(user: User, wanted: Wanted) -> None:
    for key, values in wanted.items():
        (source, _slash, word), text = key.partition("/"), values["mood"]
        kept = MoodWord.objects.filter(owner=user, source=source, word=word)
        if text is None:
            kept.delete()
        else:
            mood = None if text == OUT else int(text)
            MoodWord.objects.update_or_create(owner=user, source=source, word=word, defaults={"mood": mood})


def _put_mappings(user: User, wanted: Wanted) -> None:
    for source, values in wanted.items():
        row = ImportMapping.objects.filter(owner=user, source=source).first() or ImportMapping(
            owner=user, source=source
        )
        for name, text in values.items():
            _set_said(row.said, name, text)
        if row.said:
            row.save()
        elif row.pk:
            row.delete()


def _set_said(said: dict[str, Any], name: str, text: str | None) -> None:
    part, colon, rest = name.partition(":")
    inside = said.setdefault(part, {}) if colon and part in PARTS else said
    key = rest if inside is not said else name
    if text is None:
        inside.pop(key, None)
    else:
        inside[key] = text
    if said.get(part) == {}:
        del said[part]
