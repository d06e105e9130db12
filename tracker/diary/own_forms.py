"""What a person says of a tracker of their own."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.diary.models import OwnTracker, OwnValue, TrackerKind

WITH_UNIT = {TrackerKind.COUNT, TrackerKind.AMOUNT}


class TrackerForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, kind, unit and what the numbers mean; the kind stays once a day has an answer of it."""

    class Meta:
        model = OwnTracker
        fields = ["name", "kind", "unit", "better", "role"]
        help_texts = {
            "unit": gettext_lazy("Of a count or an amount: cups, km, pages. The others need none."),
            "better": gettext_lazy("Only so that the app words and draws it the right way round."),
            "role": gettext_lazy("Things you do can be looked at beside things you feel."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and OwnValue.objects.filter(owner=self.instance.owner, tracker=self.instance).exists():
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = _(
                "Days are noted already, and their numbers would no longer mean the same, so the kind stays. "
                "For another kind, add another tracker; this one can be put away and loses nothing."
            )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        same = OwnTracker.objects.filter(owner=self.instance.owner, name__iexact=name).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("One of your trackers has this name already. Choose another name."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == TrackerKind.AMOUNT and not cleaned.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("An amount needs a unit, such as km or ml."))
        if kind and kind not in WITH_UNIT:
            cleaned["unit"] = ""
        return cleaned
