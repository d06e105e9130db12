"""What may be asked for on these pages: a country and a day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.guidance.help_lines import help_lines


class CountryForm(forms.Form):
    """Where someone is; read from the address, or sent to be remembered."""

    country = forms.ChoiceField(
        label=_("Where are you?"), choices=lambda: [("", _("Choose a country")), *help_lines().choices]
    )


class CardForm(forms.Form):
    """The day a card is for."""

    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
