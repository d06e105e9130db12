"""Answers that waited on a device go through the doors of the day's page: one short transaction a change, each once.

A change names its day, what kind of form it was, and what stood in that form; its key makes a second sending
harmless. One that cannot be taken says why and stops no other.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tracker.accounts.models import User
from tracker.diary import answering, changes, doses, fields, meals
from tracker.diary.changes import Tap
from tracker.diary.forms import ServingForm
from tracker.diary.merge import Verdict
from tracker.diary.models import MealOfDay, Supplement
from tracker.diary.replies import FIRST_DAY
from tracker.foods.models import SavedMeal
from tracker.web.keys import KEY

MOST = 200
FORMATS = (1,)  # of a change as devices write it; an older device may hold an older one
SAVED, BOTH, REFUSED = "saved", "both", "refused"


class Unreadable(ValueError):  # noqa: N818
    """What a device sent is no list of changes."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One change as it waited on a device."""

    key: str
    day: date
    kind: str
    form: QueryDict


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it; `both` means that another answer stands and this one waits beside it."""

    key: str
    outcome: str
    reason: str = ""


class Refusal(Exception):  # noqa: N818
    """A change that cannot be taken, with a sentence for the person."""


def read(body: bytes) -> tuple[str, list[Waiting]]:
    """For whom, and which changes in which order.

    Raises:
        Unreadable: if it is not what a device of ours sends.
    """
    try:
        sent = json.loads(body)
        if sent["format"] not in FORMATS or len(sent["changes"]) > MOST:
            raise Unreadable
        return str(sent["tag"]), [_one(change) for change in sent["changes"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Unreadable from error


def _one(change: Any) -> Waiting:
    key, kind = change["key"], change["kind"]
    if not (isinstance(key, str) and KEY.fullmatch(key) and kind in KINDS):
        raise Unreadable
    form = QueryDict(mutable=True)
    for name, value in change["form"].items():
        form[str(name)] = str(value)
    return Waiting(key, date.fromisoformat(change["day"]), kind, form)


def take(user: User, waiting: Waiting, *, today: date, now: Any) -> Outcome:
    """Let one change in, or say why not."""
    try:
        if not FIRST_DAY <= waiting.day <= today:
            raise Refusal(_("This day has not come yet."))
        return Outcome(waiting.key, KINDS[waiting.kind](Tap(user, waiting.key, now), waiting.day, waiting.form))
    except Refusal as refusal:
        return Outcome(waiting.key, REFUSED, str(refusal))


def said(outcomes: list[Outcome]) -> list[dict[str, str]]:
    """The outcomes as a device reads them."""
    return [asdict(outcome) for outcome in outcomes]


def _answer(tap: Tap, day: date, form: QueryDict) -> str:
    sent = answering.read(form, tap.key, fields.own(tap.user))
    if sent.refused:
        raise Refusal(" ".join(sent.reasons))
    if not sent.asked:
        raise Refusal(_("This is not asked any more."))
    try:
        done = answering.put(tap, day, sent.asked)
    except changes.KeyTaken:
        raise Refusal(_("This change carries the name of another one.")) from None
    return BOTH if any(one.verdict is Verdict.CONFLICT for one in done) else SAVED


def _plate(tap: Tap, day: date, form: QueryDict) -> str:
    if not meals.tapped(tap, day, form):
        raise Refusal(_("This is not asked any more."))
    return SAVED


def _doses(tap: Tap, day: date, form: QueryDict) -> str:
    supplement = Supplement.objects.filter(owner=tap.user, slug=form.get("supplement", "")).first()
    if supplement is None:
        raise Refusal(_("This supplement is not on your list any more."))
    doses.tapped(tap, day, supplement, form.get("do", ""))
    return SAVED


def _servings(tap: Tap, day: date, form: QueryDict) -> str:
    given = ServingForm(form, user=tap.user)
    if not given.is_valid():
        raise Refusal(" ".join(str(error) for errors in given.errors.values() for error in errors))
    meals.serve(tap, day, given.cleaned_data["food"], given.cleaned_data["grams"], given.cleaned_data["meal"])
    return SAVED


def _copy(tap: Tap, day: date, form: QueryDict) -> str:
    if form.get("what") == "doses":
        doses.copy_doses(tap, day)
    else:
        meal = form.get("meal", "")
        meals.copy_food(tap, day, meal=meal if meal in MealOfDay.values else "")
    return SAVED


def _meals(tap: Tap, day: date, form: QueryDict) -> str:
    pk = form.get("meal", "")
    meal = SavedMeal.objects.filter(owner=tap.user, pk=int(pk) if pk.isdecimal() and len(pk) < 16 else 0).first()
    if meal is None:
        raise Refusal(_("This meal is not kept any more."))
    meals.serve_meal(tap, day, meal)
    return SAVED


# By the last part of the address that the form on the page has.
KINDS: dict[str, Callable[[Tap, date, QueryDict], str]] = {
    "answer": _answer, "plate": _plate, "doses": _doses, "servings": _servings, "copy": _copy, "meals": _meals,
}  # fmt: skip
