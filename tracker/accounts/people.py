"""Doors for the owner alone: who may join this machine, and who may use it."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.accounts import devices, preferences
from tracker.accounts.again import asked_again
from tracker.accounts.forms import HouseholdForm
from tracker.accounts.models import INVITATION_DAYS, Invitation, User
from tracker.accounts.requests import PersonRequest

Door = Callable[..., HttpResponse]


def owner_only(door: Door) -> Door:
    """For everyone else there is no such page."""

    @wraps(door)
    def guarded(request: PersonRequest, **kwargs: int) -> HttpResponse:
        if not request.user.is_owner:
            raise Http404
        return door(request, **kwargs)

    return guarded


def _back() -> HttpResponse:
    return redirect(reverse("accounts:settings") + "#people")


@require_POST
@owner_only
def household(request: PersonRequest) -> HttpResponse:
    return preferences.save(request, HouseholdForm, "household")


@require_POST
@owner_only
@asked_again
def invite(request: PersonRequest) -> HttpResponse:
    """A new link, shown in this answer and never again."""
    invitation, token = Invitation.objects.make(request.user, timezone.now())
    link = request.build_absolute_uri(reverse("accounts:invited", args=[token]))
    context = {"invitation": invitation, "link": link, "days": INVITATION_DAYS}
    return render(request, "accounts/invitation.html", context)


@require_POST
@owner_only
def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(Invitation, owner=request.user, pk=pk).delete()
    messages.success(request, _("The invitation is taken back."))
    return _back()


@require_POST
@owner_only
def switch(request: PersonRequest, pk: int) -> HttpResponse:
    """Switch someone's account off, or on again; their rows stay either way."""
    person = get_object_or_404(User.objects.real().exclude(pk=request.user.pk), pk=pk)
    person.is_active = "on" in request.POST
    person.save(update_fields=["is_active"])
    if not person.is_active:
        devices.sign_out(person)
    text = _("%(name)s can sign in again.") if person.is_active else _("%(name)s cannot sign in any more.")
    messages.success(request, text % {"name": person.username})
    return _back()
