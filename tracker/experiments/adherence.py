"""How well the plan was followed, one tap a day under either condition, and what else happened meanwhile."""

import math
from datetime import date, datetime
from typing import Any

import numpy as np
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.experiments.models import Adherence, Did, Experiment, ExperimentEvent, HappeningKind
from tracker.experiments.stopping import Kind, Reason, Severity
from tracker.table import Floats, Span

SHARE = {Did.YES: 1.0, Did.PARTLY: 0.0, Did.NO: 0.0}  # only a whole yes is as planned


def tap(experiment: Experiment, day: date, did: str, now: datetime) -> None:
    """Say of a day whether it went as planned; said again, the last word stands.

    Raises:
        ValueError: for a day outside the experiment, or another word.
    """
    if did not in Did.values or not (experiment.start_date and experiment.end_date):
        raise ValueError(did)
    if not experiment.start_date <= day <= experiment.end_date:
        raise ValueError(day)
    Adherence.objects.update_or_create(
        owner=experiment.owner, experiment=experiment, day=day, defaults={"did": did, "noted_at": now}
    )


def answers(experiment: Experiment) -> dict[date, str]:
    """What was said of each day."""
    rows = Adherence.objects.filter(owner=experiment.owner_id, experiment=experiment)
    return dict(rows.values_list("day", "did"))


def kept_to(said: dict[date, str], span: Span) -> Floats:
    """1 as planned, 0 not or partly, NaN where nothing was said; shape (days,)."""
    return np.array([SHARE.get(Did(said[day]), math.nan) if day in said else math.nan for day in span])


class DayInside(forms.Form):
    """Something with a day between the lock and today."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, experiment: Experiment, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"day": today}, **kwargs})
        self.experiment, self.today = experiment, today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError(_("This day has not come yet."))
        if self.experiment.start_date and day < self.experiment.start_date:
            raise ValidationError(_("This is before the first day of the experiment."))
        return day


class AdverseForm(DayInside):
    """Something bad that happened, and how bad it was."""

    kind = forms.ChoiceField(label=gettext_lazy("What was it?"), choices=Kind.choices, widget=forms.RadioSelect)
    severity = forms.TypedChoiceField(
        label=gettext_lazy("How bad was it?"), choices=Severity.choices, coerce=int, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("In your own words"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class HappeningForm(DayInside):
    """Illness, travel, a new medicine: noted beside the plan, which stays as it was."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What was it?"), choices=HappeningKind.choices, widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("In your own words"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, until = cleaned.get("day"), cleaned.get("until")
        if day and until and until < day:
            self.add_error("until", _("The last day is before the first."))
        return cleaned

    def keep(self, now: datetime) -> ExperimentEvent:
        """Write it down."""
        facts = {name: self.cleaned_data[name] for name in ("day", "until", "kind", "note")}
        return ExperimentEvent.objects.create(
            owner=self.experiment.owner, experiment=self.experiment, noted_at=now, **facts
        )


class StopForm(forms.Form):
    """Why it ends: what may be said afterwards depends on it."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What made you stop?"), choices=Reason.choices, widget=forms.RadioSelect
    )
