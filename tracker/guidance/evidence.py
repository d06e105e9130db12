"""The ladder of evidence: how much stands behind a claim, in one word and six bars."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Rung:
    """One step; `bars` of six are filled, and the tone repeats what word and bars say."""

    key: str
    label: str | Promise
    meaning: str | Promise
    tone: str
    bars: int

    @property
    def drawing(self) -> str:
        """The name of its six bars among the icons."""
        return f"rung-{self.bars}"


LADDER = (
    Rung("pooled", _("Pooled trials"), _("several trials added up"), "leaf", 6),
    Rung("one_trial", _("One trial"), _("chance decided who got what"), "leaf", 5),
    Rung("pilot", _("Pilot"), _("a small first trial"), "sky", 4),
    Rung("observed", _("People observed"), _("watched, not changed"), "sky", 3),
    Rung("animal_lab", _("Animals or lab"), _("may not hold for people"), "amber", 2),
    Rung("opinion", _("Opinion"), _("what an expert thinks"), "amber", 1),
    Rung("unconfirmed", _("Not confirmed"), _("we looked and could not find it"), "clay", 0),
)
BY_KEY = {rung.key: rung for rung in LADDER}

WIDE, APART, FIRST = 116, 13, 13
MINI_HIGH, MINI_APART = 12, 7


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the drawn ladder and the claims that stand on it: where each stands, and its tone.

    What could not be confirmed never got onto the ladder: it lies on the ground.
    """

    rung: Rung
    dots: tuple[tuple[float, str], ...]

    @property
    def count(self) -> int:
        return len(self.dots)

    @property
    def is_ground(self) -> bool:
        return not self.rung.bars


def ladder(claims: Iterable[tuple[Rung, str]]) -> tuple[Step, ...]:
    """Every rung from the top, with a dot for each claim, given as its rung and its tone."""
    held = list(claims)
    return tuple(Step(rung, _dots([tone for other, tone in held if other is rung])) for rung in LADDER)


def _dots(tones: Sequence[str]) -> tuple[tuple[float, str], ...]:
    """Side by side from the left, closer together where there are many."""
    apart = min(APART, (WIDE - 2 * FIRST) / max(1, len(tones) - 1))
    return tuple((round(FIRST + apart * place, 1), tone) for place, tone in enumerate(tones))


def small(steps: Sequence[Step]) -> tuple[tuple[int, tuple[float, ...]], ...]:
    """The same ladder as a drawing 96 wide and 84 high: height of each rung, places of its dots."""
    apart = [min(MINI_APART, 72 / max(1, step.count - 1)) for step in steps]
    return tuple(
        (MINI_HIGH * (row + 1) - 2, tuple(round(12 + apart[row] * place, 1) for place in range(step.count)))
        for row, step in enumerate(steps)
    )
