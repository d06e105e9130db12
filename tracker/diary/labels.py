"""From what a label says to the magnesium itself in one dose; every field starts blank, nothing is suggested."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.foods.salts import Salt, kinds, salts
from tracker.web.numbers import NumberField, typed

SALT, ITSELF = "salt", "itself"
PREFIX = "label"
WHOLE_FROM = 10  # mg; below it a tenth of a milligram is shown


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """How much magnesium itself a dose holds, and how that was found, in sentences."""

    mg: float
    said: tuple[str, ...]
    kind: str = ""


def milligrams(mg: float) -> float:
    """To the whole milligram, small amounts to the tenth: a label is no more exact."""
    return round(mg) if mg >= WHOLE_FROM else round(mg, 1)


class LabelForm(forms.Form):
    """What the label says; a browser must not demand it, for a product may be kept without."""

    use_required_attribute = False

    gives = forms.ChoiceField(
        label=gettext_lazy("the number on the label is"),
        choices=[
            ("", gettext_lazy("Not chosen")),
            (SALT, gettext_lazy("mg of the salt")),
            (ITSELF, gettext_lazy("mg of magnesium itself")),
        ],
        help_text=gettext_lazy("“Magnesium citrate” names a salt; “of which magnesium” names magnesium itself."),
        error_messages={"required": gettext_lazy("Choose which of the two the label gives.")},
    )
    salt = forms.ChoiceField(
        label=gettext_lazy("salt named on the label"), choices=kinds, required=False,
        help_text=gettext_lazy(
            "The percentage is magnesium itself. Some salts hold water in their crystals; labels call them hydrates. "
            "The water weighs too, so the same weight holds less magnesium."
        ),
    )  # fmt: skip
    mg = NumberField(
        label=gettext_lazy("mg in one unit"), min_value=0.1, max_value=100_000,
        help_text=gettext_lazy("A unit is a tablet, a capsule, a scoop: whatever the number on the label stands for."),
    )  # fmt: skip
    units = NumberField(label=gettext_lazy("units in one dose of yours"), min_value=0.1, max_value=100)

    @classmethod
    def of(cls, data: QueryDict) -> Self:
        """Bound where the person asks for the number, or typed something that was not worked out yet."""
        typed = {name: data.get(f"{PREFIX}-{name}", "").strip() for name in cls.base_fields}
        fresh = any(typed.values()) and _mark(typed) != data.get(f"{PREFIX}-worked")
        return cls(data, prefix=PREFIX) if "work" in data or fresh else cls(initial=typed, prefix=PREFIX)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("gives") == SALT and not cleaned.get("salt") and "salt" not in self.errors:
            self.add_error("salt", _("Choose the kind; how much magnesium a salt holds depends on it."))
        return cleaned

    @property
    def worked(self) -> str:
        """What the number in the field above rests on, so that it is not worked out twice over what was typed since."""
        if not self.is_bound:
            return _mark(self.initial)
        return _mark({name: self[name].data or "" for name in self.fields}) if self.is_valid() else ""

    def worked_out(self) -> WorkedOut | None:
        """The answer; None while something is missing."""
        if not self.is_bound or not self.is_valid():
            return None
        asked = self.cleaned_data
        total, written = asked["mg"] * asked["units"], _times(asked["units"], asked["mg"])
        if asked["gives"] == ITSELF:
            mg = round(total, 3)
            facts = {"amount": written, "mg": number(mg)}
            return WorkedOut(mg, (_("%(amount)s of magnesium itself: %(mg)s mg in one dose.") % facts,))
        return _of_salt(salts()[asked["salt"]], total, written)


def _of_salt(salt: Salt, total: float, written: str) -> WorkedOut:
    mg = milligrams(total * salt.share)
    facts = {"amount": written, "salt": salt.name, "mg": number(mg)}
    said = [_("%(amount)s %(salt)s hold about %(mg)s mg of magnesium itself.") % facts]
    if salt.twin:
        twin = salts()[salt.twin]
        facts = {"salt": twin.name, "mg": number(milligrams(total * twin.share))}
        said.append(_("If the label means %(salt)s, the same weight holds about %(mg)s mg.") % facts)
    return WorkedOut(mg, tuple(said) if not salt.note else (*said, salt.note), salt.key)


def _mark(typed: Mapping[str, Any]) -> str:
    """What was typed, as one text; nothing if nothing was."""
    return "|".join(str(typed.get(name, "")).strip() for name in LabelForm.base_fields) if any(typed.values()) else ""


def _times(units: float, mg: float) -> str:
    if units == 1:
        return _("%(mg)s mg") % {"mg": number(mg)}
    return _("%(units)s × %(mg)s mg") % {"units": number(units), "mg": number(mg)}


def number(value: float) -> str:
    """As people write it, with no more digits than it has."""
    return typed(round(value, 2))
