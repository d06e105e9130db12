"""The person's own list of supplements: kept in their order, never thrown away while doses point at it."""

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from tracker.accounts.models import User
from tracker.diary.models import Supplement


def keep(user: User, supplement: Supplement) -> Supplement:
    """Save a line; a new one gets its place at the end and a key that never changes again."""
    with transaction.atomic():
        if supplement.pk is None:
            supplement.owner = user
            supplement.slug = _free_slug(user, supplement.name)
            last = Supplement.objects.filter(owner=user).aggregate(last=Max("position"))["last"]
            supplement.position = 0 if last is None else last + 1
        supplement.save()
        user.diary_changed()
    return supplement


def _free_slug(user: User, name: str) -> str:
    """A key that fits into a column name: letters, digits and underscores."""
    stem = slugify(name).replace("-", "_")[:30].strip("_") or "supplement"
    taken = set(Supplement.objects.filter(owner=user).values_list("slug", flat=True))
    taken.add("new")  # an address of its own
    return next(slug for slug in (stem, *(f"{stem}_{n}" for n in range(2, 10_000))) if slug not in taken)


def move(user: User, supplement: Supplement, what: str) -> None:
    """`up` or `down` the list, `off` it, `on` it again."""
    if what in {"off", "on"}:
        Supplement.objects.filter(owner=user, pk=supplement.pk).update(archived=what == "off")
        return
    rows = list(Supplement.objects.filter(owner=user))
    here = rows.index(supplement)
    there = here + {"up": -1, "down": 1}.get(what, 0)
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        for position, row in enumerate(rows):
            row.position = position
        Supplement.objects.bulk_update(rows, ["position"])
