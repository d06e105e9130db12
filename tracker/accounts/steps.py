"""A code of an app fits once: the step of time it stands for is written down, for every process and for good."""

from collections.abc import Iterable

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.db import transaction

from tracker.accounts.models import User
from tracker.accounts.sealing import unseal

SECONDS = 30
KEPT = "step"


def _around(now: float) -> Iterable[int]:
    """The newest first: clocks of phones are a little off."""
    step, off = int(now) // SECONDS, settings.MFA_TOTP_TOLERANCE
    return range(step + off, step - off - 1, -1)


def _step_of(secret: str, typed: str, now: float) -> int | None:
    fitting = (
        step
        for step in _around(now)
        if compare_user_code(actual=typed, expected=format_hotp_value(hotp_value(secret, step)))
    )
    return next(fitting, None)


def take(user: User, typed: str, now: float) -> bool:
    """Use a code up; false if it, or a later one, was used before. What is no code of the app now is not judged."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    step = _step_of(unseal(found.data["secret"]), typed, now) if found else None
    if found is None or step is None:
        return True
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=found.pk)
        if row.data.get(KEPT, 0) >= step:
            return False
        row.data[KEPT] = step
        row.save(update_fields=["data"])
    return True
