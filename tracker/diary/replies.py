"""What a save answers: to a script the parts of the page that changed, to a plain form the page itself."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tracker.accounts.models import User
from tracker.accounts.requests import PersonRequest
from tracker.diary import fields, lowdays, page, reading
from tracker.diary.changes import Saved, Tap
from tracker.diary.doses import dose_card
from tracker.diary.merge import Verdict
from tracker.diary.moments import of_day as moments_of
from tracker.diary.questions import Question, said
from tracker.diary.week import week_of
from tracker.metrics import BY_KEY, Area
from tracker.web import keys

CARDS = {Area.MIND: "mind", Area.SLEEP: "night", Area.GUT: "gut"}
# What a save may send back, so that none of it has to be looked for in vain.
PARTS: dict[str, Any] = dict.fromkeys(
    ("seen", "redrawn", "folded", "cards", "week", "times", "night_words", "food", "doses", "with_moments", "low_days",
     "toast", "undo")
)  # fmt: skip
FIRST_DAY = date(1900, 1, 1)
NAMES = {"note": gettext_lazy("Note"), "food_day": gettext_lazy("Food"), "flare_type": gettext_lazy("Kind of flare-up")}
# What is said of these stands at the field itself and nowhere else on the page, but for the mood in the week.
ALONE = {metric.key for metric in page.CORE} | {"note", "flare_type"}


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
        return {"note": "note", "food_day": "food", "flare_type": "module-skin"}.get(field, "module-own")
    metric = BY_KEY[field]
    return f"module-{metric.module}" if metric.module else CARDS[metric.area]


def saved(request: PersonRequest, on: date, key: str, **parts: Any) -> HttpResponse:
    """The reply to a change that is on disk now."""
    if not request.htmx:
        if parts.get("toast"):
            notice(request, parts["toast"], undo=parts.get("undo", ""), on=on)
        return redirect("diary:day", on)
    at = timezone.localtime().time().replace(second=0, microsecond=0)
    context = PARTS | {"at": at, "day": {"day": on}, **parts}
    response = render(request, "diary/_saved.html", context)
    response.headers["Vagus-Saved"] = key
    return response


def notice(request: PersonRequest, text: str, *, undo: str = "", on: date | None = None) -> None:
    """One line on the next page; with the key of a change in `undo` it offers to take that back."""
    day = on or request.user.today(timezone.now())
    messages.success(request, text, extra_tags=f"undo {day.isoformat()} {undo}" if undo else "")


def answers(request: PersonRequest, day: date, key: str, done: Iterable[Saved]) -> HttpResponse:
    """After one or more fields were answered."""
    done = list(done)
    today = open_day(request, day)
    standing = _standing(request.user, day, today, {one.field for one in done})
    asked = _asked(done, standing)
    parts: dict[str, Any] = {"day": standing or page.Bare(day, day == today)}
    parts["cards"] = sorted({card_of(one.field) for one in done})
    moods = reading.of_moods(request.user, day, today) if any(one.field == "mood" for one in done) else None
    if request.htmx:
        parts |= _fields(done, asked, standing) | _neighbours(request, day, today, done, moods)
    if moods is not None and lowdays.offer(request.user, today, moods):
        parts["low_days"] = lowdays.shown(request.user, today)
    line = toast(done, asked)
    return saved(request, day, key, toast=line, undo=key if line else "", **parts)


def _standing(user: User, day: date, today: date, touched: set[str]) -> page.Fields | None:
    """The other fields of the day, as far as something on the page speaks of them and of these together."""
    if touched <= ALONE:
        return None
    night = bool(touched & set(fields.NIGHT_FIELDS))
    whole = night or "food_day" in touched
    rows = reading.of_fields(user, day) if whole else reading.of_values(user, day)
    return page.fields_of(user, day, today, rows, usual=night)


def _asked(done: list[Saved], standing: page.Fields | None) -> dict[str, Question]:
    """The questions that were answered, as they stand now."""
    asked = standing.questions if standing else {one.field: Question(BY_KEY[one.field], one.register)
                                                 for one in done if one.field not in fields.WORDS}  # fmt: skip
    return {one.field: asked[one.field]._replace(register=one.register) for one in done if one.field in asked}


def _fields(done: list[Saved], asked: Mapping[str, Question], standing: page.Fields | None) -> dict[str, Any]:
    moved = [one.field for one in done if one.verdict is Verdict.APPLIED and one.register.waiting]
    return {
        "redrawn": [asked[field] for field in moved if field in asked],
        "times": any(field in fields.NIGHT_FIELDS for field in moved),
        "seen": [
            (one.field, one.register, asked.get(one.field))
            for one in done
            if one.field not in moved or one.field not in asked
        ],
        "folded": [card for card in standing.modules if {q.key for q in card.questions} & asked.keys()]
        if standing else [],
    }  # fmt: skip


def _neighbours(
    request: PersonRequest, day: date, today: date, done: list[Saved], moods: reading.Moods | None
) -> dict[str, Any]:
    """What else on the page says something about these fields."""
    touched = {one.field for one in done}
    parts: dict[str, Any] = {"night_words": bool(touched & set(fields.NIGHT_FIELDS))}
    if moods is not None:
        parts["week"] = week_of(dict(moods), day, today)
    if "food_day" in touched:
        parts["food"] = page.with_food(request.user, day, today=today, now=timezone.now())[1]
    return parts


def toast(done: Iterable[Saved], asked: Mapping[str, Question]) -> str:
    """One line that offers undo where something was replaced."""
    for one in done:
        if one.verdict is Verdict.CONFLICT:
            name = _name_of(one.field, asked)
            return _("%(field)s was changed elsewhere too. Choose which one holds.") % {"field": name}
        if one.replaced and one.register.value is None:
            return _("%(field)s cleared") % {"field": _name_of(one.field, asked)}
        if one.replaced:
            return _("%(field)s saved") % {"field": _said(one, asked)}
    return ""


def _name_of(field: str, asked: Mapping[str, Question]) -> str:
    if field in NAMES:
        return str(NAMES[field])
    return asked[field].name if field in asked else _(BY_KEY[field].label)


def _said(one: Saved, asked: Mapping[str, Question]) -> str:
    if one.field in asked:
        return said(asked[one.field].metric, one.register.value)
    name = _name_of(one.field, asked)
    return name if one.field in fields.WORDS else f"{name} {one.register.value}"


def rows(request: PersonRequest, day: date, key: str, *, toast: str = "", doses: bool = False) -> HttpResponse:
    """After servings or doses were added or taken away."""
    today = open_day(request, day)
    if not request.htmx:
        return saved(request, day, key, toast=toast, undo=key if toast else "")
    about: dict[str, Any] = {"day": day, "bare": page.Bare(day, day == today)}
    parts: dict[str, Any] = {"day": about, "toast": toast, "undo": key if toast else ""}
    if doses:
        parts["doses"] = dose_card(request.user, day)
    else:
        now = timezone.now()
        about["counted"], parts["food"] = page.with_food(request.user, day, today=today, now=now)
    return saved(request, day, key, **parts)


def moment_taken_out(request: PersonRequest, day: date, key: str) -> HttpResponse:
    """After a moment was taken out, on the day's page or on its own."""
    parts: dict[str, Any] = {"toast": _("Moment taken out"), "undo": key}
    if request.htmx:
        parts["day"] = page.read_fields(request.user, day, open_day(request, day))
        parts |= {"moments": moments_of(request.user, day), "with_moments": True}
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
        moments=whole.moments, with_moments=True,
        times=any(field in fields.NIGHT_FIELDS for field in touched),
        redrawn=[question for field, question in whole.questions.items() if field in touched],
        seen=[("note", whole.note, None)] if "note" in touched else [],
        folded=whole.modules,
    )  # fmt: skip


def language() -> str:
    return get_language() or "en"
