"""What was brought in, so that it can be undone, and which of a person's own mood words mean what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tracker.exchange.formats.recognise import NAMES


class ImportBatch(models.Model):
    """One file brought in: what it was, what it did, and exactly which values it set."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_batches")
    created = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    report = models.JSONField(default=dict)
    changes = models.JSONField(default=list, help_text="[table, day or uid, field, value] for each value set")
    undone = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "created"], name="import_batch_owner")]

    @property
    def name(self) -> str:
        """The app the file came from; names of apps are not translated."""
        return NAMES.get(self.kind, self.kind)


class MoodWord(models.Model):
    """A mood name from another app and the mood it stands for here; asked once, then remembered."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mood_words")
    source = models.CharField(max_length=20)
    word = models.CharField(max_length=80)
    mood = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "source", "word"], name="mood_word_owner"),
            models.CheckConstraint(condition=Q(mood=None) | Q(mood__range=(0, 10)), name="mood_word_mood"),
        ]


class ImportMapping(models.Model):
    """Where a person decided that things named in another app's files belong; asked once, then remembered.

    `source` is the app, or of a table of any app what its columns are; `said` holds places and scales by name, and of
    a table its date column and how it writes dates and decimals. The diary itself is what came of it.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_mappings")
    source = models.CharField(max_length=20)
    said = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "source"], name="import_mapping_owner")]
