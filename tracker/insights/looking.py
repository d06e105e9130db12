"""A person's answers as they stand: ready, on their way, or not yet possible."""

from dataclasses import dataclass
from datetime import date

from tracker.accounts.models import User
from tracker.diary import days
from tracker.insights import answers, keeping, questions
from tracker.insights.answers import Answers
from tracker.insights.keeping import Progress
from tracker.insights.models import Sort
from tracker.insights.questions import Asked
from tracker.stats.windows import LEAST_DAYS
from tracker.table import Span


@dataclass(frozen=True, slots=True)
class Look:
    """What was asked and what there is: answers, or how far they are, or how many days are noted so far."""

    user: User
    today: date
    asked: Asked
    mark: str
    answers: Answers | None = None
    progress: Progress | None = None
    noted: int = 0

    @property
    def to_go(self) -> int:
        """Days until anything at all can be asked."""
        return max(0, LEAST_DAYS - self.noted)


def look(user: User, today: date) -> Look:
    """Kept answers if the diary is still the same, else new ones are set going; a handful of queries."""
    asked = questions.asked(user)
    mark = questions.fingerprint(user, asked)
    opened = keeping.opened(user, Sort.SEARCH, mark, answers.opened)
    if opened is None:
        first = days.first_day(user)
        noted = days.noted_days(user, Span(first, today)) if first and first <= today else 0
        if noted < LEAST_DAYS:
            return Look(user, today, asked, mark, noted=noted)
        found = keeping.begin(user, Sort.SEARCH, mark, answers.search, today)
        if isinstance(found, Progress):
            return Look(user, today, asked, mark, progress=found, noted=noted)
        opened = answers.opened(found)
    return Look(user, today, asked, mark, opened, noted=opened.noted)
