"""Today without a single value: the page that a device keeps, filled there from what only that device knows.

It is rendered by the same fragments as the real page. It holds the questions and the names on the person's own
lists, no answer, no token and no name of anybody. Which day it shows is put in on the device.
"""

import hashlib
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.utils.translation import get_language

from tracker.accounts import copies
from tracker.accounts.models import User
from tracker.diary import fields, questions
from tracker.diary.doses import DoseCard, Taken
from tracker.diary.merge import Register
from tracker.diary.models import OwnTracker, Supplement
from tracker.diary.page import Fields, NightCard
from tracker.diary.plate import TILES, Tapped
from tracker.foods import nutrition, reference
from tracker.web.languages import tag

NO_DAY = date(1900, 1, 1)  # stands wherever the device puts the day
NOBODY = Register()


def build() -> str:
    """The edition of everything a device keeps that is not its own: other static files, another edition."""
    facts = f"{settings.VERSION} {getattr(staticfiles_storage, 'manifest_hash', '')}"
    return hashlib.sha256(facts.encode()).hexdigest()[:12]


def edition(user: User) -> str:
    """Changes when the blank page would: with the language, the look, the lists, the modules."""
    lists = [
        list(
            Supplement.objects.filter(owner=user).values_list("slug", "name", "portion", "amount", "unit", "archived")
        ),
        list(OwnTracker.objects.filter(owner=user).values_list("slug", "name", "kind", "unit", "position", "archived")),
    ]
    facts = (build(), get_language(), user.theme, user.modules, user.food_free, lists)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]


def blank(user: User) -> str:
    """The page."""
    day = _fields(user)
    context: dict[str, Any] = {
        "day": day, "user": user, "food": {"tiles": _tiles()}, "doses": _doses(user),
        "tag": copies.tag_of(user), "build": build(), "nights": range(14), "blank": True,
        "language": tag(get_language() or "en"), "away": False,
    }  # fmt: skip
    return render_to_string("offline/shell.html", context)


def away() -> str:
    """What says that there is no connection; the same for everybody."""
    context = {"language": tag(get_language() or "en"), "build": build(), "away": True}
    return render_to_string("offline/away.html", context)


def _fields(user: User) -> Fields:
    registers = dict.fromkeys(fields.REGISTERS, NOBODY)
    own = questions.of_own(user, registers)
    night = NightCard(NOBODY, NOBODY, None, None)
    return Fields(NO_DAY, date.max, registers, night, own, questions.cards(user, registers, own))


def _tiles() -> list[Tapped]:
    plates = reference.plates()
    return [Tapped(tile, 0, nutrition.amount(plates[tile.key].fibre, plates[tile.key].portion_g)) for tile in TILES]


def _doses(user: User) -> DoseCard:
    listed = Supplement.objects.filter(owner=user, archived=False)
    return DoseCard(
        tuple(Taken(supplement, 0) for supplement in listed), yesterday=False, shows_held="magnesium" in user.modules
    )
