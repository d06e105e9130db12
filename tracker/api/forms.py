"""What is asked of whoever makes a token."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NEVER = "0"


class TokenForm(forms.Form):
    """A name to know it by, what it may do, how long."""

    name = forms.CharField(
        label=_("What it is for"), max_length=60, help_text=_("Such as “Shortcut on my phone”. You alone see it.")
    )
    scope = forms.ChoiceField(
        label=_("What it may do"), widget=forms.RadioSelect,
        choices=[("read", _("Read only")), ("write", _("Read and write"))],
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label=_("How long it works"), coerce=int, initial="365",
        choices=[
            ("30", _("30 days")), ("90", _("90 days")), ("365", _("A year")),
            (NEVER, pgettext_lazy("a token works", "Until I revoke it")),
        ],
    )  # fmt: skip

    @property
    def may_write(self) -> bool:
        return bool(self.cleaned_data["scope"] == "write")

    @property
    def lasts(self) -> int | None:
        """Days; None for one that does not run out."""
        return self.cleaned_data["days"] or None
