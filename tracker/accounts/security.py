"""What guards an account, for the card in Settings."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings

from tracker.accounts import devices, recovery
from tracker.accounts.models import User
from tracker.web.prepared import Prepared

FACTORS = Prepared(lambda owner: Authenticator.objects.filter(user=owner).order_by("created_at"), owner=int)


@dataclass(frozen=True, slots=True)
class Security:
    """The second factors of a person and where they are signed in."""

    passkeys: tuple[str, ...]
    app: bool
    codes_left: int | None
    devices: int
    oidc: str = ""
    linked: bool = False


def security_of(user: User, now: datetime) -> Security:
    rows = FACTORS.all(owner=user.pk)
    return Security(
        tuple(row.wrap().name for row in rows if row.type == Authenticator.Type.WEBAUTHN),
        any(row.type == Authenticator.Type.TOTP for row in rows),
        recovery.left_in(rows),
        devices.count(user, now),
        settings.OIDC.name,
        bool(settings.OIDC) and _is_linked(user),
    )


def _is_linked(user: User) -> bool:
    from allauth.socialaccount.models import SocialAccount  # its tables are there only where a provider is named

    return bool(SocialAccount.objects.filter(user=user).exists())
