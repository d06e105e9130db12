"""Adds a way to reach a person, and does what its page asks for: try it, rest it, take it out."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from tracker.accounts.models import User
from tracker.reminders import clock, codes
from tracker.reminders.channels import Message, deliver
from tracker.reminders.models import MOST_CHANNELS, Channel, Kind
from tracker.reminders.outgoing import Fault
from tracker.reminders.sending import failed
from tracker.reminders.wording import text_of


def has_room(user: User) -> bool:
    return Channel.objects.filter(owner=user).count() < MOST_CHANNELS


def add(user: User, kind: str, facts: Mapping[str, str], opens: str) -> Channel:
    """A new way; one by mail waits for its code. The same browser again takes the place of what it gave before."""
    now = timezone.now()
    channel = Channel(owner=user, kind=kind, opens=opens, created=now, verified=None if kind == Kind.EMAIL else now)
    channel.keep(**facts)
    if kind == Kind.PUSH:
        _forget(user, facts["endpoint"])
    channel.save()
    clock.look_now()
    return channel


def _forget(user: User, endpoint: str) -> None:
    for row in Channel.objects.filter(owner=user, kind=Kind.PUSH):
        if row.facts.get("endpoint") == endpoint:
            row.delete()


def attempt(channel: Channel, now: datetime) -> Fault | None:
    """Send a message for trying; what went wrong, or None. One that arrives ends a pause."""
    if not codes.may_send(channel.owner):
        return Fault("often")
    try:
        deliver(channel, Message(text_of(None), channel.opens, f"test-{secrets.token_hex(8)}"))
    except Fault as fault:
        failed(channel, fault, now)
        return fault
    channel.went_well(now)
    return None


def send_code(channel: Channel, now: datetime) -> Fault | None:
    """Send a code to the address of a channel; what went wrong, or None."""
    if not codes.may_send(channel.owner):
        return Fault("often")
    try:
        codes.send(channel, now)
    except Fault as fault:
        return fault
    return None


def switch(channel: Channel, *, on: bool) -> None:
    """Rest a channel, or use it again; what failed before is forgotten then."""
    facts = {"is_on": on, "paused": None, "failing_since": None, "failures": 0, "fault": ""}
    Channel.objects.filter(owner=channel.owner_id, pk=channel.pk).update(**facts)
    clock.look_now()
