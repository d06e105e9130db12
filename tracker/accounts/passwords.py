"""What a password must be: long, and not the first thing someone else would try."""

from itertools import pairwise
from typing import TYPE_CHECKING

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from tracker.accounts.models import User

ALONE, WITH_SECOND_FACTOR, MOST = 15, 8, 128
RUNS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopåasdfghjkløæ",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopüasdfghjklöä",
    "qwertyuiopåasdfghjklöä",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
NEIGHBOURS = frozenset(pair for run in RUNS for way in (run, run[::-1]) for pair in map("".join, pairwise(way)))
COMMON = (
    "vagus", "password", "passord", "losenord", "lösenord", "adgangskode", "kodeord", "secret", "welcome", "admin",
    "letmein", "iloveyou", "changeme", "default", "diary", "dagbok",
)  # fmt: skip


def needed_length(user: "User | None") -> int:
    """A second factor lets the password be shorter."""
    second = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    if user is not None and user.pk and get_adapter().is_mfa_enabled(user, types=second):
        return WITH_SECOND_FACTOR
    return ALONE


class LongEnough:
    """Length is what counts; every character is allowed and none is asked for."""

    def validate(self, password: str, user: "User | None" = None) -> None:
        needed = needed_length(user)
        if len(password) < needed:
            text = _("Use %(count)d characters or more; a short sentence is good.")
            raise ValidationError(text, code="password_too_short", params={"count": needed})
        if len(password) > MOST:
            raise ValidationError(_("Use at most %(count)d characters."), code="too_long", params={"count": MOST})

    def get_help_text(self) -> str:
        return _("15 characters or more; a short sentence is good.")


def repeats(text: str) -> bool:
    """One piece over and over: a period no longer than half of the text."""
    return any(text[period:] == text[:-period] for period in range(1, len(text) // 2 + 1))


def runs(text: str) -> bool:
    """Mostly fingers walking along the keyboard, the alphabet or the digits."""
    steps = list(map("".join, pairwise(text)))
    return sum(step in NEIGHBOURS for step in steps) > 0.6 * len(steps)


def remainder(text: str, words: tuple[str, ...]) -> str:
    """What someone would have to guess once the obvious words and digits are gone."""
    for word in sorted(filter(None, words), key=len, reverse=True):
        if len(word) > 2:
            text = text.replace(word, "")
    return "".join(sign for sign in text if not sign.isdigit())


class NotObvious:
    """Refuses what long passwords become when nobody wants to think of one."""

    def validate(self, password: str, user: "User | None" = None) -> None:
        text = "".join(sign for sign in password.casefold() if sign.isalnum()) or password
        name = getattr(user, "username", "").casefold().replace(" ", "")
        left = remainder(text, (name, *COMMON))
        if repeats(text) or runs(text) or len(set(text)) < 5 or (left != text and len(left) < 4):
            raise ValidationError(_("Too easy to guess. A short sentence of your own is good."), code="obvious")

    def get_help_text(self) -> str:
        return _("Not one word or row of keys over and over.")
