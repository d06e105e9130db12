"""What the account library asks us."""

from time import time
from typing import cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.accounts import known, tries
from tracker.accounts.audit import What, note, note_refusal
from tracker.accounts.models import User, folded
from tracker.accounts.recovery import HASHED
from tracker.accounts.sealing import seal, unseal
from tracker.accounts.sessions import SessionStore
from tracker.web.middleware import BEGAN
from tracker.web.prepared import Prepared

# What the library tells the person of, by the name of the mail it would send.
TOLD = {
    "password_changed": What.PASSWORD, "password_set": What.PASSWORD, "password_reset": What.PASSWORD,
    "totp_activated": What.FACTOR_ADDED, "webauthn_added": What.FACTOR_ADDED,
    "totp_deactivated": What.FACTOR_REMOVED, "webauthn_removed": What.FACTOR_REMOVED,
    "account_connected": What.LINKED, "account_disconnected": What.LINKED,
}  # fmt: skip
PERSON = Prepared(lambda number: User.objects.filter(pk=number), number=int)


class Backend(AuthenticationBackend):
    """Finds people by their name, however they capitalise it, and at each page with its session or by their number."""

    def get_user(self, user_id: int) -> User | None:
        session = getattr(context.request, "session", None)
        user = session.read_along(user_id) if isinstance(session, SessionStore) else None
        user = user or PERSON.first(number=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def _authenticate_by_username(self, username: str, password: str) -> User | None:
        return self._check_password(User.objects.named(username), password)


class AccountAdapter(DefaultAccountAdapter):
    """Who may sign in, how often they may try, and where they go afterwards."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("This name and password do not belong together."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "enter_current_password": _("This is not your password of today."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code does not fit. Codes from an app change every 30 seconds."),
        "rate_limited": _("Too many tries. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """The library's own sign-up is not mounted; ours asks joining.py."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:settings") + "#security"

    def is_safe_url(self, url: str) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # no address at all, such as a bracket that is never closed
            return False

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        note_refusal(credentials.get("username", ""), request)

    def post_login(self, request: HttpRequest, user: User, **facts: object) -> HttpResponse:
        request.session[BEGAN] = timezone.now().timestamp()
        note(user, What.SIGNED_IN, request)
        response = cast(HttpResponse, super().post_login(request, user, **facts))
        known.remember(request, response, user)
        return response

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """A browser that somebody came in by before has tries of its own, whoever else is guessing."""
        name = credentials.get("username", "")
        browser = known.browser_of(request, name)
        if not browser:
            super().pre_authenticate(request, **credentials)
        tries.take(request, name, time(), browser)

    def authenticate(self, request: HttpRequest, **credentials: str) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            name = credentials.get("username", "")
            tries.forget(request, name, known.browser_of(request, name))
        return user

    def set_password(self, user: User, password: str) -> None:
        """The library would write the whole row, and with it how far the diary was when the form came."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_notification_mail(self, template_prefix: str, user: User, *args: object, **kwargs: object) -> None:
        """There is no mail; what the library would write about stands in the person's list."""
        what = TOLD.get(template_prefix.rpartition("/")[2])
        if what is not None:
            note(user, what, context.request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        # A stranger's tries from elsewhere never lock out the person at home; a house has one network of version 6.
        return f"{ratelimit.get_ip(request)}:{folded(credentials.get('username', ''))}"


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: secrets sealed, names in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code does not fit. Codes from an app change every 30 seconds."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Recovery codes are kept as hashes, which nothing opens."""
        return encrypted_text if encrypted_text.startswith(HASHED) else unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        # It goes into the page itself (a data: image would need a wider policy), without its XML declaration.
        return super().build_totp_svg(url).split("?>", 1)[-1].strip()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        number = user.authenticator_set.filter(type=type).count() + 1  # type: ignore[attr-defined]
        return gettext("My passkey") if number == 1 else gettext("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Vagus"}
