"""Doors to moments: noting one, changing it, and the person's own words."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.accounts.requests import PersonRequest
from tracker.diary import changes, moments, replies
from tracker.diary.moment_forms import MomentForm, MoodNameForm
from tracker.diary.moments import Moment, MoodName
from tracker.web import keys


@require_http_methods(["GET", "HEAD", "POST"])
def add_moment(request: PersonRequest, day: date) -> HttpResponse:
    today = replies.open_day(request, day)
    tap = replies.tap_of(request)
    form = MomentForm(request.POST or None, user=request.user, day=day, now=tap.now)
    if form.is_bound and form.is_valid():
        uid = keys.row_id(tap.key)
        changes.add(tap, [Moment(owner=request.user, uid=uid, day=day, created=tap.now, **form.values())])
        return replies.saved(request, day, tap.key, toast=_("Moment noted"), undo=tap.key)
    context = {"form": form, "day": day, "is_today": day == today}
    return render(request, "diary/moment.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def moment(request: PersonRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(Moment, owner=request.user, uid=uid)
    tap = replies.tap_of(request)
    if request.POST.get("remove"):
        changes.remove(tap, [row])
        return replies.moment_taken_out(request, row.day, tap.key)
    form = MomentForm(request.POST or None, user=request.user, day=row.day, now=tap.now, row=row)
    if form.is_bound and form.is_valid():
        changes.change_row(tap, row, **form.values())
        return replies.saved(request, row.day, tap.key, toast=_("Moment changed"), undo=tap.key)
    context = {"form": form, "row": row, "day": row.day, "is_today": False}
    return render(request, "diary/moment.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def mood_names(request: PersonRequest) -> HttpResponse:
    """The person's own words; adding one."""
    form = MoodNameForm(request.POST or None)
    if form.is_bound and form.is_valid():
        moments.keep_name(request.user, form.cleaned_data["word"], form.cleaned_data["corner"], timezone.now())
        messages.success(request, _("“%(word)s” is on the list.") % {"word": form.cleaned_data["word"]})
        return redirect("diary:mood_names")
    names = moments.by_corner(moments.own_names(request.user))
    context = {"form": form, "corners": [(corner.label, rows) for corner, rows in names.items() if rows]}
    context["here"] = "accounts"
    return render(request, "diary/mood_names.html", context, status=422 if form.is_bound else 200)


@require_POST
def drop_mood_name(request: PersonRequest, pk: int) -> HttpResponse:
    """Off the list; moments that hold the word keep it."""
    name = get_object_or_404(MoodName, owner=request.user, pk=pk)
    name.delete()
    request.user.diary_changed()
    messages.success(request, _("“%(word)s” is off the list. Moments that hold it keep it.") % {"word": name.word})
    return redirect("diary:mood_names")
