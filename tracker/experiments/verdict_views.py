"""Doors of the answer: work it out, read it, print it, take its files along; guess before boxes are opened."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.accounts.requests import PersonRequest
from tracker.charts.style import to_svg
from tracker.experiments import blinding, report, report_files, verdict_page
from tracker.experiments.models import ENDED, Experiment, Result, State
from tracker.experiments.verdict_forms import GuessForm


def _mine(request: PersonRequest, uid: UUID) -> Experiment:
    return get_object_or_404(Experiment, owner=request.user, uid=uid, locked_at__isnull=False)


def _answered(request: PersonRequest, uid: UUID) -> tuple[Experiment, Result]:
    row = _mine(request, uid)
    found = report.result_of(row)
    if found is None:
        raise Http404
    return row, found


@require_POST
def reveal(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Freeze, work out, show."""
    row = _mine(request, uid)
    try:
        report.conclude(row, timezone.now())
    except report.NotOverError:
        messages.error(request, _("It is not over yet."))
        return redirect("experiments:running", uid)
    except report.GuessFirstError:
        return redirect("experiments:guess", uid)
    return redirect("experiments:verdict", uid)


@require_http_methods(["GET", "HEAD", "POST"])
def guess(request: PersonRequest, uid: UUID) -> HttpResponse:
    """What the person believes of each box, before any is opened."""
    row = _mine(request, uid)
    today = request.user.today(timezone.now())
    if row.state_on(today) is not State.COMPLETE or not report.must_guess(row):
        return redirect("experiments:running", uid)
    form = GuessForm(request.POST if request.method == "POST" else None, boxes=row.periods or 0)
    if form.is_bound and form.is_valid():
        blinding.guess(row, form.guesses)
        return reveal(request, uid)
    context = {"form": form, "row": row}
    return render(request, "experiments/verdict_guess.html", context, status=422 if form.is_bound else 200)


@require_safe
def page(request: PersonRequest, uid: UUID) -> HttpResponse:
    """The answer, or how it ended; while it runs there is none."""
    row, today = _mine(request, uid), request.user.today(timezone.now())
    result = report.result_of(row)
    if result is None and row.state not in ENDED:
        return redirect("experiments:running", uid)
    return render(request, "experiments/verdict.html", verdict_page.page(row, result, today))


@require_safe
def sheet(request: PersonRequest, uid: UUID) -> HttpResponse:
    """One page to print."""
    row, result = _answered(request, uid)
    context = verdict_page.page(row, result, request.user.today(timezone.now()))
    return render(request, "experiments/report.html", context)


@require_safe
def figure(request: PersonRequest, uid: UUID, figure: str) -> HttpResponse:
    """A drawing of the answer."""
    row, result = _answered(request, uid)
    try:
        palette, size = verdict_page.look(request.GET)
        mark = formats.get_format("DECIMAL_SEPARATOR")
        made = verdict_page.draw(verdict_page.told(row, result), figure, palette, size, mark)
    except ValueError:
        raise Http404 from None
    answer = HttpResponse(to_svg(made), content_type="image/svg+xml")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@require_safe
def files(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Protocol, frozen days, the opened seal, and the script that works it out again."""
    row, result = _answered(request, uid)
    try:
        made = report_files.archive(row, result)
    except report_files.NothingToRecomputeError:
        raise Http404 from None
    answer = HttpResponse(made, content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="experiment.zip"'
    return answer


@require_safe
def judged(request: PersonRequest) -> HttpResponse:
    """How experiments are judged, and how the method did where the truth was known."""
    return render(request, "experiments/judged.html")
