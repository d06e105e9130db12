"""Doors of a running experiment: its page, one tap a day, what happened, the end, the calendar."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.accounts.requests import PersonRequest
from tracker.experiments import adherence, calendar_file, protocol, running, stopping
from tracker.experiments.adherence import AdverseForm, HappeningForm, StopForm
from tracker.experiments.models import ENDED, Experiment, State


def _mine(request: PersonRequest, uid: UUID) -> Experiment:
    return get_object_or_404(Experiment, owner=request.user, uid=uid, locked_at__isnull=False)


def _lived(request: PersonRequest, uid: UUID) -> tuple[Experiment, date]:
    """One that has begun and is not ended, and the person's day."""
    row = get_object_or_404(Experiment, owner=request.user, uid=uid, state=State.LOCKED)
    return row, request.user.today(timezone.now())


@require_safe
def page(request: PersonRequest, uid: UUID) -> HttpResponse:
    """How it stands; once it is ended, its answer."""
    row = _mine(request, uid)
    if row.state in ENDED:
        return redirect("experiments:verdict", uid)
    context = {"living": running.living(row, request.user.today(timezone.now())), "row": row}
    return render(request, "experiments/running.html", context)


@require_POST
def followed(request: PersonRequest, uid: UUID) -> HttpResponse:
    """One tap: whether a day went as planned."""
    row, today = _lived(request, uid)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
        if day > today:
            raise ValueError(day)
        adherence.tap(row, day, request.POST.get("did", ""), timezone.now())
    except ValueError:
        raise Http404 from None
    if request.htmx:
        return render(
            request, "experiments/_today.html", {"card": running.card(row, today, day), "own": "own" in request.POST}
        )
    messages.success(request, _("Saved."))
    return redirect("experiments:running", uid) if "own" in request.POST else redirect("diary:today")


@require_http_methods(["GET", "HEAD", "POST"])
def adverse(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Something bad happened; bad enough, and it ends here with where to find help."""
    row, today = _lived(request, uid)
    form = AdverseForm(request.POST or None, experiment=row, today=today)
    if form.is_bound and form.is_valid():
        if not stopping.note_adverse(row, form.cleaned_data, timezone.now()):
            messages.success(request, _("Noted."))
            return redirect("experiments:running", uid)
        if form.cleaned_data["kind"] == stopping.Kind.CRISIS:
            return redirect("guidance:help")
        return redirect("experiments:verdict", uid)
    context = {"form": form, "row": row}
    return render(request, "experiments/running_adverse.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def happening(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Illness, travel, a new medicine, a pause: noted beside the plan."""
    row, today = _lived(request, uid)
    form = HappeningForm(request.POST or None, experiment=row, today=today)
    if form.is_bound and form.is_valid():
        form.keep(timezone.now())
        messages.success(request, _("Noted. The plan stays as it was."))
        return redirect("experiments:running", uid)
    context = {"form": form, "row": row}
    return render(request, "experiments/running_happening.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: PersonRequest, uid: UUID) -> HttpResponse:
    """End it; the reason decides what may be said afterwards."""
    row, _today = _lived(request, uid)
    form = StopForm(request.POST or None)
    if form.is_bound and form.is_valid():
        stopping.stop(row, form.cleaned_data["reason"], timezone.now())
        return redirect("experiments:verdict", uid)
    context = {"form": form, "row": row}
    return render(request, "experiments/running_stop.html", context, status=422 if form.is_bound else 200)


@require_safe
def calendar(request: PersonRequest, uid: UUID) -> HttpResponse:
    """The periods that may be known, for a calendar."""
    row, now = _mine(request, uid), timezone.now()
    text = calendar_file.text(row, protocol.known(row, request.user.today(now)), now)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="experiment.ics"'
    return answer
