"""Signing in by the identity provider that the owner named, once a person linked their account to it.

Only somebody signed in, who typed their password a moment ago, makes such a link; an address of mail links nothing,
and nobody gets an account this way. The key is issuer and subject. The code flow with PKCE, state and nonce; the
token's signature, issuer, audience and nonce are looked at each time. A second step is asked for as after a
password, and nothing that the provider tells of a person is kept.
"""

import hashlib
import secrets
from typing import Any

import jwt
import requests
from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts.audit import What, note
from tracker.accounts.leaving import came_by_provider
from tracker.accounts.requests import PersonRequest
from tracker.accounts.views import a_page, not_for_samples

NONCE = "oidc_nonce"
SIGNED_BY = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
ID = "oidc"
FAULTS = (requests.RequestException, OAuth2Error, ValueError, KeyError, TypeError)


class Adapter(DefaultSocialAccountAdapter):
    """Nobody joins by a provider; what goes wrong there is said on our own page."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("accounts:settings") + "#security"

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Somebody whom no account here is linked to."""
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        text = _("No account here is linked to %(name)s for you. Sign in with your password, then link it in Settings.")
        messages.warning(request, text % {"name": settings.OIDC.name})
        raise ImmediateHttpResponse(redirect("account_login"))

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **facts: Any) -> None:
        messages.error(request, _("Signing in with %(name)s did not work. Try again.") % {"name": settings.OIDC.name})
        raise ImmediateHttpResponse(redirect("account_login"))

    def get_requests_session(self) -> requests.Session:
        session: requests.Session = super().get_requests_session()
        session.trust_env, session.max_redirects = False, 0
        return session


class Protocol(OpenIDConnectOAuth2Adapter):
    """The library's, stricter: nothing is believed that is not signed, meant for us and asked for just now."""

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != settings.OIDC.issuer:
            raise OAuth2Error("another issuer")
        return config

    def spoke(self, named: list[str]) -> None:
        """That the answer which the browser brings is this provider's own word (RFC 9207), where it gives it.

        Raises:
            OAuth2Error: it is another's, or its name is missing.
        """
        announced = self.openid_config.get("authorization_response_iss_parameter_supported") is True
        if named != [settings.OIDC.issuer] and (named or announced):
            raise OAuth2Error("an answer of another provider")

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **facts: Any) -> SocialLogin:
        signed = facts["response"].get("id_token")
        wanted = request.session.pop(NONCE, "")
        if not signed or not wanted:
            raise OAuth2Error("no token, or none was asked for")
        told = self._decode_id_token(app, signed)
        if not constant_time_compare(str(told.get("nonce", "")), wanted):
            raise OAuth2Error("another nonce")
        login = self.get_provider().sociallogin_from_response(request, {"id_token": {"sub": told["sub"]}})
        login.account.uid = hashlib.sha256(f"{settings.OIDC.issuer}\n{told['sub']}".encode()).hexdigest()
        login.account.extra_data, login.email_addresses = {}, []
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            signed_by = jwt.get_unverified_header(id_token).get("alg")
            if signed_by not in SIGNED_BY:
                raise OAuth2Error("not signed as it should be")
            told: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token, keys_url=self.openid_config["jwks_uri"], issuer=settings.OIDC.issuer,
                audience=app.client_id, lookup_kid=jwtkit.lookup_kid_jwk,
            )  # fmt: skip
        except (jwt.PyJWTError, KeyError, ValueError, TypeError) as error:
            raise OAuth2Error("no token that can be read") from error
        if not told.get("sub") or told.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("for somebody else")
        return told


@login_not_required
@require_POST
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the provider, to come back signed in."""
    if request.user.is_authenticated:
        return redirect("accounts:settings")
    return _go(request, AuthProcess.LOGIN, request.POST.get("next", ""))


@a_page
@reauthentication_required
@not_for_samples
def link(request: PersonRequest) -> HttpResponse:
    """Off to the provider, to come back linked; a form alone begins it."""
    if request.method != "POST":
        return redirect(reverse("accounts:settings") + "#security")
    return _go(request, AuthProcess.CONNECT, "")


def _go(request: HttpRequest, process: str, after: str) -> HttpResponse:
    adapter = Protocol(request, ID)
    after = after if get_adapter(request).is_safe_url(after) else ""
    request.session[NONCE] = secrets.token_urlsafe(32)
    extra = {"nonce": request.session[NONCE]}
    try:
        found: HttpResponse = adapter.get_provider().redirect(request, process, next_url=after, auth_params=extra)
    except FAULTS:
        messages.error(request, _("Signing in with %(name)s did not work. Try again.") % {"name": settings.OIDC.name})
        return redirect("account_login" if process == AuthProcess.LOGIN else "accounts:settings")
    return found


@login_not_required
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    was_out, protocol = not request.user.is_authenticated, Protocol(request, ID)
    try:
        protocol.spoke(request.GET.getlist("iss"))
        done: HttpResponse = OAuth2CallbackView.adapter_view(protocol)(request)
        if was_out:
            came_by_provider(request.session, protocol.openid_config)
    except FAULTS:  # an answer of the provider that is no answer
        messages.error(request, _("Signing in with %(name)s did not work. Try again.") % {"name": settings.OIDC.name})
        return redirect("account_login")
    return done


@require_POST
@reauthentication_required
def unlink(request: PersonRequest) -> HttpResponse:
    if SocialAccount.objects.filter(user=request.user).delete()[0]:
        note(request.user, What.LINKED, request)
    return redirect(reverse("accounts:settings") + "#security")
