"""An unbroken run of calendar days; apart from the table, so that a page of one day needs no arrays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Span:
    """An unbroken run of calendar days, both ends included.

    Raises:
        ValueError: if it ends before it starts.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a span cannot end ({self.end}) before it starts ({self.start})")

    @classmethod
    def ending(cls, end: date, days: int) -> "Span":
        """The `days` days up to and including `end`."""
        return cls(end - timedelta(days=days - 1), end)

    def __len__(self) -> int:
        return (self.end - self.start).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=i) for i in range(len(self)))

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def slot(self, day: date) -> int:
        """The position of `day` in the span.

        Raises:
            ValueError: if the day lies outside.
        """
        if day not in self:
            raise ValueError(f"{day} is not within {self.start} to {self.end}")
        return (day - self.start).days

    def before(self) -> "Span":
        """The equally long span that ends the day before this one starts."""
        return Span.ending(self.start - timedelta(days=1), len(self))

    def dates(self) -> "NDArray[np.datetime64]":
        """The days as `datetime64[D]`, shape (len,)."""
        import numpy as np

        return np.arange(np.datetime64(self.start), np.datetime64(self.end) + 1, dtype="datetime64[D]")
