"""Doors to totals and laboratory values as a figure and as numbers."""

import hashlib
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tracker.accounts.requests import PersonRequest
from tracker.charts.style import to_pdf, to_png, to_svg
from tracker.diary import days
from tracker.trends import points, wording
from tracker.trends.orders import edition
from tracker.trends.points import Points
from tracker.web import files

FILES: dict[str, tuple[str, Callable[[Points], bytes | str]]] = {
    "svg": ("image/svg+xml", lambda shown: to_svg(shown.draw())),
    "png": ("image/png", lambda shown: to_png(shown.draw(), shown.palette)),
    "pdf": ("application/pdf", lambda shown: to_pdf(shown.draw())),
    "csv": ("text/csv; charset=utf-8", points.as_csv),
}


@require_safe
def chart(request: PersonRequest, ending: str) -> HttpResponse:
    """One file; asked again, it is drawn only if the diary has changed."""
    if ending not in FILES:
        raise Http404
    shown = points.read(request.user, request.GET, request.user.today(timezone.now()))
    content_type, make = FILES[ending]
    facts = repr((days.version(request.user), repr(shown), shown.palette.name, ending, get_language(), edition()))
    tag = f'"{hashlib.sha256(facts.encode()).hexdigest()[:32]}"'
    return files.answer(request, tag, content_type, lambda: make(shown))


@require_safe
def table(request: PersonRequest) -> HttpResponse:
    """The numbers; each leads to its day."""
    shown = points.read(request.user, request.GET, request.user.today(timezone.now()))
    context = {
        "numbers": points.numbers(shown), "names": shown.title, "span": wording.span(shown.noted),
        "csv": shown.kept.url("csv"), "all_are_noted": True, "caption": f"{shown.title}, {wording.span(shown.noted)}",
    }  # fmt: skip
    return render(request, "trends/table.html", context)
