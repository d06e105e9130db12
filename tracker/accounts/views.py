"""Doors for people who are not in yet, or have just come in."""

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.utils import complete_signup
from allauth.account.views import LoginView, LogoutView
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from tracker.accounts import by_proxy, copies, devices, joining, leaving, setup
from tracker.accounts.forms import SignUpForm
from tracker.accounts.models import Invitation
from tracker.accounts.origin import from_this_machine, is_plain_http, passkeys_for, passkeys_possible
from tracker.accounts.requests import PersonRequest

INVITATION = "invitation"
a_page = require_http_methods(["GET", "HEAD", "POST"])


class Login(LoginView):
    """The library's sign-in, which offers passkeys where somebody of the house has one that works here."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**kwargs)
        return context | {
            "plain_http": is_plain_http(self.request),
            "passkeys": passkeys_for(self.request, Authenticator.objects.all()),
            "sign_up_open": joining.is_open(),
            "oidc": settings.OIDC.name,
            "left_provider": leaving.left_provider(self.request.session),
        }


_login = Login.as_view()
_logout = LogoutView.as_view()


@login_not_required
@a_page
def login(request: HttpRequest) -> HttpResponse:
    """Sign in; on a new machine there is nobody who could."""
    if joining.nobody_yet() and not request.user.is_authenticated:
        return redirect("accounts:welcome")
    if not request.user.is_authenticated and (done := by_proxy.sign_in(request)) is not None:
        return done
    return _login(request)


@login_not_required
@a_page
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out; what this browser kept goes too."""
    was_in, came_by = request.user.is_authenticated, request.session.get(leaving.CAME_BY)
    response: HttpResponse = _logout(request)
    if request.method == "POST" and was_in:
        copies.wipe(request, response)
        if came_by is not None:
            request.session[leaving.LEFT] = came_by
    return response


@login_not_required
@require_safe
def sign_up(request: HttpRequest) -> HttpResponse:
    return redirect("accounts:welcome")


@login_not_required
@a_page
@sensitive_post_parameters("password", "code")
def welcome(request: HttpRequest) -> HttpResponse:
    """The first visitor makes the owner's account; later ones join if they are let in."""
    if request.user.is_authenticated and not request.user.is_sample:
        return redirect("diary:today")
    first, invitation = joining.nobody_yet(), request.session.get(INVITATION)
    if not first and not joining.may_join(invitation, timezone.now()):
        return render(request, "account/signup_closed.html")
    asks_code = first and not from_this_machine(request)
    form = SignUpForm(request.POST or None, asks_code=asks_code, initial={"language": get_language()})
    if request.method == "POST":
        if not ratelimit.consume(request, action="signup"):
            return ratelimit.respond_429(request)
        if form.is_valid() and (not asks_code or code_fits(form)):
            return _joined(request, form.facts(), first=first, invitation=invitation)
    context = {"form": form, "first": first, "plain_http": is_plain_http(request)}
    return render(request, "accounts/welcome.html", context)


def not_for_samples(door: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A door that is not there for somebody who looks around in a sample diary."""

    @wraps(door)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if getattr(request.user, "is_sample", False):
            raise Http404
        return door(request, *args, **kwargs)

    return guarded


def for_people(door: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about a person's own ways in."""
    return not_for_samples(a_page(door))


def a_sight(door: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about a person's own ways in that is only looked at."""
    return not_for_samples(require_safe(door))


def code_fits(form: SignUpForm) -> bool:
    if setup.matches(form.cleaned_data["code"]):
        return True
    form.add_error("code", _("This is not the code that was printed."))
    return False


def _joined(request: HttpRequest, facts: dict[str, object], *, first: bool, invitation: int | None) -> HttpResponse:
    try:
        user = joining.join(facts, first=first, invitation=invitation, now=timezone.now())
    except joining.ClosedError:
        messages.warning(request, _("Nothing was made: someone else was quicker."))
        return redirect("accounts:welcome")
    if first:
        setup.forget()
        devices.sign_out_samples()
    request.session.pop(INVITATION, None)
    response: HttpResponse = complete_signup(request, user, None, reverse("accounts:ready"))
    # The password was typed a moment ago: whoever adds a passkey now is not asked for it again.
    reauthenticate_by_password(request)
    return response


@login_not_required
@require_safe
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation's link: what it allows moves into the session, so the token leaves the address."""
    invitation = Invitation.objects.behind(token, timezone.now())
    if invitation is None:
        raise Http404
    if request.user.is_authenticated:
        messages.info(request, _("You have an account here already. The invitation is still unused."))
        return redirect("accounts:settings")
    request.session[INVITATION] = invitation.pk
    return redirect("accounts:welcome")


@require_safe
def ready(request: PersonRequest) -> HttpResponse:
    """How to get back in, said before it is needed."""
    return render(request, "accounts/ready.html", {"passkeys_here": passkeys_possible(request)})


@require_safe
def second_needed(request: PersonRequest) -> HttpResponse:
    """The owner asks for a second step and this account has none."""
    return render(request, "accounts/second_needed.html", {"passkeys_here": passkeys_possible(request)})


@login_not_required
@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/forgotten.html")


@require_safe
def security(request: PersonRequest) -> HttpResponse:
    """Where the library sends people after a change of their factors."""
    return redirect(reverse("accounts:settings") + "#security")
