"""The ladder of evidence: how much stands behind a claim, in one word and six bars."""

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
    def drawing(self) -> tuple[tuple[float, float, float, bool], ...]:
        """Left edge, top, height and whether filled, for each bar of a 38 by 14 drawing."""
        return tuple(
            (round(6.4 * bar, 1), round(9 - 1.8 * bar, 1), round(5 + 1.8 * bar, 1), bar < self.bars) for bar in range(6)
        )


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
