"""The questionnaires whose totals can be kept: a proper name and the ends of the scale, and nothing else.

No items, no bands, no cut-offs, no words for a number: a total is talked through with a professional, not judged here.
"""

from typing import NamedTuple


class Scale(NamedTuple):
    """What a total of one questionnaire may be.

    `times` turns a raw sum into the total where both are in use (0: they are the same); `weekly` marks one that asks
    about a whole week; `counts_food` one that counts food, so that food-free mode hides it.
    """

    key: str
    name: str
    high: int
    low: int = 0
    times: int = 0
    weekly: bool = False
    counts_food: bool = False

    @property
    def raw_high(self) -> int:
        """The largest raw sum, where there is one."""
        return self.high // self.times if self.times else self.high


SCALES: dict[str, Scale] = {
    scale.key: scale
    for scale in (
        Scale(key="who5", name="WHO-5", high=100, times=4),
        Scale(key="phq9", name="PHQ-9", high=27),
        Scale(key="gad7", name="GAD-7", high=21),
        Scale(key="pss10", name="PSS-10", high=40),
        Scale(key="bdi2", name="BDI-II", high=63),
        Scale(key="hit6", name="HIT-6", low=36, high=78),
        Scale(key="midas", name="MIDAS", high=270),
        Scale(key="poem", name="POEM", high=28),
        Scale(key="medas", name="MEDAS", high=14, weekly=True, counts_food=True),
    )
}
HIGHEST = max(scale.high for scale in SCALES.values())


def fits(key: object, value: object) -> bool:
    """Whether a total can be one of that questionnaire."""
    scale = SCALES.get(str(key))
    return scale is not None and isinstance(value, int) and scale.low <= value <= scale.high
