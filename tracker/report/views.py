"""Doors to one's own page: choose, read, print, take along as PDF."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.accounts.requests import PersonRequest
from tracker.report import choosing, wording
from tracker.report.fitting import fitted, left_out
from tracker.report.forms import Blank
from tracker.report.paper import drawings, paper
from tracker.report.sheet import sheet
from tracker.web.kept import keep


@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: PersonRequest) -> HttpResponse:
    """The page as it was chosen last; a new choice is remembered, and leads here or to the PDF."""
    user, now = request.user, timezone.now()
    asked, today = choosing.Asked(user), user.today(now)
    blank = Blank(today, asked.offer, asked.chosen)
    form = blank.filled(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        choosing.remember(user, choosing.since_first(user, form.choice))
        return redirect("report:paper" if "pdf" in request.POST else reverse("report:summary") + "#sheet")
    made = sheet(user, asked.chosen, today, asked)
    shown = made if asked.chosen.long else fitted(made)
    context = {
        "form": form, "blank": blank, "sheet": shown, "left_out": left_out(shown.cut),
        "held": wording.held(shown.held), "links": asked.links, "now": now, "here": "trends",
    }  # fmt: skip
    page = render(request, "report/summary.html", context, status=422 if form else 200)
    return page if asked.links else keep(page)  # a link says to the minute whether it is still open


@require_safe
def own_paper(request: PersonRequest) -> HttpResponse:
    """The same page as a file."""
    user, today, asked = request.user, request.user.today(timezone.now()), choosing.Asked(request.user)
    made, choice = sheet(user, asked.chosen, today, asked), asked.chosen
    if made.is_empty:
        return redirect("report:summary")
    shown = made if choice.long else fitted(made)
    return as_file(paper(made, drawings(user, shown), today, long=choice.long))


def as_file(made: bytes) -> HttpResponse:
    """A PDF to keep."""
    answer = HttpResponse(made, content_type="application/pdf")
    name = slugify(_("A page for your doctor")) or "page"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
