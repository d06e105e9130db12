"""The third step: how soon, how long, from when; the plans on offer follow from the first answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.accounts.models import User
from tracker.diary.catalogue import metrics_for
from tracker.experiments import planning
from tracker.experiments.models import Blinding
from tracker.experiments.starters import starter as ready_made
from tracker.experiments.starters import watched
from tracker.metrics import BY_KEY, Metric
from tracker.stats.designs import Sides

ONSETS = (
    ("same_day", gettext_lazy("The same day")),
    ("few_days", gettext_lazy("After a day or two")),
    ("week", gettext_lazy("Within a week")),
    ("fortnight", gettext_lazy("After about two weeks")),
)


class PlanForm(forms.Form):
    """How soon, how long, from when: the plans on offer follow from the first answers."""

    onset = forms.ChoiceField(
        label=gettext_lazy("How long before you expect a change?"), choices=ONSETS, widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip
    willing = forms.TypedChoiceField(label=gettext_lazy("The longest you would go on"), coerce=int, required=False)
    plan = forms.ChoiceField(
        label=gettext_lazy("Plans"), widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a plan."),
            "invalid_choice": gettext_lazy("This plan cannot answer the question. Choose another one."),
        },
    )  # fmt: skip
    start = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    one_sided = forms.BooleanField(
        label=gettext_lazy("Count only the direction I hope for"), required=False,
        help_text=gettext_lazy("You give up the right to call a worsening proven."),
    )  # fmt: skip
    pairs = forms.BooleanField(
        label=gettext_lazy("In pairs: of each two periods one with and one without"), required=False,
        help_text=gettext_lazy("Weaker for the same days; for when much else is changing slowly at the same time."),
    )  # fmt: skip
    blinding = forms.ChoiceField(
        label=gettext_lazy("Do you know what you take?"), choices=Blinding.choices, widget=forms.RadioSelect,
        required=False,
        help_text=gettext_lazy("Only where somebody can fill boxes that look alike, with and without."),
    )  # fmt: skip

    def __init__(
        self, *, user: User, question: Mapping[str, Any], starter: str, today: date, **given: Any
    ) -> None:  # fmt: skip
        super().__init__(**given)
        self.today, self.question, self.watching = today, question, watched(starter)
        self.fields["willing"].choices = [(days, weeks(days)) for days in planning.WILLING]  # type: ignore[attr-defined]
        if "supplement" not in question.get("touches", ()) or self.watching:
            del self.fields["blinding"]
        if self.watching:
            for name in ("onset", "one_sided", "pairs", "willing"):
                del self.fields[name]
        self.initial = {**self._first(starter, today), **self.initial}
        self.plans = self._plans(user)
        offered = [(option.key, option.key) for option in self.plans.options if option.open]
        self.fields["plan"].choices = offered  # type: ignore[attr-defined]
        self.initial.setdefault("plan", self.plans.usual)

    def _first(self, slug: str, today: date) -> dict[str, Any]:
        onset = ready_made(slug).onset if slug else None
        _earliest, monday = planning.first_days(today)
        return {"onset": onset or "few_days", "willing": 112, "start": monday, "blinding": Blinding.NONE}

    def said(self, name: str) -> Any:
        """What stands in a field, sound or not."""
        return self[name].value() if name in self.fields else None

    @property
    def first_day(self) -> date:
        """The first day as it stands in its field, or the one suggested."""
        said = self.said("start")
        try:
            return said if isinstance(said, date) else date.fromisoformat(str(said))
        except ValueError:
            return planning.first_days(self.today)[1]

    def _plans(self, user: User) -> planning.Plans:
        outcome = next((m for m in self._metrics(user) if m.key == self.question.get("outcome")), BY_KEY["unease"])
        self.outcome, meaningful = outcome, float(self.question.get("meaningful") or 1)
        start = planning.baseline(user, outcome, self.today)
        onset = self.said("onset")
        if self.watching or onset not in dict(ONSETS):
            return planning.plans(start, None, meaningful, 1)
        said = str(self.said("willing"))
        willing = int(said) if said.isdecimal() and int(said) in planning.WILLING else 112
        sides: Sides = "one" if self.said("one_sided") in (True, "on") else "two"
        return planning.plans(start, onset, meaningful, willing, sides, pairs=self.said("pairs") in (True, "on"))

    def _metrics(self, user: User) -> tuple[Metric, ...]:
        return (*metrics_for(user, archived=True), *BY_KEY.values())

    def clean_start(self) -> date:
        start: date = self.cleaned_data["start"]
        earliest, _monday = planning.first_days(self.today)
        if start < earliest:
            raise ValidationError(_("The first day is tomorrow at the earliest."), code="past")
        if (start - earliest).days > 60:
            raise ValidationError(_("The first day is at most two months ahead."), code="far")
        return start

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["option"] = self.plans.option(str(cleaned.get("plan", "")))
        cleaned["sides"] = "one" if cleaned.get("one_sided") else "two"
        cleaned["blinding"] = cleaned.get("blinding") or Blinding.NONE
        if cleaned["option"] and cleaned["option"].design is None:
            cleaned["blinding"] = Blinding.NONE
        return cleaned


def weeks(days: int) -> str:
    return ngettext("%(n)s week", "%(n)s weeks", days // 7) % {"n": days // 7}
