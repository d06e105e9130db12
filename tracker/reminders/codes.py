"""Proves by a code that an e-mail address is the person's own, and counts what is sent for trying."""

import secrets
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from tracker.accounts.models import User
from tracker.reminders.channels import mail
from tracker.reminders.models import Channel
from tracker.reminders.outgoing import Fault
from tracker.reminders.wording import TITLE

LIVES = timedelta(minutes=30)
TRIES = 5
MOST_AN_HOUR = 12
HOUR = 60 * 60


def may_send(user: User) -> bool:
    """Count one more letter or test that a person asks for; few an hour, so that nobody is written to at will."""
    key = f"reminders:tried:{user.pk}"
    cache.add(key, 0, HOUR)
    return cache.incr(key) <= MOST_AN_HOUR


def send(channel: Channel, now: datetime) -> None:
    """A new code for the address; the one before is worth nothing from now on.

    Raises:
        Fault: if the mail server did not take it.
    """
    code = f"{secrets.randbelow(10**6):06d}"
    rows = Channel.objects.filter(owner=channel.owner_id, pk=channel.pk)
    rows.update(code_hash=_hash(channel, code), code_until=now + LIVES, code_tries=0)
    text = _("The code for your reminders is %(code)s. If you did not ask for it, leave this letter alone.")
    try:
        mail(channel.facts["address"], TITLE, text % {"code": code}, f"code-{secrets.token_hex(8)}")
    except Fault as fault:
        rows.update(fault=fault.code)
        raise
    rows.update(fault="")


def fits(channel: Channel, typed: str, now: datetime) -> bool:
    """Whether this is the code; true for one caller, who thereby verified the address."""
    rows = Channel.objects.filter(owner=channel.owner_id, pk=channel.pk, verified=None)
    if not rows.filter(code_tries__lt=TRIES, code_until__gt=now).update(code_tries=F("code_tries") + 1):
        return False
    if not constant_time_compare(channel.code_hash, _hash(channel, "".join(typed.split()))):
        return False
    return rows.filter(code_hash=channel.code_hash).update(verified=now, created=now, code_hash="") == 1


def _hash(channel: Channel, code: str) -> str:
    return salted_hmac(f"reminders:{channel.uid}", code, algorithm="sha256").hexdigest()
