"""What a person may ask of the page: how many days, their own question, their notes."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

LENGTHS = {28: _("4 weeks"), 84: _("12 weeks")}
STANDARD = 28
QUESTION_LENGTH = 300


class Lines(forms.CharField):
    """Several lines of text, in which a line break counts as one character, as it does in the browser."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class SummaryForm(forms.Form):
    """Read from the address and kept nowhere; a length that is not offered becomes the standard one."""

    question = Lines(
        label=_("What I would like to ask"), required=False, max_length=QUESTION_LENGTH,
        help_text=_(
            "Printed at the top, 300 characters at most. It is not stored in your diary; it is part of this page’s "
            "address, so the browser’s history may keep it."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    notes = forms.BooleanField(label=_("With my notes"), required=False)

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked)
        self.days = {str(days): days for days in LENGTHS}.get(asked.get("days", ""), STANDARD)
        self.is_valid()

    @property
    def asked(self) -> str:
        """The question, if it is short enough to print."""
        return str(self.cleaned_data.get("question", ""))

    @property
    def with_notes(self) -> bool:
        return bool(self.cleaned_data.get("notes"))

    @property
    def lengths(self) -> list[tuple[int, str, bool]]:
        """What may be chosen, in words, and whether it is."""
        return [(days, str(name), days == self.days) for days, name in LENGTHS.items()]
