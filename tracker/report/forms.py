"""The form of the page: days, question, what stands on it; what was typed stays with the reason beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.report import wording
from tracker.report.choosing import OWN, STANDARD, Choice, Offer, experiment_key
from tracker.trends.forms import DatesForm
from tracker.trends.wording import label

LENGTHS: dict[int, str | Promise] = {
    28: _("4 weeks"), 84: _("12 weeks"), 182: _("Half a year"), 365: _("A year"), OWN: _("Own dates"),
}  # fmt: skip
QUESTION_LENGTH = 300

Chips = list[tuple[str, str, bool]]  # value, words, whether it is ticked


class Lines(forms.CharField):
    """Several lines of text, in which a line break counts as one character, as it does in the browser."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class PageForm(DatesForm):
    """Bound to what was sent, or else filled with what was chosen last."""

    question = Lines(
        label=_("What I would like to ask"), required=False, max_length=QUESTION_LENGTH,
        help_text=_("Printed at the top, 300 characters at most."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    long = forms.BooleanField(label=_("More than two pages if it needs them"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, today: date, offer: Offer, chosen: Choice
    ) -> None:  # fmt: skip
        super().__init__(data, today=today)  # type: ignore[arg-type]
        self.offer, self.chosen = offer, chosen
        lengths = [(str(days), name) for days, name in LENGTHS.items()]
        self.fields["days"] = forms.ChoiceField(choices=lengths, required=False)
        keys = [(key, key) for key in offer.keys]
        self.fields["items"] = forms.MultipleChoiceField(choices=keys, required=False)
        drawn = [(metric.key, metric.key) for metric in offer.charts]
        self.fields["charts"] = forms.MultipleChoiceField(choices=drawn, required=False)
        if not self.is_bound:
            self.initial = {
                "question": chosen.question, "long": chosen.long, "from": chosen.start, "to": chosen.end,
                "days": str(chosen.days), "items": chosen.items, "charts": chosen.charts,
            }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("days") == str(OWN) and not (cleaned.get("from") or self.has_error("from")):
            self.add_error("from", _("Write a date such as 2026-11-21."))
        return cleaned

    @property
    def choice(self) -> Choice:
        """What was sent, once it is valid. What is held back now and was chosen before stays chosen for later."""
        found = self.cleaned_data
        held = {metric.key for metric in self.offer.held}
        days = int(found["days"] or STANDARD)
        own = {"start": found["from"], "end": found["to"] or self.today} if days == OWN else {}
        return Choice(
            days=days, items=frozenset(found["items"]) | (self.chosen.items & held),
            charts=frozenset(found["charts"]) | (self.chosen.charts & held), question=found["question"],
            long=found["long"], **own,
        )  # fmt: skip

    def _ticked(self, name: str) -> set[str]:
        return set(self[name].value() or ())

    @property
    def own_dates(self) -> list[forms.BoundField]:
        return [self["from"], self["to"]]

    @property
    def lengths(self) -> list[tuple[int, str, bool]]:
        """What may be chosen, in words, and whether it is."""
        now = self["days"].value() or str(STANDARD)
        return [(days, str(name), str(days) == now) for days, name in LENGTHS.items()]

    @property
    def groups(self) -> list[tuple[str, Chips]]:
        """What can be ticked, by heading."""
        ticked = self._ticked("items")
        found = [
            (wording.area(area), [(m.key, label(m), m.key in ticked) for m in metrics])
            for area, metrics in self.offer.areas()
        ]
        found.append((str(_("Lists")), [(key, wording.listing(key), key in ticked) for key in self.offer.lists]))
        done = [(experiment_key(row), row.title, experiment_key(row) in ticked) for row in self.offer.experiments]
        return [*found, (str(_("Finished experiments")), done)] if done else found

    @property
    def drawings(self) -> Chips:
        ticked = self._ticked("charts")
        return [(m.key, label(m), m.key in ticked) for m in self.offer.charts]


@dataclass(frozen=True, slots=True)
class Blank:
    """The form before anything is sent."""

    today: date
    offer: Offer
    chosen: Choice

    @property
    def form(self) -> PageForm:
        return self.filled(None)

    def filled(self, data: Mapping[str, Any] | None) -> PageForm:
        return PageForm(data, today=self.today, offer=self.offer, chosen=self.chosen)


class ShareForm(forms.Form):
    """For how long a link is good."""

    LENGTHS = {1: _("1 day"), 7: _("7 days"), 30: _("30 days")}

    days = forms.TypedChoiceField(choices=list(LENGTHS.items()), coerce=int)
