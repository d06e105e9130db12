"""What a save answers: to a script the parts of the page that changed, to a plain form the page itself."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tracker.accounts.requests import PersonRequest
from tracker.diary import changes, fields, lowdays, page
from tracker.diary.changes import Saved, Tap
from tracker.diary.doses import dose_card
from tracker.diary.merge import Register, Value, Verdict
from tracker.diary.week import week
from tracker.metrics import BY_KEY, Area
from tracker.web import keys

CARDS = {Area.MIND: "mind", Area.SLEEP: "night", Area.GUT: "gut"}
FIRST_DAY = date(1900, 1, 1)


def tap_of(request: PersonRequest) -> Tap:
    """Who taps, when, and the key their device gave the change."""
    return Tap(request.user, keys.given(request.POST.get("key"), request.POST.get("uid")), timezone.now())


def open_day(request: PersonRequest, day: date) -> date:
    """Today, for a day that may be opened.

    Raises:
        Http404: on a day that has not come, or before there were diaries.
    """
    today = request.user.today(timezone.now())
    if not FIRST_DAY <= day <= today:
        raise Http404
    return today


def card_of(field: str) -> str:
    """The card on which a field stands."""
    if field not in BY_KEY:
        return {"note": "note"}.get(field, "food")
    metric = BY_KEY[field]
    return f"module-{metric.module}" if metric.module else CARDS[metric.area]


def saved(request: PersonRequest, on: date, key: str, **parts: Any) -> HttpResponse:
    """The reply to a change that is on disk now."""
    if not request.htmx:
        if parts.get("toast"):
            messages.success(request, parts["toast"])
        return redirect("diary:day", on)
    context = {"at": timezone.localtime(), "day": {"day": on}, **parts}
    response = render(request, "diary/_saved.html", context)
    response.headers["Vagus-Saved"] = key
    return response


def answers(
    request: PersonRequest, day: date, key: str, done: Iterable[Saved], *, redraw: bool = False
) -> HttpResponse:
    """After one or more fields were answered."""
    done = list(done)
    today = open_day(request, day)
    standing = page.read_fields(request.user, day, today)
    parts: dict[str, Any] = {"day": standing, "cards": sorted({card_of(one.field) for one in done})}
    if request.htmx:
        parts |= _fields(done, standing.registers, redraw=redraw) | _neighbours(request, day, today, done, standing)
    if any(one.field == "mood" for one in done) and lowdays.offer(request.user, today):
        parts["low_days"] = lowdays.shown(request.user, today)
    return saved(request, day, key, toast=toast(done), undo=key if toast(done) else "", **parts)


def _fields(done: list[Saved], registers: Mapping[str, Register], *, redraw: bool) -> dict[str, Any]:
    asked = {question.key: question for question in page.questions(registers)}
    moved = [one.field for one in done if redraw or (one.verdict is Verdict.APPLIED and one.register.waiting)]
    return {
        "redrawn": [asked[field] for field in moved if field in asked],
        "times": any(field in fields.NIGHT_FIELDS for field in moved),
        "seen": [(one.field, registers[one.field]) for one in done if one.field not in moved or one.field not in asked],
    }


def _neighbours(request: PersonRequest, day: date, today: date, done: list[Saved], standing: Any) -> dict[str, Any]:
    """What else on the page says something about these fields."""
    touched = {one.field for one in done}
    parts: dict[str, Any] = {"night_words": bool(touched & set(fields.NIGHT_FIELDS))}
    if "mood" in touched:
        parts["week"] = week(request.user, day, today)
    if "food_day" in touched:
        parts["food"] = page.food(request.user, day, standing.registers, today=today, now=timezone.now())
    return parts


def toast(done: Iterable[Saved]) -> str:
    """One line that offers undo where something was replaced."""
    for one in done:
        if one.verdict is Verdict.CONFLICT:
            return _("%(field)s was changed elsewhere too. Choose which one holds.") % {"field": name_of(one.field)}
        if one.replaced and one.register.value is None:
            return _("%(field)s cleared") % {"field": name_of(one.field)}
        if one.replaced:
            return _("%(field)s saved") % {"field": _named(one.field, one.register.value)}
    return ""


def name_of(field: str) -> str:
    labels = {"note": _("Note"), "food_day": _("Food")}
    return labels.get(field) or _(BY_KEY[field].label)


def _named(field: str, value: Value) -> str:
    return name_of(field) if field in fields.WORDS else f"{name_of(field)} {value}"


def rows(request: PersonRequest, day: date, key: str, *, toast: str = "", doses: bool = False) -> HttpResponse:
    """After servings or doses were added or taken away."""
    today = open_day(request, day)
    if not request.htmx:
        return saved(request, day, key, toast=toast)
    parts: dict[str, Any] = {"toast": toast, "undo": key if toast else ""}
    parts["day"] = page.read_fields(request.user, day, today)
    if doses:
        parts["doses"] = dose_card(request.user, day)
    else:
        registers = changes.registers(request.user, day)
        parts["food"] = page.food(request.user, day, registers, today=today, now=timezone.now())
    return saved(request, day, key, **parts)


def everything(request: PersonRequest, day: date, key: str, done: list[Saved], *, toast: str) -> HttpResponse:
    """After undo: every part that may have changed, as it stands now."""
    if not request.htmx:
        return saved(request, day, key, toast=toast)
    today = open_day(request, day)
    whole = page.read(request.user, day, today=today, now=timezone.now())
    touched = [one.field for one in done]
    return saved(
        request, day, key, toast=toast, undo="", day=whole, week=whole.week, food=whole.food, doses=whole.doses,
        times=any(field in fields.NIGHT_FIELDS for field in touched),
        redrawn=[question for question in page.questions(whole.registers) if question.key in touched],
        seen=[("note", whole.note)] if "note" in touched else [],
    )  # fmt: skip


def language() -> str:
    return get_language() or "en"
