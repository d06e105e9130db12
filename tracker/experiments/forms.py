"""The first step and the last: one change and one feeling, and the ticks before the lock."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.experiments import touching
from tracker.experiments.models import Expects, Experiment
from tracker.experiments.never import forbidden
from tracker.experiments.starters import starter
from tracker.metrics import BY_KEY, Better, Kind, Metric, Role
from tracker.web import naming
from tracker.web.numbers import NumberField

MOST_BESIDE = 3
DEFAULT_OUTCOME = "unease"  # the trials moved unpleasant feelings, noted daily, and little else


def outcomes(metrics: Iterable[Metric], beside: Iterable[str] = ()) -> list[Metric]:
    """What may decide: felt, noted once a day, with a better and a worse; and what a ready-made plan names."""
    known = {metric.key: metric for metric in metrics} | {key: BY_KEY[key] for key in beside if key in BY_KEY}
    return [m for m in known.values() if m.role is Role.OUTCOME and m.better in (Better.HIGHER, Better.LOWER)]


class QuestionForm(forms.Form):
    """One change and one feeling, in the person's own words."""

    habit = forms.CharField(label=gettext_lazy("In some weeks I will"), max_length=200)
    usual = forms.CharField(
        label=gettext_lazy("In the other weeks I will"), max_length=200,
        help_text=gettext_lazy("Both kinds of weeks matter the same. In these you keep off it."),
    )  # fmt: skip
    touches = forms.MultipleChoiceField(
        label=gettext_lazy("What is it about?"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(touching.LABELS.items()),
        error_messages={"invalid_choice": gettext_lazy("Choose from the list.")},
        help_text=gettext_lazy("Tick all that fit: the safety questions follow from it."),
    )  # fmt: skip
    outcome = forms.ChoiceField(label=gettext_lazy("The one thing you measure"), widget=forms.RadioSelect)
    secondary = forms.MultipleChoiceField(
        label=gettext_lazy("Shown beside it, without a verdict"), required=False, widget=forms.CheckboxSelectMultiple
    )
    meaningful = NumberField(
        label=gettext_lazy("The smallest difference that matters to you"), min_value=0.1, max_value=1000,
        help_text=gettext_lazy("In points of the scale, or in what you count."),
    )  # fmt: skip
    expects = forms.ChoiceField(
        label=gettext_lazy("What do you expect?"), required=False, widget=forms.RadioSelect, choices=Expects.choices,
        help_text=gettext_lazy("It changes nothing in the test. At the end it stands beside what came out."),
    )  # fmt: skip

    def __init__(self, *, metrics: tuple[Metric, ...], row: Experiment, **given: Any) -> None:
        super().__init__(**given)
        self.row, self.ready_made = row, starter(row.starter) if row.starter else None
        self.habit_metric = next((metric for metric in metrics if metric.key == row.habit_key), None)
        named = (self.ready_made.outcome, *self.ready_made.others) if self.ready_made else ()
        self.metrics = outcomes(metrics, named)
        choices = [(metric.key, naming.label(metric)) for metric in self.metrics]
        self.choices_of("outcome", choices)
        self.choices_of("secondary", choices)
        if self.ready_made:
            del self.fields["touches"]

    def choices_of(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        words = [str(cleaned.get(name, "")) for name in ("habit", "usual")]
        for topic in forbidden(*words):
            self.add_error("habit", ValidationError(_(topic.why), code="forbidden"))
        if not self.ready_made and not cleaned.get("touches") and "touches" not in self.errors:
            self.add_error("touches", _("Tick at least one."))
        cleaned["secondary"] = [key for key in cleaned.get("secondary", []) if key != cleaned.get("outcome")]
        if len(cleaned["secondary"]) > MOST_BESIDE:
            self.add_error("secondary", _("At most three."))
        metric = next((metric for metric in self.metrics if metric.key == cleaned.get("outcome")), None)
        if metric and cleaned.get("meaningful"):
            self._bound(metric, cleaned["meaningful"])
        return cleaned | self._known(cleaned, metric, words)

    def _bound(self, metric: Metric, meaningful: float) -> None:
        if metric.kind in (Kind.SCALE, Kind.YES_NO) and meaningful > metric.high - metric.low:
            self.add_error("meaningful", _("That is more than the whole scale."))

    def _known(self, cleaned: Mapping[str, Any], metric: Metric | None, words: list[str]) -> dict[str, Any]:
        ticked = self.ready_made.touches if self.ready_made else cleaned.get("touches", ())
        return {
            "touches": touching.touches(ticked, self.habit_metric, str(cleaned.get("outcome", "")), *words),
            "direction": -1 if metric and metric.better is Better.LOWER else 1,
            "title": _(self.ready_made.title) if self.ready_made else words[0][:1].upper() + words[0][1:120],
        }


class LockForm(forms.Form):
    """Ticked by hand, each."""

    read = forms.BooleanField(label=gettext_lazy("I have read the plan and want to start."))
    still = forms.BooleanField(label=gettext_lazy("My answers to the safety questions still hold."))
    keeps = forms.BooleanField(
        label=gettext_lazy(
            "This does not replace treatment: I will not stop, cut or change any medicine or therapy for this."
        )
    )
