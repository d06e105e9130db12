"""What a search through all days may ask for; what cannot be read stays in its field with the reason beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.diary import folding
from tracker.diary.history import FIRST_DAY, Asked

KINDS = {
    "note": _("With a note"),
    "events": _("With an event"),
    "low": _("Mood 3 or lower"),
    "headache": _("Headache"),
    "unnoted": _("Not noted"),
}


def read(data: Mapping[str, Any], *, kinds: Sequence[str], today: date) -> "HistoryForm | Blank":
    """The form as it was sent, or as it is opened."""
    return HistoryForm(data, kinds=kinds, today=today) if data else Blank(tuple(kinds), today)


class HistoryForm(forms.Form):
    """Words, kinds of day, two dates; all of them may be left out."""

    def __init__(self, data: Mapping[str, Any], *, kinds: Sequence[str], today: date) -> None:
        super().__init__(data)
        self.today, self.offered = today, tuple(kinds)
        self.fields["q"] = forms.CharField(label=_("Search notes, foods, events"), required=False)
        self.fields["kind"] = forms.MultipleChoiceField(choices=[(kind, KINDS[kind]) for kind in kinds], required=False)
        for name, label in (("from", _("From")), ("to", _("To"))):
            widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": today.isoformat()})
            wrong = {"invalid": _("Write a date such as 2026-11-21.")}
            self.fields[name] = forms.DateField(label=label, required=False, widget=widget, error_messages=wrong)
        self.fields["before"] = forms.DateField(required=False)

    def clean(self) -> dict[str, Any]:
        for name in ("from", "to"):
            day = self.cleaned_data.get(name)
            if day and day > self.today:
                self.add_error(name, _("This day is still to come."))
            elif day and day < FIRST_DAY:
                self.add_error(name, _("Choose a day after 1900."))
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and last < first:
            self.add_error("to", _("The last day comes before the first."))
        return self.cleaned_data

    @property
    def query(self) -> str:
        return str(self.data.get("q", "")).replace("\x00", "")[: folding.LONGEST].strip()

    def asked(self) -> Asked:
        """What was asked as far as it makes sense."""
        self.is_valid()
        kept = self.cleaned_data
        before = kept.get("before")
        return Asked(
            folding.terms(self.query), frozenset(kept.get("kind", ())), kept.get("from"), kept.get("to"),
            before if before and before > FIRST_DAY else None,
        )  # fmt: skip

    @property
    def blank(self) -> "Blank | None":
        """What tells the form while nothing is asked, for then it is the same each time."""
        asked = self.asked()
        is_blank = not (self.query or self.errors or asked.kinds or asked.first or asked.last)
        return Blank(self.offered, self.today) if is_blank else None

    @property
    def kinds(self) -> list[tuple[str, object, bool]]:
        """Each kind of day, its name, and whether it is asked for."""
        chosen = self.cleaned_data.get("kind", ())
        return [(kind, label, kind in chosen) for kind, label in self.fields["kind"].choices]  # type: ignore[attr-defined]

    @property
    def dates(self) -> list[forms.BoundField]:
        return [self["from"], self["to"]]

    @property
    def address(self) -> str:
        """The same search as an address, to which the next page adds where it begins."""
        kept = [("q", self.query), *(("kind", kind) for kind in self.cleaned_data.get("kind", ()))]
        kept += [(name, self.cleaned_data[name].isoformat()) for name in ("from", "to") if self.cleaned_data.get(name)]
        return urlencode([(name, value) for name, value in kept if value])


@dataclass(frozen=True, slots=True)
class Blank:
    """A form on which nothing is filled in; it is made where it is drawn."""

    kinds: tuple[str, ...]
    today: date
    errors: ClassVar[Mapping[str, Any]] = {}
    query: ClassVar[str] = ""
    address: ClassVar[str] = ""

    @property
    def blank(self) -> "Blank":
        return self

    def asked(self) -> Asked:
        return Asked()

    @property
    def form(self) -> HistoryForm:
        form = HistoryForm({}, kinds=self.kinds, today=self.today)
        form.is_valid()
        return form
