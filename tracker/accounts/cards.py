"""The forms of Settings as plain answers, so that a card is put together once for all who answered alike."""

from dataclasses import dataclass
from typing import Any, Self

from tracker.accounts.forms import CardsForm, HouseholdForm, LookForm, NotesForm, UserForm
from tracker.accounts.models import User
from tracker.metrics import MODULES, Module

FORMS: dict[str, type[UserForm]] = {
    "look": LookForm, "notes": NotesForm, "cards": CardsForm, "household": HouseholdForm,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answers:
    """What a card shows while nothing new is typed into it: the person's own columns, in the form's order."""

    card: str
    columns: tuple[Any, ...]

    @classmethod
    def of(cls, card: str, user: User) -> Self:
        return cls(card, tuple(getattr(user, name) for name in _columns(card)))

    @property
    def form(self) -> UserForm:
        return FORMS[self.card](instance=User(**dict(zip(_columns(self.card), self.columns, strict=True))))

    @property
    def modules(self) -> tuple[Module, ...]:
        return tuple(MODULES)


def _columns(card: str) -> tuple[str, ...]:
    return tuple(FORMS[card].Meta.fields)  # type: ignore[attr-defined]
