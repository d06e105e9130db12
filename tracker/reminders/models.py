"""When a person wants to be reminded, through which channels, and what was sent: every row begins at its owner."""

import json
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.accounts.sealing import seal, unseal

LABEL_LENGTH = 60
EVERY_DAY = 0b1111111
MOST_REMINDERS = 20
MOST_CHANNELS = 10


class Kind(models.TextChoices):
    """Ways to reach a person; the feed is fetched, all others are sent."""

    FEED = "feed", _("Calendar feed")
    EMAIL = "email", _("E-mail")
    PUSH = "push", _("This browser")
    NTFY = "ntfy", "ntfy"
    GOTIFY = "gotify", "Gotify"
    WEBHOOK = "webhook", pgettext_lazy("a web address that takes messages", "Webhook")
    APPRISE = "apprise", "Apprise"


class Owned(models.Model):
    """A row of one person."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="%(class)ss")
    uid = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Reminder(Owned):
    """A time of the day on some weekdays; bit 0 of `weekdays` is Monday."""

    at = models.TimeField()
    weekdays = models.PositiveSmallIntegerField(default=EVERY_DAY)
    label = models.CharField(max_length=LABEL_LENGTH, blank=True, default="")
    since = models.DateTimeField(default=timezone.now, help_text="nothing before this moment was ever due")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="reminder_owner_uid"),
            models.CheckConstraint(condition=Q(weekdays__range=(1, EVERY_DAY)), name="reminder_weekdays"),
        ]

    def is_on(self, weekday: int) -> bool:
        """Whether it is for this day of the week, 0 for Monday."""
        return bool(self.weekdays >> weekday & 1)


class ReminderChoice(models.Model):
    """What holds for all of a person's reminders; without a row, what the columns say by themselves."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_choice")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    skip_answered = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None) | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="reminder_choice_quiet",
            )
        ]


class Channels(models.QuerySet["Channel"]):
    """The ways that people chose."""

    def ready(self) -> "Channels":
        """Those that may be sent through now."""
        return self.filter(is_on=True, paused=None).exclude(kind=Kind.FEED).exclude(verified=None)


class Channel(Owned):
    """One way to reach a person. Where it leads is sealed; of the feed's secret only a hash is kept."""

    kind = models.CharField(max_length=10, choices=Kind.choices)
    sealed = models.TextField(blank=True, default="")
    token_hash = models.CharField(max_length=64, blank=True, default="")
    opens = models.CharField(max_length=300, blank=True, default="", help_text="Today, as this person reaches it")
    is_on = models.BooleanField(default=True)
    created = models.DateTimeField(default=timezone.now)
    verified = models.DateTimeField(null=True, blank=True)
    code_hash = models.CharField(max_length=64, blank=True, default="")
    code_until = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    delivered = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=20, blank=True, default="")
    paused = models.DateTimeField(null=True, blank=True)

    objects = Channels.as_manager()

    class Meta:
        ordering = ["created", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="channel_owner_uid"),
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="channel_token_hash"),
            models.UniqueConstraint(fields=["owner"], condition=Q(kind="feed"), name="channel_one_feed"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="channel_kind"),
        ]

    def keep(self, **facts: str) -> None:
        """Seal where the channel leads; nothing is saved yet."""
        self.sealed = seal(json.dumps(facts))

    @property
    def facts(self) -> dict[str, Any]:
        """Where the channel leads.

        Raises:
            cryptography.fernet.InvalidToken: if another machine's key sealed it.
        """
        found: dict[str, Any] = json.loads(unseal(self.sealed)) if self.sealed else {}
        return found

    def went_well(self, now: datetime) -> None:
        type(self).objects.filter(owner=self.owner_id, pk=self.pk).update(
            delivered=now, failing_since=None, failures=0, fault="", paused=None
        )


class Sending(models.Model):
    """One reminder at one moment through one channel: there is only one, and one process at a time holds it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sendings")
    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE)
    moment = models.DateTimeField()
    next_try = models.DateTimeField(null=True, blank=True, help_text="empty: there is nothing left to do")
    tries = models.PositiveSmallIntegerField(default=0)
    sent = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "reminder", "channel", "moment"], name="sending_once"),
        ]
        indexes = [models.Index(fields=["next_try"], name="sending_next_try")]
