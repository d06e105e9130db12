"""Doors to the times of reminders, and to what holds for all of them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.accounts.requests import PersonRequest
from tracker.reminders import clock, feed, page
from tracker.reminders.due import choice_of
from tracker.reminders.forms import ChoiceForm, ReminderForm
from tracker.reminders.models import MOST_REMINDERS, Reminder


def shown(request: PersonRequest, form: ChoiceForm | None = None) -> HttpResponse:
    """The page, with a form that was filled in wrongly still as it was typed."""
    context = {
        "reminders": page.read(request.user, timezone.now()), "here": "accounts",
        "choice": form or ChoiceForm(instance=choice_of(request.user)),
    }  # fmt: skip
    return render(request, "reminders/index.html", context, status=422 if form else 200)


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    return shown(request)


@require_http_methods(["GET", "HEAD", "POST"])
def reminder(request: PersonRequest, uid: UUID | None = None) -> HttpResponse:
    """A new time, or one that is there: changed or taken out."""
    rows = Reminder.objects.filter(owner=request.user)
    row = get_object_or_404(rows, uid=uid) if uid else Reminder(owner=request.user)
    if uid and request.POST.get("remove"):
        row.delete()
        messages.success(request, _("The reminder is taken out."))
        return redirect("reminders:index")
    form = ReminderForm(request.POST or None, instance=row)
    if not uid and rows.count() >= MOST_REMINDERS:
        raise Http404
    if form.is_bound and form.is_valid():
        kept = form.save(commit=False)
        kept.since = timezone.now()
        kept.save()
        clock.look_now()
        messages.success(request, _("Saved."))
        return redirect("reminders:index")
    context = {"form": form, "row": row, "here": "accounts"}
    return render(request, "reminders/reminder.html", context, status=422 if form.is_bound else 200)


@require_POST
def choice(request: PersonRequest) -> HttpResponse:
    form = ChoiceForm(request.POST, instance=choice_of(request.user))
    if not form.is_valid():
        return shown(request, form)
    form.instance.owner = request.user
    form.save()
    clock.look_now()
    messages.success(request, _("Saved."))
    return redirect("reminders:index")


@login_not_required
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The feed, for whoever holds its address; it tells when the person wants to be reminded, and no more."""
    channel = feed.behind(token)
    if channel is None or not channel.is_on:
        raise Http404
    with override(channel.owner.language or None):
        text = feed.text(channel, timezone.now())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
