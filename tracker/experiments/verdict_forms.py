"""The guess before the reveal."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

CHOICES = (
    ("1", pgettext_lazy("guess of a box", "With it")),
    ("0", pgettext_lazy("guess of a box", "Without it")),
    ("", pgettext_lazy("guess of a box", "No idea")),
)


class GuessForm(forms.Form):
    """Each box with, without, or no idea; at least one must be guessed."""

    def __init__(self, *args: Any, boxes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for no in range(1, boxes + 1):
            self.fields[f"box_{no}"] = forms.ChoiceField(
                label=gettext_lazy("Box %(no)s") % {"no": no}, choices=CHOICES, required=False, widget=forms.RadioSelect
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.values()):
            raise forms.ValidationError(_("Guess at least one box, even if you are far from sure."))
        return cleaned

    @property
    def guesses(self) -> dict[int, int]:
        """Box number to what is believed, those without an idea left out."""
        return {int(name.removeprefix("box_")): int(value) for name, value in self.cleaned_data.items() if value}
