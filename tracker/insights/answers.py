"""A diary searched once and kept: what stands out, what does not, what there is too little of."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tracker.accounts.models import User
from tracker.insights import questions
from tracker.stats.asked import Question
from tracker.stats.findings import Answer, BesideGaps, Companion, Finding, NoLink, Plain, Reverse
from tracker.stats.shapes import Shape
from tracker.stats.windows import Lack, Need

Body = dict[str, Any]
Say = Callable[[int, int], None]
STAGES = 3


@dataclass(frozen=True, slots=True)
class Answers:
    """What a search found; `noted` days hold anything, `tested` questions could be answered."""

    noted: int
    tested: int
    findings: tuple[Finding, ...]
    no_links: tuple[NoLink, ...]
    not_enough: tuple[Question, ...]
    shapes: tuple[Shape, ...]
    plain: Plain
    same: dict[str, str]

    @property
    def pairs(self) -> int:
        return len(self.findings) + len(self.no_links)

    def answer(self, habit: str, outcome: str) -> Answer | None:
        """The answer for a pair, if there was enough for one."""
        habit = self.same.get(habit, habit)
        known: tuple[Answer, ...] = (*self.findings, *self.no_links)
        return next((one for one in known if (one.habit, one.outcome) == (habit, outcome)), None)

    def lacking(self, habit: str, outcome: str) -> Question | None:
        """What a pair lacks, if it lacks anything."""
        habit = self.same.get(habit, habit)
        return next((one for one in self.not_enough if (one.habit, one.outcome) == (habit, outcome)), None)

    def shape(self, habit: str, outcome: str) -> Shape | None:
        """The turn that a link takes, if it takes one."""
        return next((one for one in self.shapes if (one.habit, one.outcome) == (habit, outcome)), None)


def search(user: User, today: date, say: Say) -> Body:
    """Ask everything of this diary, and put the answers into plain values; `say` hears how far it is."""
    from tracker.stats.association import find_associations
    from tracker.stats.shapes import find_shapes

    diary = questions.read(user, questions.asked(user), today)
    dates = diary.table.span.dates()
    say(1, STAGES)
    found = find_associations(dates, diary.habits, diary.outcomes, context=diary.context)
    say(2, STAGES)
    shapes = find_shapes(dates, diary.habits, diary.outcomes)
    return {
        "noted": diary.table.noted_days(),
        "tested": found.tested,
        "findings": [asdict(one) for one in found.findings],
        "no_links": [asdict(one) for one in found.no_links],
        "not_enough": [asdict(one) for one in found.not_enough],
        "shapes": [asdict(one) for one in shapes],
        "plain": asdict(found.plain),
        "same": diary.same,
    }


def opened(body: Body) -> Answers:
    """The answers out of plain values."""
    return Answers(
        body["noted"], body["tested"],
        tuple(_finding(one) for one in body["findings"]), tuple(NoLink(**one) for one in body["no_links"]),
        tuple(_question(one) for one in body["not_enough"]), tuple(Shape(**one) for one in body["shapes"]),
        Plain(**body["plain"]), body["same"],
    )  # fmt: skip


def _finding(kept: Body) -> Finding:
    reverse, gaps = kept["reverse"], kept["beside_gaps"]
    return Finding(
        **kept
        | {
            "reverse": Reverse(**reverse) if reverse else None,
            "beside_gaps": BesideGaps(**gaps) if gaps else None,
            "companions": tuple(Companion(**one) for one in kept["companions"]),
            "explained_by": tuple(kept["explained_by"]),
        }
    )


def _question(kept: Body) -> Question:
    need = kept["need"]
    return Question(**kept | {"need": Need(Lack(need["lack"]), need["more"])})
