"""Doors to the ways that reminders come: add one, try it, rest it, take it out."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tracker.accounts.devices import named
from tracker.accounts.requests import PersonRequest
from tracker.accounts.views import not_for_samples
from tracker.reminders import adding, clock, codes, editing, feed, webpush
from tracker.reminders.channels import is_offered
from tracker.reminders.forms import FORMS
from tracker.reminders.models import Channel, Kind
from tracker.reminders.outgoing import Fault
from tracker.reminders.page import facts_of, way_of
from tracker.reminders.wording import fault


def opens(request: PersonRequest) -> str:
    """Today, by the address under which this person reaches it."""
    return request.build_absolute_uri(reverse("diary:today"))


@require_POST
@not_for_samples
def new_feed(request: PersonRequest) -> HttpResponse:
    """A new secret address of the calendar, shown in this answer and never again."""
    if not Channel.objects.filter(owner=request.user, kind=Kind.FEED).exists() and not adding.has_room(request.user):
        raise Http404
    token = feed.renewed(request.user, timezone.now(), opens(request))
    link = request.build_absolute_uri(reverse("reminders:calendar", args=[token]))
    return render(request, "reminders/feed.html", {"link": link, "here": "accounts"})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@not_for_samples
def add_channel(request: PersonRequest, kind: str) -> HttpResponse:
    if kind not in FORMS or not is_offered(kind) or not adding.has_room(request.user):
        raise Http404
    form = FORMS[kind](request.POST or None)
    if form.is_bound and form.is_valid():
        facts = {**form.cleaned_data, **({"browser": browser(request)} if kind == Kind.PUSH else {})}
        channel = adding.add(request.user, kind, facts, opens(request))
        if kind == Kind.EMAIL:
            say(request, adding.send_code(channel, timezone.now()), _("A code was sent to this address."))
        return redirect("reminders:channel", channel.uid)
    context = {"form": form, "label": Kind(kind).label, "kind": kind, "here": "accounts"}
    if kind == Kind.PUSH:
        context["public_key"] = webpush.public_key()
    return render(request, "reminders/add_channel.html", context, status=422 if form.is_bound else 200)


def browser(request: PersonRequest) -> str:
    return named(request.headers.get("User-Agent", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@not_for_samples
def channel(request: PersonRequest, uid: UUID) -> HttpResponse:
    """One way with how it fares; POST does what its button says."""
    row = get_object_or_404(Channel.objects.select_related("owner"), owner=request.user, uid=uid)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("do", ""))
        if act is None:
            raise Http404
        act(request, row)
        return redirect("reminders:index" if act is take_out else reverse("reminders:channel", args=[uid]))
    context = {"way": way_of(row), "is_offered": is_offered(row.kind), "here": "accounts"}
    return render(request, "reminders/channel.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@not_for_samples
def edit_channel(request: PersonRequest, uid: UUID) -> HttpResponse:
    """What a way is called and where it leads."""
    row = get_object_or_404(Channel.objects.exclude(kind=Kind.FEED), owner=request.user, uid=uid)
    if not is_offered(row.kind) or not facts_of(row):
        raise Http404
    form = editing.form_of(row, request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            wrong = editing.change(row, form, opens(request), timezone.now())
        except ValidationError as error:
            form.add_error("key", error)
        else:
            waits = row.kind == Kind.EMAIL and row.verified is None
            say(request, wrong, _("A code was sent to this address.") if waits else _("Saved."))
            return redirect("reminders:channel", uid)
    context = {"form": form, "way": way_of(row), "here": "accounts"}
    return render(request, "reminders/edit_channel.html", context, status=422 if form.is_bound else 200)


def say(request: PersonRequest, wrong: Fault | None, well: str) -> None:
    if wrong is None:
        messages.success(request, well)
    else:
        messages.error(request, fault(wrong.code))


def test(request: PersonRequest, row: Channel) -> None:
    if row.verified is None or row.kind == Kind.FEED:
        raise Http404
    say(request, adding.attempt(row, timezone.now()), _("A message is sent. It should arrive within a minute."))


def check_code(request: PersonRequest, row: Channel) -> None:
    fits = codes.fits(row, request.POST.get("code", "")[:20], timezone.now())
    clock.look_now()
    say(request, None if fits else Fault("code"), _("The address is yours. Reminders go there from now on."))


def send_again(request: PersonRequest, row: Channel) -> None:
    if row.kind != Kind.EMAIL or row.verified is not None:
        raise Http404
    say(request, adding.send_code(row, timezone.now()), _("A code was sent to this address."))


def switch_on(request: PersonRequest, row: Channel) -> None:
    adding.switch(row, on=True)


def switch_off(request: PersonRequest, row: Channel) -> None:
    adding.switch(row, on=False)


def take_out(request: PersonRequest, row: Channel) -> None:
    row.delete()
    messages.success(request, _("Taken out. Nothing is sent there any more."))


ACTS: dict[str, Callable[[PersonRequest, Channel], None]] = {
    "test": test, "code": check_code, "again": send_again, "on": switch_on, "off": switch_off, "remove": take_out,
}  # fmt: skip
