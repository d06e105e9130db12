"""Doors to supplements and events."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.accounts.requests import PersonRequest
from tracker.diary import catalogue, changes, doses, replies, shelf
from tracker.diary.forms import EventForm, SupplementForm
from tracker.diary.labels import LabelForm
from tracker.diary.models import Event, EventKind, Supplement
from tracker.web import keys


@require_POST
def dose(request: PersonRequest, day: date) -> HttpResponse:
    replies.open_day(request, day)
    tap = replies.tap_of(request)
    supplement = get_object_or_404(Supplement, owner=request.user, slug=request.POST.get("supplement", ""))
    doses.tapped(tap, day, supplement, request.POST.get("do", ""))
    return replies.rows(request, day, tap.key, doses=True)


@require_safe
def supplements(request: PersonRequest) -> HttpResponse:
    rows = Supplement.objects.filter(owner=request.user)
    return render(request, "diary/supplements.html", {"supplements": rows, "here": "accounts"})


@require_http_methods(["GET", "HEAD", "POST"])
def supplement(request: PersonRequest, slug: str = "") -> HttpResponse:
    row = get_object_or_404(Supplement, owner=request.user, slug=slug) if slug else Supplement(owner=request.user)
    form = SupplementForm(request.POST or None, instance=row, user=request.user)
    label = LabelForm.of(request.POST) if catalogue.is_on(request.user, "magnesium") else None
    if label and label.is_bound:
        found = label.worked_out()
        form = form.with_magnesium(found.mg, found.kind) if found else form.with_magnesium(None)
        return _supplement(request, form, label, status=200 if found else 422)
    if form.is_bound and form.is_valid():
        shelf.keep(request.user, form.save(commit=False))
        return redirect("diary:supplements")
    return _supplement(request, form, label, status=422 if form.is_bound else 200)


def _supplement(request: PersonRequest, form: SupplementForm, label: LabelForm | None, status: int) -> HttpResponse:
    context = {"form": form, "label": label, "row": form.instance, "here": "accounts"}
    return render(request, "diary/supplement.html", context, status=status)


@require_POST
def supplement_move(request: PersonRequest, slug: str) -> HttpResponse:
    """Up or down the list, off it, or back onto it; what was taken stays noted."""
    row = get_object_or_404(Supplement, owner=request.user, slug=slug)
    shelf.move(request.user, row, request.POST.get("do", ""))
    return redirect("diary:supplements")


@require_http_methods(["GET", "HEAD", "POST"])
def add_event(request: PersonRequest, day: date) -> HttpResponse:
    """Which kind first, then what that kind asks."""
    today, kind = replies.open_day(request, day), _kind(request)
    if not kind:
        status = 422 if request.method == "POST" else 200
        return render(request, "diary/event.html", {"day": day, "kinds": EventKind.choices}, status=status)
    form = EventForm(request.POST or None, initial={"day": day}, today=today, kind=kind)
    if form.is_bound and form.is_valid():
        tap = replies.tap_of(request)
        event = form.save(commit=False)
        event.owner, event.uid, event.created = request.user, keys.row_id(tap.key), tap.now
        changes.add(tap, [event])
        return redirect("diary:day", event.day)
    context = {"form": form, "day": day, "kind": kind, "kinds": EventKind.choices}
    return render(request, "diary/event.html", context, status=422 if form.is_bound else 200)


def _kind(request: PersonRequest, otherwise: str = "") -> str:
    """The kind of event that was chosen."""
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    return asked if asked in EventKind.values else otherwise


@require_http_methods(["GET", "HEAD", "POST"])
def event(request: PersonRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(Event, owner=request.user, uid=uid)
    tap = replies.tap_of(request)
    if request.POST.get("remove"):
        changes.remove(tap, [row])
        return replies.saved(request, row.day, tap.key, toast=_("Event taken out"), undo=tap.key)
    today, kind = request.user.today(timezone.now()), _kind(request, row.kind)
    form = EventForm(request.POST or None, instance=row, today=today, kind=kind)
    if form.is_bound and form.is_valid():
        before = Event.objects.get(pk=row.pk, owner=request.user)
        changes.change_row(tap, before, **form.values())
        return redirect("diary:day", form.cleaned_data["day"])
    context = {"form": form, "row": row, "day": row.day, "kind": kind, "kinds": EventKind.choices}
    return render(request, "diary/event.html", context, status=422 if form.is_bound else 200)
