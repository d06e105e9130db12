"""Doors of the sample diary: in, while the machine is new or for its owner; and out, with everything in it."""

from zoneinfo import available_timezones

from allauth.account.internal.flows.logout import logout
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.accounts import joining, setup
from tracker.accounts.erase import erase
from tracker.accounts.origin import from_this_machine
from tracker.accounts.requests import PersonRequest
from tracker.diary import sample


@login_not_required
@require_POST
def look_around(request: HttpRequest) -> HttpResponse:
    """Sign the visitor in to the sample diary, made on the first visit."""
    refusal = _refusal(request)
    if refusal is not None:
        return refusal
    if not (request.user.is_authenticated and request.user.is_sample):
        user = sample.found_or_made(_zone(request), timezone.now())
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("trends:index")


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """Once somebody lives here only the owner may look; before, the rule is that of the first account."""
    if request.user.is_authenticated:
        if not (request.user.is_owner or request.user.is_sample):
            raise Http404
        return None
    if not joining.nobody_yet():
        return redirect("account_login")
    if not ratelimit.consume(request, action="signup"):
        refusal: HttpResponse = ratelimit.respond_429(request)
        return refusal
    if from_this_machine(request) or setup.matches(request.POST.get("code", "")):
        return None
    messages.warning(request, _("From another machine, the sample diary asks for the set-up code too."))
    return redirect("accounts:welcome")


def _zone(request: HttpRequest) -> str:
    """Where the browser says it is, else where the machine is."""
    given = request.POST.get("time_zone", "")
    return given if given in available_timezones() else settings.TIME_ZONE


@require_POST
def remove(request: PersonRequest) -> HttpResponse:
    """Erase the sample diary one is in; the owner erases every one."""
    user = request.user
    if not (user.is_sample or user.is_owner):
        raise Http404
    for one in [user] if user.is_sample else sample.people():
        erase(one)
    if user.is_sample:
        logout(request, show_message=False)
    messages.success(request, _("The sample diary is gone, and every row of it."))
    if user.is_owner:
        return redirect("accounts:settings")
    return redirect("accounts:welcome" if joining.nobody_yet() else "account_login")
