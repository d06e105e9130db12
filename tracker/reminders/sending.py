"""Sends what is due: each once, by whoever takes it first, again a few times if it fails, and never late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation

from tracker.reminders import clock
from tracker.reminders.channels import Message, deliver
from tracker.reminders.due import LATEST, is_wanted, next_due, note_due
from tracker.reminders.models import Channel, Sending
from tracker.reminders.outgoing import Fault
from tracker.reminders.wording import text_of

HELD = timedelta(minutes=2)  # by a process that takes it; longer than any channel may last
AGAIN = (timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=12))
LONG, OFTEN = timedelta(days=3), 6  # a channel that failed for so long, and so often, is paused


@dataclass(frozen=True, slots=True)
class Round:
    """What came of looking once."""

    sent: int = 0
    failed: int = 0
    left_out: int = 0


def send_due(now: datetime) -> Round:
    """Write down what is due, and send all that nobody else is at."""
    mark = clock.begin(now)
    note_due(now)
    came = {"sent": 0, "failed": 0, "left_out": 0}
    for pk in list(Sending.objects.filter(next_try__lte=now).order_by("moment", "pk").values_list("pk", flat=True)):
        if sending := taken(pk, now):
            came[_outcome(sending, now)] += 1
    clock.end(mark, next_due(now), now)
    return Round(**came)


def taken(pk: int, now: datetime) -> Sending | None:
    """Hold a line of the ledger for a while; None if another process was quicker."""
    free = Sending.objects.filter(pk=pk, next_try__lte=now)
    if free.update(next_try=now + HELD, tries=F("tries") + 1) != 1:
        return None
    return Sending.objects.select_related("owner", "channel", "reminder").get(pk=pk)


def _outcome(sending: Sending, now: datetime) -> str:
    channel = sending.channel
    still = now - sending.moment <= LATEST and channel.is_on and channel.paused is None
    if not still or not is_wanted(sending.owner, sending.moment, now):
        _settle(sending, None)
        return "left_out"
    with translation.override(sending.owner.language or settings.LANGUAGE_CODE):
        message = Message(text_of(sending.reminder), channel.opens, f"{sending.reminder.uid.hex}-{sending.pk}")
    try:
        deliver(channel, message)
    except Fault as fault:
        failed(channel, fault, now)
        _settle(sending, None if fault.gone else again(sending, now))
        return "failed"
    with transaction.atomic():
        _settle(sending, None, sent=now)
        channel.went_well(now)
    return "sent"


def again(sending: Sending, now: datetime) -> datetime | None:
    """When to try once more; None if there is no time or no patience left."""
    if sending.tries > len(AGAIN):
        return None
    moment = now + AGAIN[sending.tries - 1]
    return moment if moment - sending.moment <= LATEST else None


def failed(channel: Channel, fault: Fault, now: datetime) -> None:
    """Remember since when a channel fails, and pause one that has for long, or whose other end is gone."""
    failing_since, failures = channel.failing_since or now, channel.failures + 1
    is_over = fault.gone or (failures >= OFTEN and now - failing_since >= LONG)
    Channel.objects.filter(owner=channel.owner_id, pk=channel.pk).update(
        failing_since=failing_since, failures=failures, fault=fault.code, paused=now if is_over else channel.paused
    )


def _settle(sending: Sending, next_try: datetime | None, sent: datetime | None = None) -> None:
    Sending.objects.filter(owner=sending.owner_id, pk=sending.pk).update(next_try=next_try, sent=sent)
