"""What a person last chose for the page, and the copies of it that are open to whoever has their link."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class PageChoice(models.Model):
    """Range, things and question of one person's page, as they left them."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="page_choice")
    body = models.JSONField(default=dict)


class Link(NamedTuple):
    """A shared page without the copy itself."""

    id: int
    uid: UUID
    created: datetime
    expires: datetime
    revoked: datetime | None
    opened: int
    last_opened: datetime | None


class SharedPages(models.QuerySet["SharedPage"]):
    """Pages open to others."""

    def open_at(self, now: datetime) -> "SharedPages":
        return self.filter(revoked=None, expires__gt=now)

    def opened(self, pk: int, now: datetime) -> None:
        """Count one opening; two at the same moment are two."""
        self.filter(pk=pk).update(opened=F("opened") + 1, last_opened=now)


class SharedPage(models.Model):
    """A frozen copy of the page behind a link whose secret is stored hashed; gone once it is revoked or over."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shared_pages")
    uid = models.UUIDField(default=uuid4)
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=10)
    body = models.JSONField()
    paper = models.BinaryField(help_text="the same page as PDF")
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)
    last_opened = models.DateTimeField(null=True, blank=True)

    objects = SharedPages.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="shared_page_owner_uid"),
            models.CheckConstraint(condition=Q(expires__gt=F("created")), name="shared_page_expires"),
        ]
        indexes = [models.Index(fields=["owner", "created"], name="shared_page_owner_created")]
