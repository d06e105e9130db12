"""The door to the page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.accounts.requests import PersonRequest
from tracker.report.forms import SummaryForm
from tracker.report.sheet import sheet
from tracker.table import Span


@require_safe
def summary(request: PersonRequest) -> HttpResponse:
    """The person's own days on one page, to read, print and bring along."""
    form = SummaryForm(request.GET)
    span = Span.ending(request.user.today(timezone.now()), form.days)
    made = sheet(request.user, span, question=form.asked, with_notes=form.with_notes)
    return render(request, "report/summary.html", {"form": form, "sheet": made, "here": "trends"})
