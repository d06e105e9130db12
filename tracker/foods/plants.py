"""Kinds of plant by the names people give them, so that "gulrot" and "carrot" count as one."""

from functools import lru_cache
from uuid import UUID

from tracker.foods import reference
from tracker.foods.models import LANGUAGES, Food
from tracker.foods.names import fold, head_of
from tracker.foods.nutrition import GENERIC


def plant_key(written: str) -> str:
    """The keys of plants written with commas between, joined by `+`; a plant the table lacks becomes its own key."""
    known = _known()
    words = (fold(part) for part in written.replace(";", ",").replace("、", ",").replace("，", ",").split(","))
    return "+".join(dict.fromkeys(known.get(word, word.replace(" ", "_")) for word in words if word))


def plants_written(key: str) -> str:
    """The other way round, for a form."""
    return ", ".join(part.replace("_", " ") for part in key.split("+") if part and not part.startswith(GENERIC))


def _known() -> dict[str, str]:
    version = reference.edition()
    return _of_edition(version) if version else _read()


@lru_cache(maxsize=2)
def _of_edition(version: UUID) -> dict[str, str]:
    return _read()


def _read() -> dict[str, str]:
    """Names of foods that are one plant, the plainest food first; the keys themselves win over all names."""
    fields = [f"name_{language}" for language in LANGUAGES]
    rows = Food.objects.shipped().offered().exclude(plant_key="").order_by("id").values_list("plant_key", *fields)
    known: dict[str, str] = {}
    for key, *names in rows:
        if "+" not in key:
            for name in names:
                known.setdefault(fold(head_of(name)), key)
    keys = {key for row in rows for key in row[0].split("+")}
    return known | {key.replace("_", " "): key for key in keys}
