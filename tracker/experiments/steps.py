"""A draft's steps: what was typed is kept as typed, sound or not, and read again by the same forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.datastructures import MultiValueDict

from tracker.accounts.models import User
from tracker.diary.catalogue import metrics_for
from tracker.experiments import states
from tracker.experiments.forms import QuestionForm
from tracker.experiments.gate import SITUATIONS
from tracker.experiments.gate_forms import GateForm
from tracker.experiments.models import Experiment, State
from tracker.experiments.plan_forms import PlanForm
from tracker.experiments.planning import baseline

STEPS = ("question", "gate", "plan", "lock")
FRESH = timedelta(days=14)  # for so long the safety answers hold
# Nothing that leads to help first is ever written down.
UNKEPT = {situation.key for situation in SITUATIONS if situation.help_first}

Typed = Mapping[str, list[str]]


@dataclass(slots=True)
class Draft:
    """A plan in the making, for one person on one day."""

    row: Experiment
    user: User
    today: date
    _read: dict[str, Any] = field(default_factory=dict)

    def typed(self, step: str) -> Typed:
        return dict(self.row.draft.get(step, {}))

    def form(self, step: str, typed: Typed | None = None) -> Any:
        """The form of a step: bound to what was just typed, or showing what was kept."""
        kept = self.typed(step)
        given = {"data": bound(typed)} if typed is not None else {"initial": _shown(step, kept)}
        return self._make(step, **given)

    def read(self, step: str) -> Any:
        """The form of a step bound to what was kept, and checked."""
        if step not in self._read:
            self._read[step] = self._make(step, data=bound(self.typed(step)))
            self._read[step].full_clean()
        return self._read[step]

    def _make(self, step: str, **given: Any) -> Any:
        if step == "question":
            return QuestionForm(metrics=metrics_for(self.user), row=self.row, **given)
        if step == "gate":
            return GateForm(question=self.answers("question"), starter=self.row.starter, today=self.today, **given)
        return PlanForm(
            user=self.user, question=self.answers("question"), starter=self.row.starter, today=self.today, **given
        )  # fmt: skip

    def answers(self, step: str) -> dict[str, Any]:
        """What a sound step says; nothing for one that is not."""
        form = self.read(step)
        return dict(form.cleaned_data) if form.is_valid() else {}

    def sound(self, step: str) -> bool:
        """Whether a step is answered; safety answers grow old."""
        if step not in self.row.draft or not self.read(step).is_valid():
            return False
        gated = self.row.draft.get("gated", "")
        return step != "gate" or (bool(gated) and self.today - date.fromisoformat(gated) <= FRESH)

    def first_open(self) -> str:
        """The step to go to: the first that is not answered."""
        return next((step for step in STEPS[:3] if not self.sound(step)), "lock")

    def forget(self) -> None:
        """Read everything anew: something was written."""
        self._read.clear()

    def may_open(self, step: str) -> bool:
        return all(self.sound(before) for before in STEPS[: STEPS.index(step)])


def bound(typed: Typed) -> "MultiValueDict[str, str]":
    """What was kept, as a form takes it."""
    return MultiValueDict({name: list(values) for name, values in typed.items()})


def _shown(step: str, kept: Typed) -> dict[str, Any]:
    many = {"question": {"touches", "secondary"}, "gate": {"fits"}}.get(step, set())
    return {name: list(values) if name in many else values[-1] for name, values in kept.items() if values}


def raw(post: "MultiValueDict[str, str]") -> dict[str, list[str]]:
    """What was typed, without what the page added."""
    return {name: post.getlist(name) for name in post if name not in {"csrfmiddlewaretoken", "go"}}


def keep(draft: Draft, step: str, typed: Typed, now: datetime) -> None:
    """Write a step down, and where the draft stands with it; what leads to help first is not written anywhere."""
    row = draft.row
    help_first = UNKEPT & {*typed.get("fits", ())} if step == "gate" else set()
    kept = {name: [value for value in values if value not in help_first] for name, values in typed.items()}
    row.draft = {**row.draft, step: kept}
    draft.forget()
    if step == "gate":
        row.draft["gated"] = draft.today.isoformat() if not help_first and draft.read("gate").is_valid() else ""
    row.changed = now
    question = draft.answers("question")
    if question:
        row.title, row.outcome_key = question["title"], question["outcome"]
    row.save()
    states.move(row, _standing(draft), now)


def _standing(draft: Draft) -> State:
    if not (draft.sound("question") and draft.sound("gate")):
        return State.DRAFT
    if draft.sound("plan"):
        return State.READY
    outcome = next(m for m in draft.read("question").metrics if m.key == draft.answers("question")["outcome"])
    return State.BASELINE if baseline(draft.user, outcome, draft.today).lacking else State.DRAFT
