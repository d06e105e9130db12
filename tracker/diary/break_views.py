"""Doors to breaks: begin one, change it, be back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.accounts.requests import PersonRequest
from tracker.diary import breaks, changes, replies
from tracker.diary.breaks import Break
from tracker.diary.moment_forms import BreakForm
from tracker.web import keys


@require_http_methods(["GET", "HEAD", "POST"])
def breaks_of(request: PersonRequest) -> HttpResponse:
    """The break that is on, the others, and a form to take one."""
    today = request.user.today(timezone.now())
    form = BreakForm(request.POST or None, initial={"day": today})
    if form.is_bound and form.is_valid():
        tap = replies.tap_of(request)
        row = form.save(commit=False)
        row.owner, row.uid, row.created = request.user, keys.row_id(tap.key), tap.now
        changes.add(tap, [row])
        replies.notice(request, _("Your break is noted"), undo=tap.key)
        return redirect("diary:breaks")
    rows = breaks.everything(request.user)
    current = breaks.longest([row for row in rows if today in row])
    others = [row for row in rows if row != current]
    context = {"form": form, "current": current, "others": others, "here": "accounts"}
    return render(request, "diary/breaks.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def one_break(request: PersonRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(Break, owner=request.user, uid=uid)
    tap = replies.tap_of(request)
    if request.POST.get("remove"):
        changes.remove(tap, [row])
        replies.notice(request, _("Break taken out"), undo=tap.key)
        return redirect("diary:breaks")
    form = BreakForm(request.POST or None, instance=row)
    if form.is_bound and form.is_valid():
        changes.change_row(tap, Break.objects.get(pk=row.pk, owner=request.user), **form.cleaned_data)
        return redirect("diary:breaks")
    context = {"form": form, "row": row, "here": "accounts"}
    return render(request, "diary/break.html", context, status=422 if form.is_bound else 200)


@require_POST
def end_break(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Back today: yesterday was its last day; one that began today never was."""
    row = get_object_or_404(Break, owner=request.user, uid=uid)
    tap = replies.tap_of(request)
    last = breaks.last_day_if_ended(row, request.user.today(tap.now))
    if last:
        changes.change_row(tap, row, until=last)
    else:
        changes.remove(tap, [row])
    replies.notice(request, _("Your break has ended"), undo=tap.key)
    return redirect("diary:breaks")
