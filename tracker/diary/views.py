"""Doors of a day: its page, its answers, undo."""

from datetime import date

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts.requests import PersonRequest
from tracker.diary import answering, changes, fields, lowdays, months, page, replies
from tracker.diary.merge import Verdict
from tracker.web.kept import keepable


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    return redirect("diary:today")


@require_safe
@keepable
def today(request: PersonRequest) -> HttpResponse:
    return _page(request, request.user.today(timezone.now()))


@require_safe
@keepable
def day(request: PersonRequest, day: date) -> HttpResponse:
    return _page(request, day)


def _page(request: PersonRequest, day: date, sent: answering.Sent | None = None) -> HttpResponse:
    today = replies.open_day(request, day)
    whole = page.read(request.user, day, today=today, now=timezone.now())
    context = {
        "day": whole.with_typed(sent.refused) if sent else whole,
        "struggling": "struggling" in request.GET,
        "reasons": sent.reasons if sent else (),
    }
    return render(request, "diary/day.html", context, status=422 if sent else 200)


@require_safe
@keepable
def calendar(request: PersonRequest) -> HttpResponse:
    today = request.user.today(timezone.now())
    month = months.read(request.user, request.GET.get("month", ""), today)
    context = {"month": month, "today": today, "week_days": months.week_days(), "here": "history"}
    return render(request, "diary/calendar.html", context)


@require_safe
def hello(request: PersonRequest) -> HttpResponse:
    """A page that was away asks for a token with which it may save again."""
    return JsonResponse({"token": get_token(request)})


@require_POST
def answer(request: PersonRequest, day: date) -> HttpResponse:
    replies.open_day(request, day)
    tap = replies.tap_of(request)
    own = any(field.startswith(fields.OWN) for field in request.POST.getlist("field"))
    sent = answering.read(request.POST, tap.key, fields.own(request.user) if own else {})
    try:
        done = answering.put(tap, day, sent.asked)
    except changes.KeyTaken:
        return HttpResponse(_("This change carries the name of another one."), status=409)
    if sent.refused and request.htmx:
        return render(request, "diary/_refused.html", {"error": " ".join(sent.reasons)}, status=422)
    return _page(request, day, sent) if sent.refused else replies.answers(request, day, tap.key, done)


@require_POST
def undo(request: PersonRequest, day: date) -> HttpResponse:
    replies.open_day(request, day)
    tap = replies.tap_of(request)
    done = changes.undo(tap, request.POST.get("undo", ""))
    lost = any(one.verdict is Verdict.CONFLICT for one in done)
    toast = _("It was changed again since, so it stays as it is.") if lost else _("Brought back as it was")
    return replies.everything(request, day, tap.key, done, toast=toast)


@require_POST
def low_card(request: PersonRequest) -> HttpResponse:
    lowdays.put_away(request.user, request.user.today(timezone.now()))
    return redirect("diary:today")
