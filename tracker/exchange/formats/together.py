"""One value as an answer of ours (units and scales converted), and the values of a day as one."""

import math
from collections.abc import Sequence

from tracker.exchange.formats.columns import Number, Wrong, column_of
from tracker.exchange.formats.observation import _
from tracker.exchange.formats.told import Ends, Told
from tracker.metrics import BY_KEY, OWN_KINDS, Kind, OwnKind

# How many of ours one of theirs is.
UNITS: dict[tuple[str, str], float] = {
    ("h", "min"): 60, ("s", "min"): 1 / 60, ("min", "h"): 1 / 60, ("s", "h"): 1 / 3600,
    ("kg", "g"): 1000, ("mg", "g"): 0.001, ("µg", "g"): 1e-6, ("g", "mg"): 1000, ("µg", "mg"): 0.001,
    ("kj", "kcal"): 1 / 4.184,
}  # fmt: skip
SAME = {
    "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "minute": "min", "minutes": "min", "mins": "min", "sec": "s",
    "secs": "s", "seconds": "s", "mcg": "µg", "ug": "µg", "μg": "µg", "gram": "g", "grams": "g", "cal": "kcal",
}  # fmt: skip
# International units say how much of one vitamin there is, and of nothing else.
IU_IN_MICROGRAMS = {"vitamin d": 1 / 40}


def unit_of(written: str) -> str:
    """A unit by its one name."""
    unit = written.strip().casefold()
    return SAME.get(unit, unit)


def converted(value: float, theirs: str, ours: str, of: str = "") -> float:
    """A value in our unit.

    Raises:
        Wrong: for units that do not convert (international units but of vitamin D, a percentage).
    """
    theirs, ours = unit_of(theirs), unit_of(ours)
    if not theirs or not ours or theirs == ours:
        return value
    if theirs == "iu" and (micrograms := IU_IN_MICROGRAMS.get(of.casefold())) is not None:
        return converted(value * micrograms, "µg", ours)
    if (theirs, ours) not in UNITS:
        raise Wrong(_("“%(text)s” cannot be counted in %(unit)s."), text=theirs[:20], unit=ours)
    return value * UNITS[theirs, ours]


def stretched(value: float, ends: Ends, ours: Ends) -> float:
    """A value of one scale on another, ends on ends.

    Raises:
        Wrong: if it is not on its own scale.
    """
    low, high = ends
    if low >= high or not low <= value <= high:
        raise Wrong(_("“%(text)s” is no number from %(low)s to %(high)s."), text=f"{value:g}", low=f"{low:g}",
                    high=f"{high:g}")  # fmt: skip
    return ours[0] + (value - low) / (high - low) * (ours[1] - ours[0])


def answer(key: str, value: float, unit: str, ends: Ends | None) -> float:
    """One value for an answer of the day, not yet rounded.

    Raises:
        Wrong: if its unit or scale does not fit.
    """
    metric = BY_KEY[key]
    _finite(value)
    if metric.kind is Kind.YES_NO:
        return float(value > 0)
    if metric.kind is Kind.SCALE and ends and not (metric.none and value == 0):
        return stretched(value, ends, (metric.low, metric.high))
    return converted(value, unit, metric.unit) if metric.kind is Kind.AMOUNT else value


def own_answer(kind: OwnKind, value: float, unit: str, ends: Ends | None) -> float:
    """One value for an own tracker, not yet rounded.

    Raises:
        Wrong: as `answer` does.
    """
    _finite(value)
    if kind is OwnKind.YES_NO:
        return float(value > 0)
    if kind is OwnKind.SCALE and ends:
        return stretched(value, ends, (0, OWN_KINDS[kind][1]))
    return converted(value, unit, "min") if kind is OwnKind.MINUTES else value


def _finite(value: float) -> None:
    if not math.isfinite(value):
        raise Wrong(_("“%(text)s” is not a number."), text=str(value))


def daily(key: str, values: Sequence[float]) -> int | float:
    """The values of a day as its one answer: a scale's mean, yes if once yes, else the sum.

    Raises:
        Wrong: if an answer cannot be that.
    """
    metric = BY_KEY[key]
    if metric.kind is Kind.SCALE:
        found = math.fsum(values) / len(values)
    else:
        found = max(values) if metric.kind is Kind.YES_NO else math.fsum(values)
    column = column_of("check_in", key)
    assert column is not None
    if isinstance(column.kind, Number):
        return float(column.kind.read(_decimal(found)))
    return int(column.kind.read(str(round(found))))


def together(kind: OwnKind, values: Sequence[float], *, mean: bool = False) -> float:
    """The values of a day as the one answer of an own tracker.

    Raises:
        Wrong: if the tracker cannot hold it.
    """
    if kind is OwnKind.YES_NO:
        return max(values)
    found = math.fsum(values) / (len(values) if mean or kind is OwnKind.SCALE else 1)
    of, most = OWN_KINDS[kind]
    found = float(_decimal(found)) if of is Kind.AMOUNT else float(round(found))
    if not 0 <= found <= most:
        raise Wrong(_("“%(text)s” is no number from %(low)s to %(high)s."), text=f"{found:g}", low="0",
                    high=f"{most:g}")  # fmt: skip
    return found


def _decimal(value: float) -> str:
    """To the hundredth, as plain digits."""
    return f"{round(value, 2):.2f}"


def written(told: Told) -> str:
    """A thing as a note says it."""
    if told.text:
        return f"{told.name}: {told.text}"
    if told.at is not None and told.value is None and told.sort == "clock":
        return f"{told.name}: {told.at:%H:%M}"
    return told.name if told.value is None else f"{told.name}: {told.value:g} {told.unit}".rstrip()
