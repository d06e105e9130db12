"""Doors to all days and to what was taken out of them."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.accounts.requests import PersonRequest
from tracker.diary import changes, history_forms, noted, replies, trash
from tracker.diary import history as all_days
from tracker.span import Span
from tracker.web.kept import keepable


@require_safe
@keepable
def history(request: PersonRequest) -> HttpResponse:
    today = request.user.today(timezone.now())
    form = history_forms.read(request.GET, kinds=all_days.kinds_for(request.user), today=today)
    page = all_days.read(request.user, form.asked(), today=today, language=replies.language())
    context: dict[str, Any] = {"form": form, "history": page, "today": today, "here": "history"}
    if request.htmx:
        response = render(request, "diary/_history_found.html", context, status=422 if form.errors else 200)
    else:
        year = Span.ending(today, 365)
        context["noted"] = noted.noted_days(request.user, year) if page.noted is None else page.noted
        context["empty"] = not (context["noted"] or request.GET or page.months)
        response = render(request, "diary/history.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def trashed(request: PersonRequest) -> HttpResponse:
    tap, language = replies.tap_of(request), replies.language()
    if request.method != "POST":
        context = {"lines": trash.lines(request.user, tap.now, language), "days": changes.KEPT.days, "here": "history"}
        return render(request, "diary/trash.html", context)
    try:
        line = trash.bring_back(tap, request.POST.get("what", ""), language)
    except trash.NotThere as error:
        raise Http404 from error
    replies.notice(request, _("Brought back: %(what)s") % {"what": line.words}, undo=tap.key, on=line.day)
    return redirect("diary:trash")
