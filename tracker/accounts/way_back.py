"""A link that leads somebody back in: made on the machine, good for an hour and once, and kept nowhere.

It is signed, and what it is signed with holds the password's hash of that moment: a new password, by this link or in
any other way, ends it. So there is no row that could be stolen, and a restart changes nothing.
"""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import HttpRequest

from tracker.accounts import devices, second
from tracker.accounts.audit import What, note
from tracker.accounts.models import User
from tracker.accounts.sealing import seal, unseal

SECONDS = 60 * 60
KEEPS, DROPS = "keep", "drop"  # the second step
IN_SESSION = "way_back"


@dataclass(frozen=True, slots=True)
class WayBack:
    """Whose link it is, and what becomes of their second step."""

    user: User
    drops: bool

    @property
    def keeps(self) -> bool:
        """There is a second step, and it stays."""
        return not self.drops and Authenticator.objects.filter(user=self.user, type__in=second.STEPS).exists()

    @property
    def judged(self) -> User:
        """As whom the new password is judged: beside a second step a shorter one is enough, without it none is."""
        return User(username=self.user.username) if self.drops else self.user


def _signer(user: User) -> TimestampSigner:
    return TimestampSigner(sep=".", salt=f"vagus.way_back:{user.password}", algorithm="sha256")


def make(user: User, *, drops: bool) -> str:
    """The secret part of a new link."""
    return _signer(user).sign(f"{user.pk}-{DROPS if drops else KEEPS}")


def behind(token: str) -> WayBack | None:
    """What a link allows; nothing if it is not one of ours, old, used, changed, or of somebody switched off."""
    number, _dash, rest = token.partition("-")
    known = number.isascii() and number.isdecimal() and len(number) < 18
    user = User.objects.real().filter(pk=int(number) if known else 0, is_active=True).first()
    try:
        _signer(user or User()).unsign(token, max_age=SECONDS)
    except BadSignature:
        return None
    return WayBack(user, rest.startswith(f"{DROPS}.")) if user else None


def keep(session: SessionBase, token: str) -> None:
    """For the next page of this browser; a session is a row, so it waits there sealed."""
    session[IN_SESSION] = seal(token)


def kept(session: SessionBase) -> str:
    sealed = session.get(IN_SESSION, "")
    return unseal(sealed) if sealed else ""


def use(token: str, password: str, request: HttpRequest) -> bool:
    """Set the password, end every session and copy, and tell the list; true for exactly one caller."""
    with transaction.atomic():
        way = behind(token)
        if way is None or not User.objects.select_for_update().filter(pk=way.user.pk, password=way.user.password):
            return False
        way.user.set_password(password)
        way.user.save(update_fields=["password"])
        dropped = way.drops and Authenticator.objects.filter(user=way.user).delete()[0]
        devices.sign_out(way.user)
    note(way.user, What.PASSWORD, request)
    if dropped:
        note(way.user, What.FACTOR_REMOVED, request)
    return True
