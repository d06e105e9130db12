"""Columns of a diary in little memory: answers are small whole numbers, which need a byte where a float takes eight."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracker.table import Bools, Floats

Columns = Mapping[str, NDArray[Any]]
BLANK = -128  # stands for NaN
# What each byte says, at its place as one without a sign: looked up in a third of the time that telling blanks takes.
NUMBERS: Floats = np.array([np.nan if byte == BLANK else byte for byte in np.arange(256).astype(np.int8).tolist()])


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """Columns of one length by kind, a row of a table each; whoever is given them leaves them as they are."""

    days: int
    names: tuple[str, ...]
    blank: tuple[str, ...]  # without any value: most people leave most modules switched off
    yes_no: tuple[str, ...]
    small: tuple[str, ...]  # whole numbers from -127 to 127
    large: tuple[str, ...]
    yes: Bools
    whole: NDArray[np.int8]
    floats: Floats

    @classmethod
    def of(cls, columns: Columns) -> "Packed":
        yes_no = tuple(name for name, values in columns.items() if values.dtype == np.bool_)
        blank = tuple(name for name, values in columns.items() if name not in yes_no and np.isnan(values).all())
        numbers = tuple(name for name in columns if name not in yes_no and name not in blank)
        small = tuple(name for name in numbers if _fit(columns[name]))
        large = tuple(name for name in numbers if name not in small)
        days = len(next(iter(columns.values())))
        return cls(
            days, tuple(columns), blank, yes_no, small, large,
            _rows(columns, yes_no, days).astype(bool), _as_bytes(_rows(columns, small, days)),
            _rows(columns, large, days),
        )  # fmt: skip

    @property
    def size(self) -> int:
        return self.yes.nbytes + self.whole.nbytes + self.floats.nbytes

    def part(self, first: int, days: int) -> dict[str, NDArray[Any]]:
        """All columns over some of the days."""
        here = slice(first, first + days)
        numbers = NUMBERS.take(self.whole[:, here].view(np.uint8))
        none = np.full(min(days, self.days - first), np.nan)
        none.flags.writeable = False
        found = {
            **dict.fromkeys(self.blank, none), **_named(self.yes_no, self.yes[:, here]), **_named(self.small, numbers),
            **_named(self.large, self.floats[:, here]),
        }  # fmt: skip
        return {name: found[name] for name in self.names}

    def but(self, first: int, columns: Columns) -> "Packed":
        """The same with other values on the days from `first` on."""
        days = len(next(iter(columns.values())))
        here, small = slice(first, first + days), _rows(columns, self.small, days)
        if _fit(small) and all(np.isnan(columns[name]).all() for name in self.blank):
            yes, whole, floats = self.yes.copy(), self.whole.copy(), self.floats.copy()
            yes[:, here] = _rows(columns, self.yes_no, days)
            whole[:, here] = _as_bytes(small)
            floats[:, here] = _rows(columns, self.large, days)
            return replace(self, yes=yes, whole=whole, floats=floats)
        changed = {name: values.copy() for name, values in self.part(0, self.days).items()}
        for name, values in columns.items():
            changed[name][here] = values
        return Packed.of(changed)


def _rows(columns: Columns, names: Iterable[str], days: int) -> Floats:
    return np.array([columns[name] for name in names], dtype=float).reshape(-1, days)


def _fit(values: NDArray[Any]) -> bool:
    """Whether a byte says each of them."""
    known = values[~np.isnan(values)]
    return bool(((np.rint(known) == known) & (np.abs(known) < -BLANK)).all())


def _as_bytes(values: Floats) -> NDArray[np.int8]:
    return np.where(np.isnan(values), BLANK, values).astype(np.int8)


def _named(names: Iterable[str], rows: NDArray[Any]) -> dict[str, NDArray[Any]]:
    rows = rows.view()
    rows.flags.writeable = False
    return dict(zip(names, rows, strict=True))
