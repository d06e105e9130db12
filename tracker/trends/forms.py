"""What an address of Trends may ask for; what was typed stays on the page with the reason beside it."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tracker.charts.style import PALETTES, Size
from tracker.stats.lags import LAGS
from tracker.table import Span

EARLIEST = date(1900, 1, 1)
RANGES = {"30": 30, "90": 90, "year": 365}
ALL = "all"
STANDARD = "90"


class DatesForm(forms.Form):
    """Two days, either of which may be left out; none of them lies in the future."""

    def __init__(self, data: Mapping[str, Any], *, today: date) -> None:
        super().__init__(data)
        self.today = today
        for name, label in (("from", _("From")), ("to", _("To"))):
            widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": today.isoformat()})
            wrong = {"invalid": _("Write a date such as 2026-11-21.")}
            self.fields[name] = forms.DateField(label=label, required=False, widget=widget, error_messages=wrong)

    def clean(self) -> dict[str, Any]:
        for name in ("from", "to"):
            day = self.cleaned_data.get(name)
            if day and day > self.today:
                self.add_error(name, _("This day is still to come."))
            elif day and day < EARLIEST:
                self.add_error(name, _("Choose a day after 1900."))
        start, end = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if start and end and end < start:
            self.add_error("to", _("The last day comes before the first."))
        return self.cleaned_data

    def span(self) -> Span | None:
        """The days asked for, if any were and they make sense; a missing end is today, a missing start 90 days."""
        if not self.is_valid():
            return None
        start, end = self.cleaned_data["from"], self.cleaned_data["to"]
        if end and not start:
            return Span.ending(end, RANGES[STANDARD])
        return Span(start, end or self.today) if start else None


class ChartForm(DatesForm):
    """One file: which days, whose colours, how wide, how many days later."""

    theme = forms.ChoiceField(choices=[(name, name) for name in PALETTES], required=False)
    size = forms.ChoiceField(choices=[(size.value, size.value) for size in Size], required=False)
    dates = forms.BooleanField(required=False)
    lag = forms.IntegerField(min_value=min(LAGS), max_value=max(LAGS), required=False)


class Asked(NamedTuple):
    """What a form of a file was given, where all of it makes sense."""

    span: Span | None
    theme: str
    size: Size
    dates: bool
    lag: int


def asked(query: Mapping[str, str], today: date) -> Asked | None:
    """None where something makes no sense; the files of a page are asked for again and again with the same words."""
    return _asked(tuple(query.get(name) for name in ("from", "to", *ChartForm.base_fields)), today, get_language())


@lru_cache(maxsize=256)
def _asked(words: tuple[str | None, ...], today: date, language: str | None) -> Asked | None:  # which writes days
    named = zip(("from", "to", *ChartForm.base_fields), words, strict=True)
    form = ChartForm({name: word for name, word in named if word is not None}, today=today)
    if not form.is_valid():
        return None
    said = form.cleaned_data
    return Asked(form.span(), said["theme"] or "light", Size(said["size"] or "wide"), said["dates"], said["lag"] or 0)
