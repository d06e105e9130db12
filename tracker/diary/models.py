"""The daily log: one wide row a day, nights, servings, doses, events, and the log of every change to them.

Every table starts with its owner, in each unique constraint and index too, so a household's rows can be
split by person. Rows that a device makes carry an id made there (`uid`, 128 bits, time-ordered), so that
sending twice adds once.
"""

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.diary.event_kinds import WHAT_LENGTH, ByWhom
from tracker.foods.salts import kind_name
from tracker.metrics import METRICS, OWN_MOST, Better, Metric, OwnKind, Role, Source, own, those

NOTE_LENGTH = 10_000


def within(metric: Metric) -> models.CheckConstraint:
    """The registry's bounds as a database rule: blank, or inside, or the scale's answer for "none"."""
    inside = Q(**{f"{metric.key}__isnull": True}) | Q(**{f"{metric.key}__range": (metric.low, metric.high)})
    if metric.none:
        inside |= Q(**{metric.key: 0})
    return models.CheckConstraint(condition=inside, name=f"check_in_{metric.key}")


class Owned(models.Model):
    """A row of one person's diary."""

    # Each table has indexes that begin with the owner; one of the owner alone answers nothing that they do not.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="%(class)ss", db_index=False
    )

    class Meta:
        abstract = True


class FoodDay(models.TextChoices):
    """What the person said of the day's food."""

    UNSAID = "", ""
    ALL = "all", _("That was all")
    LEFT_OUT = "out", _("This day’s food is left out")


class FlareType(models.TextChoices):
    """What a flare-up of the skin was, in the person's own judgement; the app names none."""

    UNSAID = "", ""
    ECZEMA = "eczema", _("Eczema")
    ACNE = "acne", _("Acne")
    ROSACEA = "rosacea", _("Rosacea")
    OTHER = "other", _("Something else")


class CheckIn(Owned):
    """One day's answers; a column per check-in metric of the registry, blank where nothing was answered."""

    day = models.DateField()
    mood = models.PositiveSmallIntegerField(null=True, blank=True)
    unease = models.PositiveSmallIntegerField(null=True, blank=True)
    stress = models.PositiveSmallIntegerField(null=True, blank=True)
    sleep_quality = models.PositiveSmallIntegerField(null=True, blank=True)
    gut_discomfort = models.PositiveSmallIntegerField(null=True, blank=True)
    stool_type = models.PositiveSmallIntegerField(null=True, blank=True)

    # of the optional modules; yes and no are 1 and 0
    energy = models.PositiveSmallIntegerField(null=True, blank=True)
    prebiotic_items = models.PositiveSmallIntegerField(null=True, blank=True)
    polyphenol_foods = models.PositiveSmallIntegerField(null=True, blank=True)
    mg_foods = models.PositiveSmallIntegerField(null=True, blank=True)
    good_fats = models.PositiveSmallIntegerField(null=True, blank=True)
    upf_items = models.PositiveSmallIntegerField(null=True, blank=True)
    sugary_items = models.PositiveSmallIntegerField(null=True, blank=True)
    meal_regularity = models.PositiveSmallIntegerField(null=True, blank=True)
    alcohol = models.FloatField(null=True, blank=True)
    bloating = models.PositiveSmallIntegerField(null=True, blank=True)
    belly_pain = models.PositiveSmallIntegerField(null=True, blank=True)
    bm_count = models.PositiveSmallIntegerField(null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(null=True, blank=True)
    probiotic_taken = models.PositiveSmallIntegerField(null=True, blank=True)
    mindful_min = models.FloatField(null=True, blank=True)
    breathing_min = models.FloatField(null=True, blank=True)
    nature_min = models.FloatField(null=True, blank=True)
    music_min = models.FloatField(null=True, blank=True)
    active_min = models.FloatField(null=True, blank=True)
    daylight_min = models.FloatField(null=True, blank=True)
    skin_overall = models.PositiveSmallIntegerField(null=True, blank=True)
    itch = models.PositiveSmallIntegerField(null=True, blank=True)
    redness = models.PositiveSmallIntegerField(null=True, blank=True)
    spots_count = models.PositiveSmallIntegerField(null=True, blank=True)
    flare = models.PositiveSmallIntegerField(null=True, blank=True)
    harsh_cleansing = models.PositiveSmallIntegerField(null=True, blank=True)
    headache_day = models.PositiveSmallIntegerField(null=True, blank=True)
    pain_peak = models.PositiveSmallIntegerField(null=True, blank=True)
    attack_hours = models.FloatField(null=True, blank=True)
    acute_med = models.PositiveSmallIntegerField(null=True, blank=True)
    aura = models.PositiveSmallIntegerField(null=True, blank=True)
    period_flow = models.PositiveSmallIntegerField(null=True, blank=True)
    focus = models.PositiveSmallIntegerField(null=True, blank=True)

    note = models.TextField(_("note"), blank=True, default="", validators=[MaxLengthValidator(NOTE_LENGTH)])
    food_day = models.CharField(max_length=3, blank=True, default="", choices=FoodDay.choices)
    flare_type = models.CharField(max_length=10, blank=True, default="", choices=FlareType.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "day"], name="check_in_owner_day"),
            *(within(metric) for metric in those(METRICS, source=Source.CHECK_IN)),
            models.CheckConstraint(condition=Q(flare_type__in=FlareType.values), name="check_in_flare_type"),
        ]


