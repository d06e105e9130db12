"""The questions of a day with their answers, and the folded cards that some of them stand on."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language, gettext, gettext_noop

from tracker.accounts.models import User
from tracker.diary import catalogue
from tracker.diary.merge import Register, Value
from tracker.diary.models import OwnTracker
from tracker.metrics import BY_KEY, Kind, Metric, Module, Source, those
from tracker.web import naming, numbers

FEW = 5  # a question with no more steps than this is answered by chips with words
# The tone word of the stylesheet for each question: colour is the reader's concern, so it stays out of the registry.
TONES = {
    "mood": "big mood", "unease": "plum", "stress": "amber", "sleep_quality": "sky", "gut_discomfort": "clay",
    "stool_type": "clay", "energy": "amber", "bloating": "clay", "belly_pain": "clay", "skin_overall": "leaf",
    "itch": "clay", "redness": "clay", "pain_peak": "plum", "focus": "sky",
}  # fmt: skip
OWN = Module(
    key="own", label=gettext_noop("Your own"), why=gettext_noop("what nobody but you would ask"), icon="pencil"
)


class Question(NamedTuple):
    """One thing asked of a day with its answer, or without one; `put_away` of an own tracker off the list."""

    metric: Metric
    register: Register
    put_away: bool = False

    @property
    def key(self) -> str:
        return self.metric.key

    @property
    def name(self) -> str:
        return naming.label(self.metric)

    @property
    def unit(self) -> str:
        return naming.unit(self.metric)

    @property
    def tone(self) -> str:
        return TONES.get(self.metric.key, "leaf")

    @property
    def value(self) -> Value:
        return self.register.value

    @property
    def written(self) -> str:
        """The answer as it stands in a field, or what was typed there and could not be read."""
        if self.value is None or isinstance(self.value, str):
            return self.value or ""
        return numbers.typed(self.value)

    @property
    def asked(self) -> bool:
        """Whether it stands on the page: what was put away does where it says something."""
        return not self.put_away or self.value is not None or bool(self.register.waiting)

    @property
    def template(self) -> str:
        if self.metric.key == "stool_type":
            return "diary/_stool.html"
        few = self.metric.kind is Kind.YES_NO or (self.metric.kind is not Kind.AMOUNT and self.metric.high <= FEW)
        if few:
            return "diary/_choices.html"
        return "diary/_scale.html" if self.metric.kind is Kind.SCALE else "diary/_number.html"

    @property
    def choices(self) -> list[tuple[int, object]]:
        """Each answer of a short question with its words."""
        if self.metric.kind is Kind.YES_NO:
            return [(1, gettext("Yes")), (0, gettext("No"))]
        if self.metric.words:
            return [(step, naming.word(self.metric, words)) for step, words in self.steps]
        top = int(self.metric.high)
        return [(step, gettext("%(n)s or more") % {"n": step} if step == top else step) for step in range(top + 1)]

    @property
    def said(self) -> str:
        """The answer in a few words, for a folded card."""
        return " ".join(str(part) for part in (self.name, self._worded(self.value), self.unit) if part != "")

    def _worded(self, value: Value) -> object:
        """An answer as a person reads it: the words of a short question, the number of any other."""
        if self.template == "diary/_choices.html" and isinstance(value, int):
            return dict(self.choices).get(value, value)
        return self._replace(register=Register(value)).written

    @property
    def standing(self) -> object:
        """The answer that holds, for a choice between two."""
        return "–" if self.value is None else self._worded(self.value)

    @property
    def offers(self) -> list[tuple[Value, object]]:
        """The answers that wait for a choice, each with its words."""
        return [(v, "–" if v is None else self._worded(v)) for v in self.register.waiting.values()]

    @property
    def steps(self) -> list[tuple[int, str]]:
        """Each step of the scale with its words, if it has any."""
        low, high = int(self.metric.low), int(self.metric.high)
        return [(step, self.metric.words[step - low] if self.metric.words else "") for step in range(low, high + 1)]


def said(metric: Metric, value: Value) -> str:
    """An answer in a few words; of our own questions each is put into words once."""
    if BY_KEY.get(metric.key) is metric:
        return _said(metric.key, value, get_language())
    return Question(metric, Register(value)).said


@lru_cache(maxsize=2048, typed=True)
def _said(key: str, value: Value, _language: str | None) -> str:
    return Question(BY_KEY[key], Register(value)).said


class ModuleCard(NamedTuple):
    """A module's questions, folded under its name."""

    module: Module
    questions: tuple[Question, ...]

    @property
    def key(self) -> str:
        return f"module-{self.module.key}"

    @property
    def said(self) -> str:
        """What was answered already, so that the fold need not be opened to see it."""
        return naming.listed(question.said for question in self.questions if question.value is not None)

    def showing(self, registers: Mapping[str, Register]) -> "ModuleCard":
        """The same card with other answers."""
        return self._replace(questions=tuple(q._replace(register=registers[q.key]) for q in self.questions))


def built_in(registers: Mapping[str, Register]) -> list[Question]:
    """Every question of the registry, in its order."""
    return [Question(metric, registers[metric.key]) for metric in those(source=Source.CHECK_IN)]


def of_own(
    user: User, registers: Mapping[str, Register], rows: Iterable[OwnTracker] | None = None
) -> tuple[Question, ...]:
    """The person's own trackers as questions, in the order of their list; one query, or none with their `rows`."""
    known = OwnTracker.objects.filter(owner=user) if rows is None else rows
    trackers = ((row.metric, row.archived) for row in known)
    return tuple(Question(metric, registers.get(metric.key, Register()), archived) for metric, archived in trackers)


def cards(user: User, registers: Mapping[str, Register], own: tuple[Question, ...]) -> tuple[ModuleCard, ...]:
    """The modules switched on that ask something, then what the person made to be asked."""
    modules = [
        ModuleCard(module, tuple(Question(m, registers[m.key]) for m in catalogue.asked(user, module.key)))
        for module in catalogue.modules_of(user)
    ]
    modules.append(ModuleCard(OWN, tuple(question for question in own if question.asked)))
    return tuple(card for card in modules if card.questions)
