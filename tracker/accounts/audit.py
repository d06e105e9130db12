"""What happened to an account, for the person to read: when, what, from what kind of device, roughly from where.

Nothing of the diary stands here, no full address and no name of a file; after 180 days a row goes.
"""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db import DatabaseError, models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from tracker.accounts import devices
from tracker.accounts.models import User

KEPT = timedelta(days=180)
A_PAGE = 50
TOGETHER = timedelta(hours=1)  # the same thing again from the same place grows one row, so a flood fills nothing


class What(models.TextChoices):
    """Everything that is noted."""

    SIGNED_IN = "in", pgettext_lazy("happened to the account", "Signed in")
    REFUSED = "refused", pgettext_lazy("happened to the account", "Tried to sign in, refused")
    ENDED = "ended", pgettext_lazy("happened to the account", "Signed out other browsers")
    PASSWORD = "password", pgettext_lazy("happened to the account", "Password changed")
    FACTOR_ADDED = "factor_added", pgettext_lazy("happened to the account", "Second step added")
    FACTOR_REMOVED = "factor_removed", pgettext_lazy("happened to the account", "Second step removed")
    CODES_MADE = "codes", pgettext_lazy("happened to the account", "New recovery codes made")
    CODES_SEEN = "codes_seen", pgettext_lazy("happened to the account", "Recovery codes shown")
    EXPORTED = "exported", pgettext_lazy("happened to the account", "Diary taken out as a file")
    IMPORTED = "imported", pgettext_lazy("happened to the account", "File brought in")
    TOKEN_MADE = "token", pgettext_lazy("happened to the account", "Token for a program made")
    TOKEN_REVOKED = "token_revoked", pgettext_lazy("happened to the account", "Token for a program revoked")
    SHARED = "shared", pgettext_lazy("happened to the account", "Shared link made")
    SHARE_OPENED = "share_opened", pgettext_lazy("happened to the account", "Shared link opened")
    SHARE_SHUT = "share_shut", pgettext_lazy("happened to the account", "Shared link shut")
    REMINDERS = "reminders", pgettext_lazy("happened to the account", "Ways of reminders changed")
    LINKED = "linked", pgettext_lazy("happened to the account", "Other way to sign in linked or removed")
    WAY_BACK = "way_back", pgettext_lazy("happened to the account", "Link to set a new password made")
    COPIED = "copied", pgettext_lazy("happened to the account", "Passkey that may be a copy tried, refused")


WARNINGS = (What.REFUSED, What.COPIED)


class AuditEntry(models.Model):
    """One thing that happened, or the same one several times within an hour."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="audit")
    at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=20, choices=What.choices)
    device = models.CharField(max_length=40, blank=True, default="", help_text="marks of browser and system")
    address = models.CharField(max_length=45, blank=True, default="", help_text="shortened, never whole")
    times = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["owner", "at"], name="audit_owner_at")]


class Line(NamedTuple):
    """One row as the page shows it."""

    at: datetime
    what: str
    device: str
    address: str
    times: int
    is_warning: bool


def shortened(address: str) -> str:
    """The network an address lies in: enough to tell home from elsewhere, too little to name a household."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    network = ip_network((found, 24 if found.version == 4 else 48), strict=False)
    return str(network)


def note(owner: User, what: What, request: HttpRequest, now: datetime | None = None) -> None:
    """Write down what happened; a storage that is full hinders nobody from reading or leaving."""
    device = devices.kind(request.headers.get("User-Agent", ""))
    _write(owner, what, device, shortened(request.META.get("REMOTE_ADDR", "")), now or timezone.now())


def note_here(owner: User, what: What) -> None:
    """What was done by a command, typed on the machine itself."""
    _write(owner, what, devices.MACHINE, "", timezone.now())


def _write(owner: User, what: What, device: str, address: str, now: datetime) -> None:
    where = {"owner": owner, "what": what, "device": device, "address": address}
    try:
        with transaction.atomic():
            row = AuditEntry.objects.filter(**where, at__gt=now - TOGETHER).order_by("-at").first()
            if row is None:
                AuditEntry.objects.create(**where, at=now)
            else:
                AuditEntry.objects.filter(pk=row.pk).update(times=models.F("times") + 1, at=now)
    except DatabaseError:
        return


def note_refusal(name: str, request: HttpRequest) -> None:
    """A sign-in that failed. For a name that nobody has, as much is written, so that time tells nothing."""
    owner = User.objects.named(name)
    if owner is not None:
        note(owner, What.REFUSED, request)
        return
    cache.set("refused:nobody", devices.kind(request.headers.get("User-Agent", "")), 60)


def page_of(user: User, number: str | None) -> Page[AuditEntry]:
    """The newest first; a page that is not there is the nearest that is."""
    return Paginator(AuditEntry.objects.filter(owner=user).order_by("-at", "-pk"), A_PAGE).get_page(number)


def lines(page: Page[AuditEntry]) -> list[Line]:
    return [
        Line(row.at, row.get_what_display(), devices.named(row.device), row.address, row.times, row.what in WARNINGS)
        for row in page
    ]


def purge(now: datetime) -> int:
    """Forget what is older than 180 days, of everybody; says how many rows went."""
    return AuditEntry.objects.filter(at__lt=now - KEPT).delete()[0]
