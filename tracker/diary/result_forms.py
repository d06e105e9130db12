"""What the forms for totals and laboratory values send, checked and explained."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.diary.results import LAB_MOST, LabValue, Total
from tracker.diary.scales import Scale
from tracker.web.numbers import NumberField

FIRST_DAY = date(1900, 1, 1)


class ResultForm(forms.ModelForm):  # type: ignore[type-arg]
    """A number from elsewhere and its day."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["day"].widget = forms.DateInput(
            attrs={"type": "date", "max": today.isoformat()}, format="%Y-%m-%d"
        )  # fmt: skip
        self.fields["day"].label = _("day")

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        if day < FIRST_DAY:
            raise forms.ValidationError(_("Choose a day after 1900."))
        return day

    def values(self) -> dict[str, Any]:
        """The columns as they should stand."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class TotalForm(ResultForm):
    """A total of one questionnaire; where a raw sum is in use too, a tick tells which of the two it is."""

    raw = forms.BooleanField(required=False)
    value = forms.IntegerField(
        label=gettext_lazy("total"), error_messages={"invalid": gettext_lazy("Write a whole number, such as 12.")}
    )

    class Meta:
        model = Total
        fields = ["value", "day", "given_by"]

    def __init__(self, *args: Any, scale: Scale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale
        self.instance.scale = scale.key
        self.fields["value"].help_text = _("from %(low)s to %(high)s") % {"low": scale.low, "high": scale.high}
        self.fields["value"].widget.attrs["inputmode"] = "numeric"
        self.fields["raw"].label = _("this is the raw sum, 0 to %(high)s") % {"high": scale.raw_high}
        if not scale.times:
            del self.fields["raw"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        value, raw = cleaned.get("value"), cleaned.get("raw")
        if value is None:
            return cleaned
        low, high = (0, self.scale.raw_high) if raw else (self.scale.low, self.scale.high)
        if not low <= value <= high:
            total = _("A total of %(name)s lies between %(low)s and %(high)s.")
            words = _("A raw sum of %(name)s lies between %(low)s and %(high)s.") if raw else total
            self.add_error("value", words % {"name": self.scale.name, "low": low, "high": high})
        elif raw:
            cleaned["value"] = value * self.scale.times
        return cleaned


class LabValueForm(ResultForm):
    """A laboratory's number, what it measured, and the range printed beside it."""

    value = NumberField(
        label=gettext_lazy("value"), min_value=-LAB_MOST, max_value=LAB_MOST,
        error_messages={"invalid": gettext_lazy("Write a number, such as 0.85 or 0,85.")},
    )  # fmt: skip

    class Meta:
        model = LabValue
        fields = ["name", "value", "unit", "printed_range", "day", "note"]
        widgets = {
            "name": forms.TextInput(attrs={"list": "names", "autocomplete": "off"}),
            "unit": forms.TextInput(attrs={"list": "units", "autocomplete": "off", "autocapitalize": "none"}),
        }
        help_texts = {
            "printed_range": gettext_lazy("such as 0.71–0.94; ranges differ between laboratories"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
