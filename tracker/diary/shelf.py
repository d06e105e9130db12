"""The person's own lists, supplements and trackers: kept in their order, never thrown away while days point at them."""

from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.text import slugify

from tracker.accounts.models import User
from tracker.diary.models import OwnTracker, Supplement

Listed = Supplement | OwnTracker
# How a name without a letter a key can hold is called, and how long a key may become before a number is added.
STEMS: dict[type[Listed], tuple[str, int]] = {Supplement: ("supplement", 30), OwnTracker: ("tracker", 18)}


def keep(user: User, row: Listed) -> None:
    """Save a line; a new one gets its place at the end and a key that never changes again."""
    with transaction.atomic():
        if row.pk is None:
            row.owner = user
            row.slug = _free_slug(user, row)
            last = type(row)._default_manager.filter(owner=user).aggregate(last=Max("position"))["last"]
            row.position = 0 if last is None else last + 1
        row.save()
        user.diary_changed()


def _free_slug(user: User, row: Listed) -> str:
    """A key that fits into a column name: letters, digits and underscores."""
    instead, longest = STEMS[type(row)]
    stem = slugify(row.name).replace("-", "_")[:longest].strip("_") or instead
    taken = set(type(row)._default_manager.filter(owner=user).values_list("slug", flat=True))
    taken.add("new")  # an address of its own
    return next(slug for slug in (stem, *(f"{stem}_{n}" for n in range(2, 10_000))) if slug not in taken)


def move(user: User, row: Listed, what: str) -> None:
    """`up` or `down` the list, `off` it, `on` it again."""
    table: QuerySet[Any] = type(row)._default_manager.filter(owner=user)
    if what in {"off", "on"}:
        table.filter(pk=row.pk).update(archived=what == "off")
        return
    rows = list(table)
    here = rows.index(row)
    there = here + {"up": -1, "down": 1}.get(what, 0)
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        for position, one in enumerate(rows):
            one.position = position
        table.bulk_update(rows, ["position"])
