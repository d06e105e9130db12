"""A card of the page with further figures: what it draws or still lacks, what it says, what may be chosen on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tracker.charts.style import Palette
from tracker.metrics import Metric
from tracker.trends import wording
from tracker.trends.look import Look
from tracker.trends.numbers import Numbers
from tracker.trends.orders import Order
from tracker.trends.panels import Panel, kept, to_keep
from tracker.trends.pictures import Addresses, Layer
from tracker.web import pieces


@dataclass(frozen=True, slots=True)
class Select:
    """One thing to choose: its name in the address, its label, what there is, what is chosen."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One section.

    Panels of a `stack` lie under one layer of links; those of a `grid` stand side by side, each with its own, in
    frames so wide (`frame`) and with margins so large (`css`).
    `missing` says what the whole figure waits for, `left` how far that is; `together` is what its table is of.
    """

    key: str
    title: str
    what: str
    note: str = ""
    sentences: Sequence[str] = ()
    guards: Sequence[str] = ()
    doctor: bool = False
    selects: Sequence[Select] = ()
    stack: Sequence[Panel] = ()
    grid: Sequence[Panel] = ()
    layer: Layer | None = None
    frame: str = "third"
    css: str = "time"
    legend: Sequence[tuple[str, str]] = ()
    together: Order | None = None
    numbers: Numbers | None = None
    missing: str = ""
    left: str = ""

    def but(self, **changes: Any) -> "Card":
        """The same with something else."""
        return replace(self, **changes)

    @property
    def figures(self) -> list[tuple[str, Addresses]]:
        """The stacked pictures that may be kept."""
        return to_keep(self.stack)

    @property
    def whole(self) -> Panel | None:
        """All panels of the stack as one, for the table and the CSV."""
        order = self.together if self.figures else None
        return kept(lambda: Panel(self.key, self.title, order=order), "whole", self.key, order) if order else None

    @property
    def asks(self) -> str:
        """The names that the card's own form sends."""
        return " ".join(select.name for select in self.selects)


def marks(look: Look) -> list[tuple[str, str]]:
    """What the marks of stacked lines stand for."""
    return [("dot k-fibre", wording.one_mark(look.grain)), ("bar k-ink", wording.the_line(look.grain))]


def waiting(have: int, needed: int) -> dict[str, str]:
    """What a card lacks, if it lacks days."""
    if have >= needed:
        return {}
    return {"missing": wording.more_days(needed, have), "left": wording.to_go(needed, have)}


def options(metrics: dict[str, Metric]) -> list[tuple[str, str]]:
    """All that can be drawn as a line, for a choice."""
    return [(key, wording.label(metric)) for key, metric in metrics.items()]


pieces.plain(Card, Select, Order, Palette)
