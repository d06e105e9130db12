"""Doors to recovery codes, and to the factors that bring the first ones."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tracker.accounts import recovery, second
from tracker.accounts.audit import What, note
from tracker.accounts.origin import passkeys_possible
from tracker.accounts.requests import PersonRequest

SHOWN = "mfa_view_recovery_codes"
a_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@reauthentication_required
def show(request: PersonRequest) -> HttpResponse:
    """Right after they were made: the codes. Ever after: how many are left."""
    left = recovery.left(request.user)
    if left is None:
        raise Http404
    codes = recovery.to_show(request.session) if request.method == "GET" else []
    return render(request, "mfa/recovery_codes/index.html", {"codes": codes, "left": left})


@a_page
@reauthentication_required
def renew(request: PersonRequest) -> HttpResponse:
    """New codes for old, for somebody who has a second step."""
    if request.method == "POST" and Authenticator.objects.filter(user=request.user, type__in=second.STEPS).exists():
        return _made(request)
    return render(request, "mfa/recovery_codes/generate.html", {"left": recovery.left(request.user) or 0})


def _made(request: PersonRequest) -> HttpResponse:
    recovery.keep_to_show(request.session, recovery.make(request.user))
    note(request.user, What.CODES_MADE, request)
    return redirect(SHOWN)


def _with_first_codes(request: HttpRequest, done: HttpResponse) -> HttpResponse:
    """Whoever adds their first factor gets codes with it."""
    return _made(request) if recovery.left(request.user) is None else done  # type: ignore[arg-type]


class AddApp(ActivateTOTPView):
    """The library's, with codes of ours."""

    def form_valid(self, form: Form) -> HttpResponse:
        return _with_first_codes(self.request, super().form_valid(form))


class AddPasskey(AddWebAuthnView):
    """The library's, with codes of ours; it knows whether passkeys can be made under this address."""

    def form_valid(self, form: Form) -> HttpResponse:
        return _with_first_codes(self.request, super().form_valid(form))

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**kwargs)
        return context | {"passkeys_here": passkeys_possible(self.request)}


add_app, add_passkey = a_page(AddApp.as_view()), a_page(AddPasskey.as_view())
