"""Doors to questionnaire totals and laboratory values."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.accounts.requests import PersonRequest
from tracker.diary import changes, occasional, replies
from tracker.diary.result_forms import LabValueForm, ResultForm, TotalForm
from tracker.diary.results import LabValue, Total
from tracker.web import keys


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Every total and every laboratory value; after a total was saved, the one line that goes with any of them."""
    groups = occasional.groups(request.user)
    saved = request.GET.get("saved", "")
    entry = next((e for g in groups if g.scale for e in g.entries if e.uid.hex == saved), None)
    group = occasional.find(groups, saved)
    context = {
        "totals": [g for g in groups if g.scale],
        "lab_values": [g for g in groups if not g.scale],
        "saved_total": group if entry else None,
        "near": occasional.same_week(group, entry) if group and entry else None,
    }
    return render(request, "diary/occasional.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_total(request: PersonRequest) -> HttpResponse:
    """Which questionnaire first, then its total."""
    offered = occasional.scales(request.user)
    scale = offered.get(request.POST.get("scale") or request.GET.get("scale", ""))
    if scale is None:
        status = 422 if request.method == "POST" else 200
        return render(request, "diary/total.html", {"scales": offered.values()}, status=status)
    today = request.user.today(timezone.now())
    form = TotalForm(request.POST or None, initial={"day": today}, today=today, scale=scale)
    return _answered(request, form, Total(owner=request.user, scale=scale.key), scales=offered.values(), scale=scale)


@require_http_methods(["GET", "HEAD", "POST"])
def total(request: PersonRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(Total, owner=request.user, uid=uid)
    today = request.user.today(timezone.now())
    form = TotalForm(request.POST or None, instance=row, today=today, scale=row.asked)
    return _answered(request, form, row, scale=row.asked)


@require_http_methods(["GET", "HEAD", "POST"])
def add_lab_value(request: PersonRequest) -> HttpResponse:
    today = request.user.today(timezone.now())
    like = occasional.find(occasional.groups(request.user), request.GET.get("like", ""))
    initial = {"day": today, "name": like.label if like else "", "unit": like.unit if like else ""}
    form = LabValueForm(request.POST or None, initial=initial, today=today)
    return _answered(request, form, LabValue(owner=request.user), **_offered(request))


@require_http_methods(["GET", "HEAD", "POST"])
def lab_value(request: PersonRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(LabValue, owner=request.user, uid=uid)
    form = LabValueForm(request.POST or None, instance=row, today=request.user.today(timezone.now()))
    return _answered(request, form, row, **_offered(request))


def _offered(request: PersonRequest) -> dict[str, Any]:
    return {"names": occasional.names(request.user), "units": occasional.units(request.user)}


def _answered(request: PersonRequest, form: ResultForm, row: Total | LabValue, **more: Any) -> HttpResponse:
    """The form, or, once it was filled in rightly, the list on which undo is offered."""
    tap = replies.tap_of(request)
    if row.pk and request.POST.get("remove"):
        changes.remove(tap, [row])
        return _listed(request, _("%(what)s taken out") % {"what": _name(row)}, tap.key)
    if form.is_bound and form.is_valid():
        if row.pk:
            before = type(row).objects.get(owner=request.user, pk=row.pk)
            changes.change_row(tap, before, **form.values())
        else:
            row = form.save(commit=False)
            row.owner, row.uid, row.created = request.user, keys.row_id(tap.key), tap.now
            changes.add(tap, [row])
        return _listed(request, _("%(what)s saved") % {"what": _name(row)}, tap.key, saved=row.uid.hex)
    page = "diary/total.html" if isinstance(row, Total) else "diary/lab_value.html"
    return render(request, page, {"form": form, "row": row, **more}, status=422 if form.is_bound else 200)


def _name(row: Total | LabValue) -> str:
    what, unit = (row.asked.name, "") if isinstance(row, Total) else (row.name, row.unit)
    return " ".join(part for part in (what, occasional.written(row.value), unit) if part)


def _listed(request: PersonRequest, toast: str, key: str, **query: str) -> HttpResponse:
    """The list, with a line that can be undone by the key it carries."""
    messages.success(request, toast, extra_tags=key)
    url = reverse("diary:occasional")
    return redirect(f"{url}?{urlencode(query)}" if query else url)


@require_POST
def undo(request: PersonRequest) -> HttpResponse:
    changes.undo(replies.tap_of(request), request.POST.get("undo", ""))
    messages.success(request, _("Brought back as it was"))
    return redirect("diary:occasional")
