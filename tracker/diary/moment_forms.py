"""What the pages of moments and breaks send, checked and explained."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.accounts.models import User
from tracker.diary import feelings, moments
from tracker.diary.breaks import Break
from tracker.diary.feelings import Corner
from tracker.diary.moments import HIGH, LOW, Moment

PLACES = [(step, str(step).replace("-", "−")) for step in range(LOW, HIGH + 1)]
MOST_WORDS = 20


def own_word(text: str) -> str:
    """A word of the person's own, without what would break the list it is kept in.

    Raises:
        ValidationError: with a sentence for the person.
    """
    word = " ".join(text.split())
    if feelings.UNFIT.search(word):
        raise forms.ValidationError(_("A word cannot hold a semicolon."))
    return word


@dataclass(frozen=True, slots=True)
class Offered:
    """A word to tick."""

    key: str
    label: str
    means: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """The words of one corner."""

    corner: Corner
    words: tuple[Offered, ...]


class PlaceField(forms.TypedChoiceField):
    """One of eleven places on a line; none is chosen beforehand."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label, choices=PLACES, coerce=int, widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("Choose a place on this line.")},
        )  # fmt: skip


class MomentForm(forms.Form):
    """A time, two places, words, a few words of one's own."""

    clock = forms.TimeField(
        label=gettext_lazy("time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Write a time such as 23:15.")},
    )  # fmt: skip
    pleasant = PlaceField(gettext_lazy("How it feels"))
    energy = PlaceField(gettext_lazy("Energy"))
    words = forms.MultipleChoiceField(required=False)
    own = forms.CharField(label=gettext_lazy("a word of your own"), required=False, max_length=feelings.LONGEST)
    note = forms.CharField(
        label=gettext_lazy("a few words about it"), required=False, max_length=moments.NOTE_LENGTH,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, user: User, day: date, now: datetime, row: Moment | None = None) -> None:
        super().__init__(data, initial=_initial(user, day, now, row))
        self.user, self.day, self.now = user, day, now
        self.names = moments.own_names(user)
        kept = row.words if row else []
        keys = [*feelings.BY_KEY, *(feelings.own_key(name.word) for name in self.names), *kept]
        self.fields["words"].choices = [(key, key) for key in dict.fromkeys(keys)]  # type: ignore[attr-defined]

    def clean_own(self) -> str:
        return own_word(self.cleaned_data["own"])

    def clean_words(self) -> list[str]:
        words: list[str] = self.cleaned_data["words"]
        if len(words) > MOST_WORDS:
            raise forms.ValidationError(_("Choose at most %(most)s words.") % {"most": MOST_WORDS})
        return words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "clock" in cleaned:
            cleaned["at"] = moments.instant(self.day, cleaned["clock"], self.user.zone, self.user.day_start_hour)
            if cleaned["at"] > self.now:
                self.add_error("clock", _("This time has not come yet."))
        return cleaned

    @property
    def shelves(self) -> Iterator[Shelf]:
        """Words by corner, own ones last; words of a moment that are on no list stand with the first corner."""
        chosen = set(self["words"].value() or ())
        own = moments.by_corner(self.names)
        known = {key for key, _name in self.fields["words"].choices}  # type: ignore[attr-defined]
        unlisted = chosen & known - feelings.BY_KEY.keys() - {feelings.own_key(name.word) for name in self.names}
        for corner in Corner:
            words = [(word.key, str(word.label), str(word.means)) for word in feelings.WORDS if word.corner is corner]
            words += [(feelings.own_key(name.word), name.word, _("your own word")) for name in own[corner]]
            if corner is Corner.PLEASANT_HIGH:
                words += [(key, feelings.label(key), _("your own word")) for key in sorted(unlisted)]
            yield Shelf(corner, tuple(Offered(*word, word[0] in chosen) for word in words))

    def values(self) -> dict[str, Any]:
        """The columns of the row; an own word that was typed joins the list of words."""
        given = self.cleaned_data
        words: Sequence[str] = given["words"]
        if given["own"]:
            corner = feelings.corner_of(given["pleasant"], given["energy"])
            words = [*words, moments.keep_name(self.user, given["own"], corner, self.now)]
        columns = {name: given[name] for name in ("at", "pleasant", "energy", "note")}
        return {**columns, "words": list(dict.fromkeys(words))}


def _initial(user: User, day: date, now: datetime, row: Moment | None) -> dict[str, Any]:
    if row is None:
        return {"clock": _clock(now, user)} if day == user.today(now) else {}
    return {
        "clock": _clock(row.at, user), "pleasant": row.pleasant, "energy": row.energy, "words": row.words,
        "note": row.note,
    }  # fmt: skip


def _clock(at: datetime, user: User) -> time:
    return at.astimezone(user.zone).time().replace(second=0, microsecond=0)


class MoodNameForm(forms.Form):
    """A word of one's own and where it is offered."""

    word = forms.CharField(label=gettext_lazy("word"), max_length=feelings.LONGEST)
    corner = forms.TypedChoiceField(label=gettext_lazy("where it belongs"), choices=Corner.choices, coerce=Corner)

    def clean_word(self) -> str:
        return own_word(self.cleaned_data["word"])


class BreakForm(forms.ModelForm):  # type: ignore[type-arg]
    """From when, until when if that is known."""

    class Meta:
        model = Break
        fields = ["day", "until", "note"]
        labels = {"day": gettext_lazy("first day")}
        widgets = {
            "day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, until = cleaned.get("day"), cleaned.get("until")
        if day and until and until < day:
            self.add_error("until", _("The last day lies before the first."))
        return cleaned
