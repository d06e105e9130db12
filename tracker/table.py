"""A diary as numbers: one slot per calendar day, so a lag is a shift and a gap stays visible."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tracker.span import Span as Span

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One metric over a span: `values` has shape (len(span),), NaN where nothing was recorded.

    `off` has the same shape and is true on days that nobody expected to be recorded (None: there are none).

    Raises:
        ValueError: if values and span differ in length.
    """

    key: str
    span: Span
    values: Floats
    off: Bools | None = None

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.span),) or (self.off is not None and self.off.shape != self.values.shape):
            raise ValueError(f"{self.key}: {self.values.shape} values for {len(self.span)} days")

    @property
    def known(self) -> Bools:
        """True on recorded days, shape (len(span),)."""
        return ~np.isnan(self.values)

    @property
    def noted(self) -> int:
        """How many days are recorded."""
        return int(self.known.sum())

    @property
    def excused(self) -> int:
        """How many days are neither recorded nor were expected to be."""
        return 0 if self.off is None else int((self.off & ~self.known).sum())

    def points(self) -> Iterator[tuple[date, float]]:
        """The recorded days with their values, in order."""
        return ((self.span.start + timedelta(days=int(i)), float(self.values[i])) for i in np.flatnonzero(self.known))

    def within(self, span: Span) -> "Series":
        """The same series cut or padded with NaN to another span."""
        cut = DailyTable(self.span, {self.key: self.values}, self.off).padded(span)
        return Series(self.key, span, cut.columns[self.key], cut.off)


@dataclass(frozen=True, slots=True, eq=False)
class DailyTable:
    """A person's diary over a span: a float column per metric key, each of shape (len(span),).

    `off` is true on days that nobody expected to be recorded (None: there are none).
    """

    span: Span
    columns: Mapping[str, Floats]
    off: Bools | None = None

    def __contains__(self, key: str) -> bool:
        return key in self.columns

    def series(self, key: str) -> Series:
        """One column.

        Raises:
            KeyError: if the table holds no such metric.
        """
        return Series(key, self.span, self.columns[key], self.off)

    def within(self, span: Span) -> "DailyTable":
        """The same columns cut or padded with NaN to another span."""
        if self.span.start <= span.start and span.end <= self.span.end:
            return self._part(slice(self.span.slot(span.start), self.span.slot(span.end) + 1), span)
        return self.padded(span)

    def padded(self, span: Span) -> "DailyTable":
        """As `within`, in arrays of its own."""
        values, off = np.full((len(self.columns), len(span)), np.nan), np.zeros(len(span), bool)
        start, end = max(span.start, self.span.start), min(span.end, self.span.end)
        if start <= end:
            here, there = self.span.slot(start), span.slot(start)
            length = (end - start).days + 1
            for row, column in zip(values, self.columns.values(), strict=True):
                row[there : there + length] = column[here : here + length]
            if self.off is not None and self.columns:
                off[there : there + length] = self.off[here : here + length]
        return DailyTable(span, dict(zip(self.columns, values, strict=True)), off if off.any() else None)

    def _part(self, here: slice, span: Span) -> "DailyTable":
        off = self.off[here] if self.off is not None and self.columns and self.off[here].any() else None
        return DailyTable(span, {key: values[here] for key, values in self.columns.items()}, off)

    def noted_days(self) -> int:
        """How many days have any value at all."""
        noted = np.zeros(len(self.span), bool)
        for values in {id(values): values for values in self.columns.values()}.values():  # blank ones may be one array
            noted |= ~np.isnan(values)
        return int(noted.sum())

    def equals(self, other: "DailyTable") -> bool:
        """Same span, same keys and the same values, NaN equal to NaN."""
        return (
            self.span == other.span
            and self.columns.keys() == other.columns.keys()
            and all(np.array_equal(v, other.columns[k], equal_nan=True) for k, v in self.columns.items())
        )
