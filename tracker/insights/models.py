"""Answers kept until the diary changes: derived numbers, made anew at any time, so no export holds them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.diary.models import Owned


class Sort(models.TextChoices):
    """What was worked out."""

    SEARCH = "search", _("What goes with what")
    NOISE = "noise", _("What noise looks like")


class Inquiry(Owned):
    """One long sum over a diary: its result, and where a running one stands.

    `body` belongs to the diary named by `made_for`; whoever works on `wanted` says so in `begun` and keeps `touched`
    young, so that one left behind by a process that ended is taken up again.
    """

    sort = models.CharField(max_length=8, choices=Sort.choices)
    made_for = models.CharField(max_length=64, blank=True, default="")
    body = models.JSONField(null=True, blank=True)
    wanted = models.CharField(max_length=64, blank=True, default="")
    begun = models.DateTimeField(null=True, blank=True)
    touched = models.DateTimeField(null=True, blank=True)
    failed = models.BooleanField(default=False)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "sort"], name="one_inquiry_of_a_sort"),)
