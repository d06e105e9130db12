"""What forms of the diary send, checked and explained."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.accounts.models import User
from tracker.diary import catalogue
from tracker.diary.event_kinds import ASKS, ByWhom
from tracker.diary.models import Event, MealOfDay, Supplement
from tracker.foods.models import Food, SavedMeal
from tracker.foods.salts import kinds, salts
from tracker.web.numbers import NumberField
from tracker.web.numbers import typed as as_typed


class PortionForm(forms.Form):
    """How much, and of which meal."""

    grams = NumberField(
        label=gettext_lazy("Grams"), min_value=0.1, max_value=5000,
        error_messages={"invalid": gettext_lazy("Write a number, such as 85 or 2,5.")},
    )  # fmt: skip
    meal = forms.ChoiceField(label=gettext_lazy("Meal"), choices=MealOfDay.choices, required=False)


class ServingForm(PortionForm):
    """A food and how much of it."""

    food = forms.ModelChoiceField(Food.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["food"].queryset = Food.objects.seen_by(user)  # type: ignore[attr-defined]


class EventForm(forms.ModelForm):  # type: ignore[type-arg]
    """Something that lasted, with a first and perhaps a last day, and what its kind asks besides."""

    class Meta:
        model = Event
        fields = ["kind", "what", "who", "day", "until", "text"]
        labels = {"day": gettext_lazy("first day")}
        widgets = {
            "kind": forms.HiddenInput,
            "day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, today: date, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if self.initial.get("kind", kind) != kind:
            self.initial["what"] = ""
        self.initial["kind"] = kind
        asks = ASKS.get(kind)
        if asks is None:
            del self.fields["what"]
        elif asks.choices:
            self.fields["what"] = self._one_of(asks.label, asks.choices)
        else:
            self.fields["what"].label = str(asks.label)
        if asks is not None and asks.by_whom:
            self.fields["who"] = self._one_of(_("By whom"), ByWhom.choices[1:])
        else:
            del self.fields["who"]

    @staticmethod
    def _one_of(label: Any, choices: Any) -> forms.ChoiceField:
        """Chips, the first of which leaves it open."""
        return forms.ChoiceField(
            label=label, choices=[("", _("Not said")), *choices], widget=forms.RadioSelect, required=False
        )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, until = cleaned.get("day"), cleaned.get("until")
        if day and until and until < day:
            self.add_error("until", _("The last day lies before the first."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The columns as they should stand; what an earlier kind asked is not kept under another."""
        return {"what": "", "who": "", **self.cleaned_data}


class SupplementForm(forms.ModelForm):  # type: ignore[type-arg]
    """One line of the person's own list; what a module asks about it stays as it was while the module is off."""

    OF_MODULES = {"magnesium": ("mg_form", "b6_mg"), "probiotic": ("strains", "batch")}

    amount = NumberField(label=gettext_lazy("amount in one dose"), required=False, min_value=0, max_value=1e15)
    magnesium_mg = NumberField(
        label=gettext_lazy("magnesium itself in one dose, mg"), required=False, min_value=0, max_value=5000
    )
    mg_form = forms.ChoiceField(label=gettext_lazy("kind of magnesium"), choices=kinds, required=False)
    b6_mg = NumberField(
        label=gettext_lazy("vitamin B6 in one dose, mg"), required=False, min_value=0, max_value=1000,
        help_text=gettext_lazy("Many magnesium products hold vitamin B6 too; it is added up over all of yours."),
    )  # fmt: skip

    class Meta:
        model = Supplement
        fields = ["name", "portion", "amount", "unit", "magnesium_mg", "mg_form", "b6_mg", "strains", "batch"]
        help_texts = {"strains": gettext_lazy("As printed, such as “L. rhamnosus GG”: results belong to one strain.")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for module in self.OF_MODULES.keys() - {module.key for module in catalogue.modules_of(user)}:
            for name in self.OF_MODULES[module]:
                del self.fields[name]
        self._keep_unknown_kind()

    def _keep_unknown_kind(self) -> None:
        """A kind that came with an import and is not in the table stays as it is."""
        kept, field = self.instance.mg_form, self.fields.get("mg_form")
        if isinstance(field, forms.ChoiceField) and kept and kept not in salts():
            field.choices = [*kinds(), (kept, kept)]

    def with_magnesium(self, mg: float | None, kind: str = "") -> "SupplementForm":
        """The same line as it was typed, not yet checked, with the magnesium and its kind if they were worked out."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        known = {} if mg is None else {"magnesium_mg": as_typed(mg)}
        if kind:
            known["mg_form"] = kind
        return SupplementForm(initial=typed | known, instance=self.instance, user=self.user)


class MealNameForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name for a meal that is kept."""

    class Meta:
        model = SavedMeal
        fields = ["name"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        if SavedMeal.objects.filter(owner=self.user, name=name).exists():
            raise forms.ValidationError(_("You have a meal of this name already. Choose another name."))
        return str(name)
