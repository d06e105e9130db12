"""What was brought in, so that it can be undone, and which of a person's own mood words mean what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


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
        from tracker.exchange.formats.recognise import NAMES  # every reader there is, and no start needs one

        return NAMES.get(self.kind, self.kind)


class ImportJob(models.Model):
    """The file a person has on its way in: where it lies, what was decided so far, how far it is. One at a time.

    `large` says that it is read and brought in beside the pages. `take` is what was said of values that differ.
    """

    class State(models.TextChoices):
        READING = "reading"
        READ = "read"
        WRITING = "writing"
        DONE = "done"
        FAILED = "failed"

    WORKING = (State.READING, State.WRITING)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_jobs")
    created = models.DateTimeField(default=timezone.now)
    token = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField(default=0)
    large = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True, default="")
    activities = models.BooleanField(default=True)
    zone = models.CharField(max_length=64, blank=True, default="")
    times = models.CharField(max_length=5, blank=True, default="")
    take = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=State, default=State.READING)
    share = models.PositiveSmallIntegerField(default=0, help_text="of the reading, per cent")
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.JSONField(null=True, blank=True)
    batch = models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="import_job_owner")]

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING

    @classmethod
    def is_any_unfinished(cls) -> bool:
        """Whether a file waits for somebody to go on with it; one query."""
        return cls.objects.filter(state__in=cls.WORKING).exists()


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
