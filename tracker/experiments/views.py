"""Doors: the list, the four steps of a plan, its lock, calling a draft off."""

import secrets
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.accounts.requests import PersonRequest
from tracker.experiments import locking, pages, states
from tracker.experiments.forms import LockForm
from tracker.experiments.models import OPEN, Experiment, State
from tracker.experiments.steps import STEPS, Draft, keep, raw
from tracker.stats.seal import canonical
from tracker.web.kept import keepable

CHANCE = locking.Chance(secrets.randbelow, secrets.token_bytes)


def _today(request: PersonRequest) -> date:
    return request.user.today(timezone.now())


@require_safe
@keepable
def index(request: PersonRequest) -> HttpResponse:
    return render(request, "experiments/index.html", pages.index(request.user, _today(request)))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """The first step of a draft that is written down once something is said."""
    row, first = pages.begun(request.user, request.GET)
    draft = Draft(row, request.user, _today(request))
    if request.method == "POST":
        return _answered(request, draft, "question")
    row.draft = {"question": {name: value if isinstance(value, list) else [value] for name, value in first.items()}}
    form = draft.form("question")
    return render(request, "experiments/question.html", pages.question(request.user, form, row, draft.today))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: PersonRequest, uid: UUID, step: str) -> HttpResponse:
    """One of the first three steps: what was typed is kept, sound or not, whichever way one leaves."""
    draft = Draft(get_object_or_404(Experiment, owner=request.user, uid=uid), request.user, _today(request))
    if draft.row.state not in OPEN:
        messages.error(request, _("The plan is locked: nothing in it can change."))
        return redirect("experiments:lock", uid)
    if request.method == "POST":
        return _answered(request, draft, step)
    if not draft.may_open(step):
        return redirect(f"experiments:{draft.first_open()}", uid)
    return _shown(request, draft, step, draft.form(step))


def _answered(request: PersonRequest, draft: Draft, step: str) -> HttpResponse:
    typed, go, place = raw(request.POST), request.POST.get("go", "on"), STEPS.index(step)
    keep(draft, step, typed, timezone.now())
    if step == "gate" and "crisis" in typed.get("fits", ()):
        return redirect("guidance:help")
    if go in ("back", "later"):
        return (
            redirect(f"experiments:{STEPS[place - 1]}", draft.row.uid)
            if go == "back"
            else redirect("experiments:index")
        )
    form = draft.form(step, typed)
    if go == "again":
        return _shown(request, draft, step, draft.form(step))
    if form.is_valid():
        return redirect(f"experiments:{STEPS[place + 1]}", draft.row.uid)
    return _shown(request, draft, step, form, 422)


def _shown(request: PersonRequest, draft: Draft, step: str, form: Any, status: int = 200) -> HttpResponse:
    if step == "question":
        context = pages.question(request.user, form, draft.row, draft.today)
    else:
        context = {"gate": pages.gate, "plan": pages.plan}[step](draft, form)
    return render(request, f"experiments/{step}.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Read it over, then lock it; afterwards the same address shows what was locked."""
    row = get_object_or_404(Experiment, owner=request.user, uid=uid)
    if row.state == State.CANCELLED:
        return redirect("experiments:index")
    if row.state not in OPEN:
        return render(request, "experiments/locked.html", pages.sealed(row, _today(request)))
    draft = Draft(row, request.user, _today(request))
    if (first := draft.first_open()) != "lock":
        return redirect(f"experiments:{first}", uid)
    form = LockForm(request.POST or None)
    if form.is_bound and form.is_valid():
        return _locked(request, draft)
    return render(request, "experiments/lock.html", pages.lock(draft, form), status=422 if form.is_bound else 200)


def _locked(request: PersonRequest, draft: Draft) -> HttpResponse:
    try:
        locking.lock(draft.row, pages.agreed(draft), CHANCE, timezone.now())
    except locking.AlreadyRunningError:
        messages.error(request, _("Another experiment is locked already. Two at once could not be told apart."))
    except locking.NotOpenError:
        messages.error(request, _("The plan is locked: nothing in it can change."))
    return redirect("experiments:lock", draft.row.uid)


@require_safe
def plan_file(request: PersonRequest, uid: UUID) -> HttpResponse:
    """The locked plan exactly as it was fingerprinted."""
    row = get_object_or_404(Experiment, owner=request.user, uid=uid, locked_at__isnull=False)
    answer = HttpResponse(canonical(row.protocol or {}), content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="protocol.json"'
    return answer


@require_POST
def call_off(request: PersonRequest, uid: UUID) -> HttpResponse:
    """A draft that comes to nothing."""
    row = get_object_or_404(Experiment, owner=request.user, uid=uid, state__in=OPEN)
    states.move(row, State.CANCELLED, timezone.now())
    messages.success(request, _("Called off before the start."))
    return redirect("experiments:index")
