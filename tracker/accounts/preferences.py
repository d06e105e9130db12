"""Doors to Settings: how the app looks and speaks, what guards the account, and the way out."""

from datetime import datetime

from allauth.account.internal.flows.logout import logout
from allauth.usersessions.models import UserSession
from django.conf import settings as site
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from tracker.accounts import audit, copies
from tracker.accounts import devices as signed_in
from tracker.accounts.again import asked_again
from tracker.accounts.cards import FORMS, Answers
from tracker.accounts.erase import LastKeyError, erase, locks_others_out, successor
from tracker.accounts.forms import CardsForm, LookForm, NotesForm, UserForm
from tracker.accounts.models import Invitation, User
from tracker.accounts.origin import is_plain_http, passkeys_possible
from tracker.accounts.requests import PersonRequest
from tracker.accounts.security import security_of
from tracker.metrics import MODULES
from tracker.web.prepared import Prepared

PEOPLE = Prepared(lambda: User.objects.real().order_by("date_joined", "pk").only("pk", "username", "is_active"))
INVITATIONS = Prepared(
    lambda owner, now: Invitation.objects.usable(now).filter(owner=owner).order_by("expires").only("pk", "expires"),
    owner=int, now=datetime,
)  # fmt: skip


def page(request: PersonRequest, **forms_of: UserForm) -> HttpResponse:
    """Settings whole; forms that were filled in wrongly keep what was typed."""
    user, now = request.user, timezone.now()
    context: dict[str, object] = {
        **{card: Answers.of(card, user) for card in FORMS},
        "modules": MODULES,
        "guarded": not user.is_sample,
        "security": None if user.is_sample else security_of(user, now),
        "passkeys_here": passkeys_possible(request),
        "plain_http": is_plain_http(request),
        "many_languages": len(site.LANGUAGES) > 1,
    }
    if user.is_owner:
        people, invitations = PEOPLE.all(), INVITATIONS.all(owner=user.pk, now=now)
        context["people"] = [{"pk": row.pk, "username": row.username, "is_active": row.is_active} for row in people]
        context["invitations"] = [{"pk": row.pk, "expires": row.expires} for row in invitations]
    return render(request, "accounts/settings.html", context | forms_of)


def save(request: PersonRequest, form_class: type[UserForm], card: str) -> HttpResponse:
    """Keep one card's answers; only its own columns are written."""
    form = form_class(request.POST, instance=User.objects.get(pk=request.user.pk))
    saved = form.is_valid()
    if saved:
        form.instance.save(update_fields=list(form.cleaned_data))
    if request.htmx:
        if saved and "language" in form.changed_data:
            return HttpResponseClientRefresh()
        return render(request, f"accounts/_{card}.html", {card: form, "saved": saved, "modules": MODULES})
    if not saved:
        return page(request, **{card: form})
    messages.success(request, _("Saved."))
    return redirect(reverse("accounts:settings") + f"#{card}")


@require_safe
def settings(request: PersonRequest) -> HttpResponse:
    return page(request)


@require_POST
def look(request: PersonRequest) -> HttpResponse:
    return save(request, LookForm, "look")


@require_POST
def cards(request: PersonRequest) -> HttpResponse:
    return save(request, CardsForm, "cards")


@require_POST
def notes(request: PersonRequest) -> HttpResponse:
    return save(request, NotesForm, "notes")


@require_safe
def devices(request: PersonRequest) -> HttpResponse:
    found = signed_in.devices_of(request.user, request.session.session_key)
    return render(request, "accounts/devices.html", {"devices": found})


@require_POST
def end_one(request: PersonRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, user=request.user, pk=pk)
    if session.session_key == request.session.session_key:
        return _left(request)
    copies.end_with(session)
    session.end()
    messages.success(request, _("Signed out there."))
    return redirect("usersessions_list")


@require_POST
def end_others(request: PersonRequest) -> HttpResponse:
    signed_in.sign_out(request.user, but=request.session)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("usersessions_list")


@require_safe
def happened(request: PersonRequest) -> HttpResponse:
    """Sign-ins, changes of what guards the account, and what was taken out or brought in."""
    page = audit.page_of(request.user, request.GET.get("page"))
    context = {"page": page, "lines": audit.lines(page), "days": audit.KEPT.days}
    return render(request, "accounts/happened.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@asked_again
def delete(request: PersonRequest) -> HttpResponse:
    """Say what goes; on POST it is gone."""
    user = request.user
    if request.method != "POST":
        context = {"heir": successor(user), "locks_others_out": locks_others_out(user)}
        return render(request, "accounts/delete.html", context)
    try:
        erase(user)
    except LastKeyError:
        return redirect("accounts:delete")
    response = _left(request, show_message=False)
    messages.success(request, _("Your account is gone, and every row of it."))
    return response


def _left(request: PersonRequest, *, show_message: bool = True) -> HttpResponse:
    """Out of this browser, and nothing stays in it."""
    logout(request, show_message=show_message)
    response = redirect("account_login")
    copies.wipe(request, response)
    return response
