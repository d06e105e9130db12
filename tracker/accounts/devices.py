"""Which browsers someone is signed in with, in words."""

from datetime import datetime
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tracker.accounts import copies
from tracker.accounts.models import User
from tracker.web.prepared import Prepared

# The first that fits wins: every browser also names those it wants to be taken for.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


MACHINE = "machine"  # no browser at all: a command


class Device(NamedTuple):
    """One signed-in browser."""

    pk: int
    name: str
    address: str
    seen: datetime
    is_current: bool


def _first(user_agent: str, table: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in table if mark in user_agent), "")


def kind(user_agent: str) -> str:
    """The marks of browser and system alone, without versions or models; `named` reads it as it reads the whole."""
    marks = (next((mark for mark, _name in table if mark in user_agent), "") for table in (BROWSERS, SYSTEMS))
    return " ".join(filter(None, marks))


def named(user_agent: str) -> str:
    """`Firefox on Linux`, as well as a browser's own description allows."""
    if user_agent == MACHINE:
        return _("On the machine itself")
    browser, system = _first(user_agent, BROWSERS), _first(user_agent, SYSTEMS)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser that does not say its name")


def devices_of(user: User, current_key: str | None) -> list[Device]:
    """This browser first, then the others, last seen first."""
    found = [
        Device(row.pk, named(row.user_agent), row.ip, row.last_seen_at, row.session_key == current_key)
        for row in UserSession.objects.purge_and_list(user)
    ]
    return sorted(found, key=lambda device: (not device.is_current, -device.seen.timestamp()))


def count(user: User, now: datetime) -> int:
    return len(SIGNED_IN.all(owner=user.pk, now=now))


def _signed_in(owner: int, now: datetime) -> "QuerySet[Session]":
    keys = UserSession.objects.filter(user=owner).values("session_key")
    return Session.objects.filter(session_key__in=keys, expire_date__gt=now).only("session_key")


SIGNED_IN = Prepared(_signed_in, owner=int, now=datetime)


def sign_out(user: User, but: SessionBase | None = None) -> None:
    """End this person's sessions and the copies on those devices, all `but` one."""
    copies.end_those_of(user, but=but)
    for row in UserSession.objects.filter(user=user).exclude(session_key=(but and but.session_key) or ""):
        row.end()


def sign_out_samples() -> None:
    """End every session of a sample diary: somebody lives here now."""
    for sample in User.objects.filter(is_sample=True):
        sign_out(sample)
