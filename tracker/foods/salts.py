"""How much magnesium the salts of magnesium hold, by the shipped table of supplements."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.web.numbers import written

FILE = settings.SEEDS / "foods" / "supplements.csv"
ATOM = 24.305  # g/mol of magnesium
# The table's name of each kind with a key for forms, the name people read, and the same salt with more or less water.
KINDS: dict[str, tuple[str, object, str]] = {
    "oxide": ("oxide", _("magnesium oxide"), ""),
    "hydroxide": ("hydroxide", _("magnesium hydroxide"), ""),
    "carbonate": ("carbonate", _("magnesium carbonate"), ""),
    "citrate (trimagnesium dicitrate, anhydrous)": (
        "citrate", _("magnesium citrate"), "citrate_nonahydrate",
    ),
    "citrate (nonahydrate)": ("citrate_nonahydrate", _("magnesium citrate nonahydrate"), "citrate"),
    "chloride (anhydrous)": ("chloride", _("magnesium chloride"), "chloride_hexahydrate"),
    "chloride (hexahydrate)": ("chloride_hexahydrate", _("magnesium chloride hexahydrate"), "chloride"),
    "bisglycinate (glycinate)": ("bisglycinate", _("magnesium bisglycinate (glycinate)"), ""),
    "malate (1:1, anhydrous)": ("malate", _("magnesium malate"), "dimagnesium_malate"),
    "malate (dimagnesium malate)": ("dimagnesium_malate", _("dimagnesium malate"), "malate"),
    "L-threonate": ("threonate", _("magnesium L-threonate"), ""),
    "taurate": ("taurate", _("magnesium taurate"), ""),
    "sulfate (heptahydrate, Epsom salt)": (
        "sulfate_heptahydrate", _("magnesium sulfate heptahydrate (Epsom salt)"), "sulfate",
    ),
    "sulfate (anhydrous)": ("sulfate", _("magnesium sulfate"), "sulfate_heptahydrate"),
    "lactate (dihydrate)": ("lactate_dihydrate", _("magnesium lactate dihydrate"), ""),
    "aspartate (anhydrous)": ("aspartate", _("magnesium aspartate"), ""),
    "gluconate (anhydrous)": ("gluconate", _("magnesium gluconate"), ""),
    "orotate (anhydrous)": ("orotate", _("magnesium orotate"), ""),
    "glycerophosphate": ("glycerophosphate", _("magnesium glycerophosphate"), ""),
}  # fmt: skip
NOTES: dict[str, object] = {
    "bisglycinate": _(
        "Products called buffered hold some magnesium oxide too, so their label may give a larger number."
    ),
    "sulfate_heptahydrate": _("A bath with Epsom salt adds nothing here; only what is swallowed counts."),
}


class Salt(NamedTuple):
    """One kind of magnesium: `share` is the part of its weight that is magnesium itself, `twin` is easily mixed up."""

    key: str
    form: str
    share: float
    twin: str

    @property
    def name(self) -> str:
        return str(KINDS[self.form][1])

    @property
    def note(self) -> str:
        return str(NOTES.get(self.key, ""))

    @property
    def label(self) -> str:
        """The name with the share, for a list to choose from."""
        percent = written(self.share * 100, 1)
        return gettext("%(salt)s, %(percent)s%%") % {"salt": self.name, "percent": percent}


@cache
def salts(file: Path = FILE) -> dict[str, Salt]:
    """Every kind by its key, in the order of the table.

    Raises:
        ValueError: for a kind without a name, or a share that differs from the table's own.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["name"] == "Magnesium"]
    return {salt.key: salt for salt in map(_salt, rows)}


def _salt(row: dict[str, str]) -> Salt:
    form, formula = row["form"], row["formula"]
    if form not in KINDS:
        raise ValueError(f"the salt {form!r} has no name")
    atoms = re.match(r"Mg(\d*)", formula)
    share = ATOM * int((atoms and atoms[1]) or 1) / float(row["molar_mass_g_mol"])
    # The table rounds to a tenth of a percent, which is too coarse to give back its own examples.
    if abs(share * 100 - float(row["elemental_fraction_pct"])) > 0.06:
        raise ValueError(f"the salt {form!r}: {formula} does not fit {row['elemental_fraction_pct']} %")
    key, _name, twin = KINDS[form]
    return Salt(key, form, share, twin)


def kinds() -> list[tuple[str, str]]:
    """Every kind with the share of magnesium in it, to choose from; blank first."""
    return [("", gettext("Not chosen")), *((key, salt.label) for key, salt in salts().items())]


def kind_name(key: str) -> str:
    """A kept kind as people read it; one that this table does not know says itself."""
    return salts()[key].name if key in salts() else key
