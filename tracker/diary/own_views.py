"""Doors to the person's own trackers: the list of them, and each one's form."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.accounts.requests import PersonRequest
from tracker.diary import shelf
from tracker.diary.models import OwnTracker
from tracker.diary.own_forms import TrackerForm


@require_safe
def trackers(request: PersonRequest) -> HttpResponse:
    rows = OwnTracker.objects.filter(owner=request.user)
    return render(request, "diary/trackers.html", {"trackers": rows, "here": "accounts"})


@require_http_methods(["GET", "HEAD", "POST"])
def tracker(request: PersonRequest, slug: str = "") -> HttpResponse:
    row = get_object_or_404(OwnTracker, owner=request.user, slug=slug) if slug else OwnTracker(owner=request.user)
    name = row.name
    form = TrackerForm(request.POST or None, instance=row)
    if form.is_bound and form.is_valid():
        shelf.keep(request.user, form.save(commit=False))
        return redirect("diary:trackers")
    context = {"form": form, "row": row, "name": name, "here": "accounts"}
    return render(request, "diary/tracker.html", context, status=422 if form.is_bound else 200)


@require_POST
def tracker_move(request: PersonRequest, slug: str) -> HttpResponse:
    """Up or down the list, put away, or back; what was noted stays."""
    row = get_object_or_404(OwnTracker, owner=request.user, slug=slug)
    shelf.move(request.user, row, request.POST.get("do", ""))
    return redirect("diary:trackers")