class Night(Owned):
    """The night that ended on `day`: two clock times as the person read them, in the zone they slept in."""

    day = models.DateField()
    bed_time = models.TimeField(null=True, blank=True)
    wake_time = models.TimeField(null=True, blank=True)
    zone = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "day"], name="night_owner_day")]


class Row(Owned):
    """A row made on a device: adding twice adds once, taking away is remembered."""

    uid = models.UUIDField()
    day = models.DateField()
    created = models.DateTimeField(default=timezone.now)
    removed = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class MealOfDay(models.TextChoices):
    UNSAID = "", ""
    BREAKFAST = "breakfast", _("Breakfast")
    LUNCH = "lunch", _("Lunch")
    DINNER = "dinner", _("Dinner")
    SNACK = "snack", _("Between meals")


class Serving(Row):
    """So many grams of a food on a day."""

    food = models.ForeignKey("tracker.Food", on_delete=models.RESTRICT, related_name="+")
    grams = models.FloatField(validators=[MinValueValidator(0.1), MaxValueValidator(5000)])
    meal = models.CharField(max_length=10, blank=True, default="", choices=MealOfDay.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="serving_owner_uid"),
            models.CheckConstraint(condition=Q(grams__gt=0, grams__lte=5000), name="serving_grams"),
        ]
        indexes = [models.Index(fields=["owner", "day"], name="serving_owner_day")]


class Supplement(Owned):
    """Something on the person's own list; the app never suggests one, nor a dose."""

    slug = models.SlugField(max_length=40)
    name = models.CharField(_("name"), max_length=80)
    portion = models.CharField(_("one dose is"), max_length=40, blank=True, default="")
    amount = models.FloatField(
        _("amount in one dose"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(1e15)]
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True, default="")
    magnesium_mg = models.FloatField(
        _("magnesium itself in one dose, mg"), null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(5000)],
    )  # fmt: skip
    mg_form = models.CharField(_("kind of magnesium"), max_length=30, blank=True, default="")
    b6_mg = models.FloatField(
        _("vitamin B6 in one dose, mg"), null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1000)],
    )  # fmt: skip
    strains = models.CharField(_("strains with their codes"), max_length=200, blank=True, default="")
    batch = models.CharField(_("batch"), max_length=60, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    archived = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "slug"], name="supplement_owner_slug"),
            models.CheckConstraint(
                condition=Q(magnesium_mg=None) | Q(magnesium_mg__range=(0, 5000)), name="supplement_magnesium"
            ),
            models.CheckConstraint(condition=Q(b6_mg=None) | Q(b6_mg__range=(0, 1000)), name="supplement_b6"),
        ]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """The kind of magnesium in it, as people read it."""
        return kind_name(self.mg_form)


