"""Remembers where a person decided that things in other apps' files belong, for the next file of the same kind."""

from collections.abc import Mapping
from typing import Any

from tracker.accounts.models import User
from tracker.exchange.models import ImportMapping

PARTS = ("places", "scales")
Said = Mapping[str, Any]


def joined(before: Said, said: Said) -> dict[str, Any]:
    """What was said before with what is said now; places and scales name by name."""
    both = {**before, **said}
    for part in PARTS:
        found = [said_of.get(part) for said_of in (before, said)]
        both[part] = {name: text for of in found if isinstance(of, Mapping) for name, text in of.items()}
    return {name: value for name, value in both.items() if value}


def mapping_of(user: User, source: str) -> dict[str, Any]:
    """What the person said of such files before."""
    row = ImportMapping.objects.filter(owner=user, source=source).values_list("said", flat=True).first()
    return dict(row or {})


def keep(user: User, source: str, said: Said) -> None:
    """Add to what the person said."""
    if said and source:
        both = joined(mapping_of(user, source), said)
        ImportMapping.objects.update_or_create(owner=user, source=source, defaults={"said": both})
