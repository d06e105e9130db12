"""What can be eaten: the shipped table, a person's own foods, their favourites and saved meals."""

import re
import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.foods.nutrition import PLANT_GROUPS, Facts, amount
from tracker.foods.portions import LANGUAGES, Portion, portion_name

__all__ = ["LANGUAGES", "Favourite", "Food", "LoadedSeed", "SavedMeal", "SavedMealItem"]


def _per_100_g(label: Any, most: float) -> "models.FloatField[float | None, float | None]":
    return models.FloatField(label, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(most)])


class FoodQuerySet(models.QuerySet["Food"]):
    def shipped(self) -> "FoodQuerySet":
        return self.filter(owner=None)

    def seen_by(self, user: object) -> "FoodQuerySet":
        """The shipped table and the person's own foods, never another person's."""
        return self.filter(Q(owner=None) | Q(owner=user))

    def offered(self) -> "FoodQuerySet":
        """What search may find: not what was put away, nor the plate's own rows."""
        return self.filter(archived=False, plate="")


class Food(models.Model):
    """One food, per 100 g as eaten. `owner` is empty for the shipped table; absent values are unknown, not zero."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="foods"
    )
    slug = models.SlugField(max_length=80)
    name_en = models.CharField(_("name"), max_length=120)
    name_nb = models.CharField(max_length=120, blank=True, default="")
    name_da = models.CharField(max_length=120, blank=True, default="")
    name_sv = models.CharField(max_length=120, blank=True, default="")
    name_zh = models.CharField(max_length=120, blank=True, default="")
    group = models.CharField(max_length=40, blank=True, default="")
    plate = models.CharField(max_length=12, blank=True, default="", help_text="the plate tile this row stands for")

    fibre = _per_100_g(_("fibre, g per 100 g"), 100)
    magnesium = _per_100_g(_("magnesium, mg per 100 g"), 5000)
    calcium = _per_100_g(_("calcium, mg per 100 g"), 20000)

    portion_name = models.CharField(_("usual portion"), max_length=60, blank=True, default="")
    portion_g = models.FloatField(
        _("grams in it"), default=100, validators=[MinValueValidator(0.1), MaxValueValidator(5000)]
    )
    portion_source = models.CharField(max_length=160, blank=True, default="")
    portion2_name = models.CharField(max_length=60, blank=True, default="")
    portion2_g = models.FloatField(null=True, blank=True)
    portion2_source = models.CharField(max_length=160, blank=True, default="")

    fermented_live = models.BooleanField(_("fermented, with live cultures"), default=False)
    prebiotic = models.BooleanField(default=False)
    polyphenol = models.BooleanField(default=False)
    ultra_processed = models.BooleanField(_("ultra-processed"), default=False)
    added_sugar = models.BooleanField(_("much sugar"), default=False)
    omega3 = models.BooleanField(default=False)
    wholegrain = models.BooleanField(_("wholegrain"), default=False)
    legume = models.BooleanField(_("beans, peas or lentils"), default=False)
    nut_seed = models.BooleanField(_("nuts or seeds"), default=False)
    vegetable = models.BooleanField(_("vegetable"), default=False)
    fruit = models.BooleanField(_("fruit or berries"), default=False)
    fish = models.BooleanField(default=False)
    plant_key = models.CharField(max_length=120, blank=True, default="", help_text="kinds of plant, joined by +")

    live_note = models.CharField(max_length=300, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    source = models.CharField(max_length=80, blank=True, default="")
    source_food_id = models.CharField(max_length=40, blank=True, default="")
    licence = models.CharField(max_length=60, blank=True, default="")
    archived = models.BooleanField(default=False)

    objects = FoodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "slug"], name="food_owner_slug"),
            models.UniqueConstraint(fields=["slug"], condition=Q(owner=None), name="food_shipped_slug"),
            models.CheckConstraint(condition=Q(portion_g__gt=0), name="food_portion_g"),
            models.CheckConstraint(condition=Q(fibre=None) | Q(fibre__range=(0, 100)), name="food_fibre"),
            models.CheckConstraint(condition=Q(magnesium=None) | Q(magnesium__range=(0, 5000)), name="food_magnesium"),
        ]

    def __str__(self) -> str:
        return self.name_en

    def name(self, language: str) -> str:
        """The name in a language, English where there is none (a person's own food has one name)."""
        return getattr(self, f"name_{language.split('-')[0]}", "") or self.name_en

    @property
    def source_name(self) -> str:
        """The source without the date of its edition, for a short line."""
        return re.sub(r"\s\d{4}-\d\d-\d\d$", "", self.source)

    @property
    def plants(self) -> tuple[str, ...]:
        return tuple(key for key in self.plant_key.split("+") if key)

    @property
    def facts(self) -> Facts:
        return Facts(
            fibre=self.fibre, magnesium=self.magnesium, portion_g=self.portion_g, plants=self.plants,
            groups=frozenset(group for group, flag in PLANT_GROUPS.items() if getattr(self, flag)), plate=self.plate,
            fermented_live=self.fermented_live, ultra_processed=self.ultra_processed, added_sugar=self.added_sugar,
        )  # fmt: skip

    def portions(self, language: str = "en") -> tuple[Portion, ...]:
        """The usual portion and, where there is one, a second."""
        sizes = [(self.portion_name, self.portion_g), (self.portion2_name, self.portion2_g)]
        return tuple(
            Portion(portion_name(name, language), grams, amount(self.fibre, grams)) for name, grams in sizes if grams
        )


class LoadedSeed(models.Model):
    """Which edition of a shipped table these rows are: `digest` of its files, `version` new with every loading."""

    name = models.CharField(max_length=20, unique=True)
    digest = models.CharField(max_length=64)
    version = models.UUIDField(default=uuid.uuid4)


class Favourite(models.Model):
    """A food the person wants within reach."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites")
    food = models.ForeignKey(Food, on_delete=models.CASCADE, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "food"], name="favourite_owner_food")]


class SavedMeal(models.Model):
    """Several foods that go together, added with one tap."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_meals")
    name = models.CharField(_("name"), max_length=60)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_meal_owner_name")]

    def __str__(self) -> str:
        return self.name


class SavedMealItem(models.Model):
    """One food of a saved meal."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    meal = models.ForeignKey(SavedMeal, on_delete=models.CASCADE, related_name="items")
    food = models.ForeignKey(Food, on_delete=models.CASCADE, related_name="+")
    grams = models.FloatField(validators=[MinValueValidator(0.1), MaxValueValidator(5000)])

    class Meta:
        indexes = [models.Index(fields=["owner", "meal"])]