class Dose(Row):
    """A supplement taken once on a day."""

    supplement = models.ForeignKey(Supplement, on_delete=models.CASCADE, related_name="doses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "uid"], name="dose_owner_uid")]
        indexes = [models.Index(fields=["owner", "day"], name="dose_owner_day")]


class TrackerKind(models.TextChoices):
    """Keys equal the registry's kinds of own trackers; a test holds them together."""

    YES_NO = OwnKind.YES_NO.value, _("Yes or no")
    COUNT = OwnKind.COUNT.value, _("How many")
    AMOUNT = OwnKind.AMOUNT.value, _("An amount with a unit")
    SCALE = OwnKind.SCALE.value, _("A scale from 0 to 10")
    MINUTES = OwnKind.MINUTES.value, _("Minutes")


class Direction(models.TextChoices):
    HIGHER = Better.HIGHER.value, _("More is better")
    LOWER = Better.LOWER.value, _("Less is better")
    NEITHER = Better.NEITHER.value, _("Neither")


class TrackerRole(models.TextChoices):
    HABIT = Role.HABIT.value, _("Something I do or leave")
    OUTCOME = Role.OUTCOME.value, _("Something I feel")
    CONTEXT = Role.CONTEXT.value, _("Something that merely happens")


class OwnTracker(Owned):
    """Something the person notes a value a day of, beside what the app asks; `slug` never changes, the name may."""

    slug = models.SlugField(max_length=24)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("answered by"), max_length=10, choices=TrackerKind.choices)
    unit = models.CharField(_("unit"), max_length=20, blank=True, default="")
    better = models.CharField(
        _("which way is better"), max_length=10, choices=Direction.choices, default=Direction.NEITHER
    )
    role = models.CharField(_("what it is"), max_length=10, choices=TrackerRole.choices, default=TrackerRole.HABIT)
    position = models.PositiveSmallIntegerField(default=0)
    archived = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "slug"], name="own_tracker_owner_slug"),
            models.CheckConstraint(condition=Q(kind__in=TrackerKind.values), name="own_tracker_kind"),
            models.CheckConstraint(condition=Q(better__in=Direction.values), name="own_tracker_better"),
            models.CheckConstraint(condition=Q(role__in=TrackerRole.values), name="own_tracker_role"),
        ]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def metric(self) -> Metric:
        """The tracker as one of the person's numbers."""
        what, better, role = OwnKind(self.kind), Better(self.better), Role(self.role)
        return own(self.slug, self.name, what, unit=self.unit, better=better, role=role)


class OwnValue(Owned):
    """What one own tracker says of one day; blank where an answer was cleared."""

    tracker = models.ForeignKey(OwnTracker, on_delete=models.CASCADE, related_name="values")
    day = models.DateField()
    value = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "tracker", "day"], name="own_value_owner_tracker_day"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__range=(0, OWN_MOST)), name="own_value_value"),
        ]
        indexes = [models.Index(fields=["owner", "day"], name="own_value_owner_day")]


class EventKind(models.TextChoices):
    """Keys equal the registry's event metrics; a test holds them together."""

    ANTIBIOTICS = "antibiotics", _("Course of antibiotics")
    ILLNESS = "illness", _("Illness")
    MEDICINE = "medicine", _("Change of medicine")
    TRAVEL = "travel", _("Travel")
    STRESSOR = "stressor", _("A hard event")
    SKIN_PRODUCT = "skin_product", _("Change of skin product")
    SKIN_TREATMENT = "skin_treatment", _("Change of skin treatment")


class Event(Row):
    """Something that lasted: `day` is its first day, `until` its last (empty while it goes on).

    What `what` may say depends on the kind (event_kinds.py); `who` tells by whom a medicine was changed.
    """

    kind = models.CharField(_("what"), max_length=20, choices=EventKind.choices)
    what = models.CharField(max_length=WHAT_LENGTH, blank=True, default="")
    who = models.CharField(_("by whom"), max_length=20, blank=True, default="", choices=ByWhom.choices)
    until = models.DateField(_("last day"), null=True, blank=True)
    text = models.CharField(_("in your own words"), max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="event_owner_uid"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("day")), name="event_until"),
            models.CheckConstraint(condition=Q(who__in=ByWhom.values), name="event_who"),
        ]
        indexes = [models.Index(fields=["owner", "day"], name="event_owner_day")]


class Outcome(models.TextChoices):
    """What became of a change; see diary/merge.py."""

    APPLIED = "applied"
    SAME = "same"
    CONFLICT = "conflict"
    SETTLED = "settled"


class SavedAnswer(Owned):
    """The log of changes: makes retries harmless, carries undo, and knows which change set what is shown.

    `field` is a register ("mood", "note") or a row ("serving:<uid>"). `value` and `before` are JSON;
    rows use true (there) and false (taken away). `batch` joins what one tap did.
    """

    key = models.CharField(max_length=64)
    batch = models.CharField(max_length=64, blank=True, default="")
    day = models.DateField()
    field = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    before = models.JSONField(null=True)
    base = models.CharField(max_length=64, blank=True, default="")
    alias = models.CharField(max_length=64, blank=True, default="", help_text="the key this change turned out to equal")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="saved_answer_owner_key")]
        indexes = [
            models.Index(fields=["owner", "day", "field"], name="saved_answer_owner_day"),
            models.Index(fields=["owner", "batch"], name="saved_answer_owner_batch"),
        ]
