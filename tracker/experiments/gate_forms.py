"""The second step: who should not try this, what needs a doctor's yes, how much is too much."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from tracker.experiments import limits
from tracker.experiments.gate import EVERYTHING, SITUATIONS, Action, Decision, Situation, decide
from tracker.experiments.never import forbidden
from tracker.experiments.starters import watched
from tracker.web.numbers import NumberField, typed

TOO_MUCH = gettext_noop(
    "%(name)s: authorities name %(limits)s mg a day as the most to take unsupervised. Nothing above it is planned here."
)


class GateForm(forms.Form):
    """Who should not try this, what needs a doctor's yes, and two promises; nothing here can be talked past."""

    fits = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    none = forms.BooleanField(label=gettext_lazy("None of these"), required=False)
    dose = forms.CharField(
        label=gettext_lazy("Product, and how much a day"), max_length=120,
        help_text=gettext_lazy("As the label or your doctor says. The app suggests no amount."),
    )  # fmt: skip
    magnesium_mg = NumberField(
        label=gettext_lazy("Magnesium itself, mg a day"), min_value=0, max_value=5000,
        help_text=gettext_lazy("What the label calls elemental magnesium, all supplements together."),
    )  # fmt: skip
    addition = forms.BooleanField(label=gettext_lazy("This does not replace treatment."))
    keeps = forms.BooleanField(
        label=gettext_lazy("I will not stop, cut or change any prescribed medicine or therapy for this.")
    )

    def __init__(self, *, question: Mapping[str, Any], starter: str, today: date, **given: Any) -> None:
        super().__init__(**given)
        self.touches, self.today = tuple(question.get("touches", ())), today
        self.watching = watched(starter)
        self.words = " . ".join(str(question.get(name, "")) for name in ("habit", "usual"))
        self.situations = [s for s in SITUATIONS if {EVERYTHING, *self.touches} & set(s.rules)]
        fits = self.fields["fits"]
        assert isinstance(fits, forms.MultipleChoiceField)
        fits.choices = [(situation.key, _(situation.question)) for situation in self.situations]
        if "supplement" not in self.touches:
            del self.fields["dose"]
        if "magnesium" not in self.touches or "supplement" not in self.touches:
            del self.fields["magnesium_mg"]
        self._ask_for_yes()

    @property
    def ticked(self) -> list[str]:
        known = {situation.key for situation in self.situations}
        return [key for key in self["fits"].value() or () if key in known]

    @property
    def decision(self) -> Decision:
        """What the ticks alone lead to, before anybody agreed."""
        return decide(self.touches, self.ticked)

    def _ask_for_yes(self) -> None:
        asked = [situation.key for situation in self.decision.to_agree]
        if self.watching and "magnesium_mg" in self.fields:
            asked.append("amount")
        for key in asked:
            name = forms.CharField(label=_("Who agreed: doctor, pharmacist or team"), max_length=80, required=False)
            when = forms.DateField(
                label=_("On"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            )
            self.fields |= {f"by_{key}": name, f"on_{key}": when}

    def agreements(self) -> list[tuple[Situation | None, Any, Any]]:
        """The situations that need a yes, with the fields for it; the last may be for an amount alone."""
        named: list[Situation | None] = list(self.decision.to_agree)
        named += [None] if "by_amount" in self.fields else []
        return [(s, self[f"by_{s.key if s else 'amount'}"], self[f"on_{s.key if s else 'amount'}"]) for s in named]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        fits = cleaned.get("fits", [])
        if not fits and not cleaned.get("none") and "fits" not in self.errors:
            self.add_error("fits", _("Tick what fits, or that none does."))
        if fits and cleaned.get("none"):
            self.add_error("fits", _("Something is ticked and “None of these” too. Which is it?"))
        for topic in forbidden(str(cleaned.get("dose", ""))):
            self.add_error("dose", ValidationError(_(topic.why), code="forbidden"))
        self._amounts(cleaned)
        agreed = self._agreed(cleaned)
        found = decide(self.touches, fits, [key for key in agreed if key != "amount"])
        if found.action == Action.BLOCK:
            raise ValidationError(_("Not this experiment."), code="blocked")
        return cleaned | {"agreed": agreed, "warned": [situation.key for situation in found.warned]}

    def _agreed(self, cleaned: Mapping[str, Any]) -> dict[str, tuple[str, date]]:
        found = {}
        for key in [situation.key for situation in self.decision.to_agree]:
            if self._yes(key, cleaned):
                found[key] = (cleaned[f"by_{key}"], cleaned[f"on_{key}"])
        if cleaned.get("by_amount") and cleaned.get("on_amount"):
            found["amount"] = (cleaned["by_amount"], cleaned["on_amount"])
        return found

    def _yes(self, key: str, cleaned: Mapping[str, Any]) -> bool:
        by, on = cleaned.get(f"by_{key}"), cleaned.get(f"on_{key}")
        if not by and f"by_{key}" not in self.errors:
            self.add_error(f"by_{key}", _("Only with your doctor’s yes: write who agreed."))
        if not on and f"on_{key}" not in self.errors:
            self.add_error(f"on_{key}", _("Write on which day."))
        if on and on > self.today:
            self.add_error(f"on_{key}", _("That day is still to come."))
            return False
        return bool(by and on)

    def _amounts(self, cleaned: Mapping[str, Any]) -> None:
        asked = cleaned.get("magnesium_mg")
        known = [("magnesium", float(asked))] if asked is not None else []
        if "supplement" not in self.touches:
            return
        for over in limits.over(f"{self.words} . {cleaned.get('dose', '')}", known):
            field = "magnesium_mg" if over.limit.key == "magnesium" and "magnesium_mg" in self.fields else "dose"
            if over.far or not self.watching:
                self.add_error(field, ValidationError(_(TOO_MUCH) % _bounds(over), code="blocked"))
            elif "by_amount" in self.fields:
                self._yes("amount", cleaned)


def _bounds(over: limits.Over) -> dict[str, str]:
    low, high = (typed(value) for value in (over.limit.low_mg, over.limit.high_mg))
    return {"name": _(over.limit.name), "limits": low if low == high else f"{low}–{high}"}
