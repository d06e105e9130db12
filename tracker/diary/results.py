"""Questionnaire totals and laboratory values: numbers from elsewhere, kept as they were given and never judged."""

from functools import reduce
from operator import or_

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.diary.models import Row
from tracker.diary.scales import SCALES, Scale

LAB_MOST = 1e9


class Total(Row):
    """The total of a questionnaire that was filled in elsewhere; never its items."""

    scale = models.CharField(_("questionnaire"), max_length=10)
    value = models.PositiveSmallIntegerField(_("total"))
    given_by = models.CharField(_("who gave it to you"), max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="total_owner_uid"),
            models.CheckConstraint(
                condition=reduce(or_, (Q(scale=s.key, value__range=(s.low, s.high)) for s in SCALES.values())),
                name="total_value",
            ),
        ]
        indexes = [models.Index(fields=["owner", "day"], name="total_owner_day")]

    @property
    def asked(self) -> Scale:
        """The questionnaire."""
        return SCALES[self.scale]


class LabValue(Row):
    """A laboratory's number with its unit and the range it printed beside it, word for word."""

    name = models.CharField(_("what was measured"), max_length=80)
    value = models.FloatField(
        _("value"), validators=[MinValueValidator(-LAB_MOST), MaxValueValidator(LAB_MOST)]
    )  # fmt: skip
    unit = models.CharField(_("unit"), max_length=20, blank=True, default="")
    printed_range = models.CharField(_("range as printed by the laboratory"), max_length=60, blank=True, default="")
    note = models.CharField(_("note"), max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uid"], name="lab_value_owner_uid"),
            models.CheckConstraint(condition=Q(value__range=(-LAB_MOST, LAB_MOST)), name="lab_value_value"),
        ]
        indexes = [models.Index(fields=["owner", "day"], name="lab_value_owner_day")]
