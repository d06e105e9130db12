"""Where the owner asks for it, nobody opens a diary with a password alone."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from tracker.accounts.models import User

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What somebody without a second step may still do: set one up, leave, and what asks for no session at all.
OPEN = ("mfa_", "account_", "accounts:second_needed", "api:v1:", "language", "alive", "ready", "guidance:help")

FOR_SCRIPTS = ("offline:hello", "offline:sync")  # they look for a session themselves, and read a status


def lacks_one(user: User) -> bool:
    """Whether this account is guarded by a password alone; a sample diary is nobody's and needs no guard."""
    return not user.is_sample and not Authenticator.objects.filter(user=user, type__in=STEPS).exists()


class SecondStep:
    """Leads whoever lacks a second step to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not settings.REQUIRE_SECOND_FACTOR or match is None or match.view_name.startswith(OPEN):
            return None
        if not isinstance(request.user, User):
            return None
        is_script = match.view_name in FOR_SCRIPTS
        if not (is_script or getattr(view, "login_required", True)) or not lacks_one(request.user):
            return None
        return JsonResponse({}, status=401) if is_script else redirect("accounts:second_needed")
