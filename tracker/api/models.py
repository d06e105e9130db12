"""Keys with which a person's own programs come in, and the answers that a write sent twice gets again.

Neither is diary: a token is a secret of this machine and an answer is gone after a day, so no export holds them.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.diary.models import Owned

A_MINUTE = 120  # requests of one token
SECONDS = 60


class ApiToken(Owned):
    """One program's way in. The token itself is shown once and never kept; `ending` tells which one it was."""

    name = models.CharField(_("name"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    may_write = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)
    last_used = models.DateTimeField(null=True, blank=True)
    minute = models.PositiveBigIntegerField(default=0, help_text="minutes since 1970, for which `spent` counts")
    spent = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["owner", "created"], name="api_token_owner")]

    def __str__(self) -> str:
        return self.name

    def is_live(self, now: datetime) -> bool:
        """Neither revoked nor run out."""
        return self.revoked is None and (self.expires is None or self.expires > now)

    def spend(self, now: datetime) -> bool:
        """Count one request; false where this minute's are used up. One statement, so that no two count as one."""
        minute = int(now.timestamp()) // SECONDS
        within = ApiToken.objects.filter(~Q(minute=minute) | Q(spent__lt=A_MINUTE), owner=self.owner_id, pk=self.pk)
        counted: Any = Case(When(minute=minute, then=F("spent") + 1), default=Value(1))
        return bool(within.update(spent=counted, minute=minute, last_used=now))


class ApiReply(Owned):
    """What a write with an idempotency key was answered; `status` is 0 while it is being worked on."""

    key_hash = models.CharField(max_length=64)
    asked = models.CharField(max_length=64, help_text="a mark of method, address and body")
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True, default="")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key_hash"], name="api_reply_owner_key")]
        indexes = [models.Index(fields=["created"], name="api_reply_created")]
