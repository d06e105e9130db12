"""What the account library asks us."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.accounts.models import User, folded
from tracker.accounts.sealing import seal, unseal


class Backend(AuthenticationBackend):
    """Finds people by their name, however they capitalise it."""

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

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        # A stranger's tries from elsewhere never lock out the person at home.
        return f"{self.get_client_ip(request)}:{folded(credentials.get('username', ''))}"


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: secrets sealed, names in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code does not fit. Codes from an app change every 30 seconds."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        # It goes into the page itself (a data: image would need a wider policy), without its XML declaration.
        return super().build_totp_svg(url).split("?>", 1)[-1].strip()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        number = user.authenticator_set.filter(type=type).count() + 1  # type: ignore[attr-defined]
        return gettext("My passkey") if number == 1 else gettext("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Vagus"}
