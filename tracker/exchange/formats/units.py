"""Amounts as other apps write them, in the unit this diary counts in."""

import math
import re
from collections.abc import Mapping

from tracker.exchange.formats.columns import Wrong
from tracker.exchange.formats.observation import _

NUMBER = re.compile(r"[-+]?\d{1,30}(\.\d{1,30})?([eE][-+]?\d{1,3})?", re.ASCII)
MASSES: Mapping[str, float] = {
    "kg": 1000, "g": 1, "mg": 1e-3, "mcg": 1e-6, "ug": 1e-6, "µg": 1e-6, "μg": 1e-6, "ng": 1e-9,
}  # fmt: skip
TIMES: Mapping[str, float] = {"s": 1 / 60, "sec": 1 / 60, "min": 1, "h": 60, "hr": 60, "d": 1440}
UNITS = ({name: (value, "g") for name, value in MASSES.items()}
         | {name: (value, "min") for name, value in TIMES.items()})  # fmt: skip
INTERNATIONAL = frozenset({"IU", "[IU]", "[iU]"})


def number(written: object) -> float:
    """A number, never an endless one.

    Raises:
        Wrong: for anything else.
    """
    if isinstance(written, str) and NUMBER.fullmatch(written):
        written = float(written)
    if isinstance(written, bool) or not isinstance(written, int | float) or not _is_finite(written):
        raise Wrong(_("“%(text)s” is not a number."), text=str(written)[:40])
    return float(written)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def amount(written: object, unit: str, wanted: str, per_unit: float = 0) -> float:
    """A number of `unit` as one of `wanted`; not negative.

    `per_unit` is how much of `wanted` an international unit of this substance is; without it there is no answer,
    for it is another amount of each substance.

    Raises:
        Wrong: if it is no number or the units do not measure the same.
    """
    value = number(written)
    if value < 0:
        raise Wrong(_("“%(text)s” is less than nothing."), text=str(written)[:40])
    if unit in INTERNATIONAL and per_unit:
        return value * per_unit
    (factor, what), (into, same) = UNITS.get(unit, (0, "")), UNITS[wanted]
    if what != same:
        raise Wrong(_("The unit “%(unit)s” cannot be read here."), unit=unit[:40])
    return value * factor / into
