"""What every reader yields: what a file says of a diary, and plain notices of what it could not say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

Items = tuple[tuple[str, float], ...]
Value = str | int | float | bool | date | time | datetime | Items


def _(message: str) -> str:
    """Mark for the message catalogues; whoever shows the text translates it and fills in the facts."""
    return message


@dataclass(frozen=True, slots=True)
class Observation:
    """One row of a diary as a file has it.

    `table` names one of `own_csv.TABLES`, `key` is what makes it the same thing when the file comes again (a day,
    an id made on a device, a slug). A value that is absent is not in `values`. `line` is where it begins and
    `entries` how many of the file's entries were put together into it.
    """

    table: str
    key: str
    day: date | None
    values: Mapping[str, Value]
    line: int = field(default=0, compare=False)
    entries: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that was left out, or (`refused` is false) one that was read with something missing."""

    line: int
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)
    refused: bool = True


class UnreadableFile(Exception):  # noqa: N818 - it names the file, as its message does
    """The whole file is refused; `message` is a msgid with `facts` to fill in."""

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message % facts)
        self.message, self.facts = message, facts
