"""What the pages of the room show: the list, the four steps, the plan before and after its lock."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tracker.accounts.models import User
from tracker.diary.catalogue import metrics_for
from tracker.experiments import planning, protocol, wording
from tracker.experiments.forms import DEFAULT_OUTCOME, LockForm, QuestionForm
from tracker.experiments.locking import Agreed
from tracker.experiments.models import ENDED, OPEN, Blinding, Expects, Experiment, State
from tracker.experiments.plan_forms import PlanForm
from tracker.experiments.planning import Baseline
from tracker.experiments.starters import NEVER, STARTERS, Starter, called, starter
from tracker.experiments.steps import Draft
from tracker.experiments.touching import STARTER_OF
from tracker.metrics import BY_KEY, Metric
from tracker.web import naming

FIRST = 5  # ready-made questions beside the form; the list has them all
EXAMPLE = (0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0)  # what an order looks like; nobody's own
ICONS = {
    "calm": "hourglass", "sleep": "moon", "outdoors": "sun", "fermented": "jar", "fibre": "sprout",
    "movement": "footprints", "meal_times": "utensils", "restriction": "utensils", "skin": "layers",
    "diet": "utensils", "supplement": "pill",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Idea:
    """A ready-made question as the list offers it."""

    starter: Starter
    icon: str
    looks_at: str


def ideas(user: User, *, gated: bool) -> list[Idea]:
    """The ready-made questions, without food in food-free mode; two only for whoever answered the safety questions."""
    offered = (s for s in STARTERS if (gated or not s.hidden) and not (user.food_free and "food" in s.touches))
    return [Idea(s, _icon(s), naming.label(BY_KEY[s.outcome])) for s in offered]


def _icon(each: Starter) -> str:
    return next((icon for touch, icon in ICONS.items() if touch in each.touches), "flask-conical")


def index(user: User, today: date) -> dict[str, Any]:
    """All of a person's experiments by where they stand; what was called off is not listed."""
    rows = list(Experiment.objects.filter(owner=user).exclude(state=State.CANCELLED).order_by("-changed", "-pk"))
    gated = any(row.draft.get("gated") for row in rows)
    locked = next((row for row in rows if row.state == State.LOCKED), None)
    return {
        "locked": locked and Locked.of(locked, today),
        "drafts": [row for row in rows if row.state in OPEN],
        "finished": [(row, address(row)) for row in rows if row.state in ENDED],
        "ideas": ideas(user, gated=gated),
        "never": [_(each) for each in NEVER],
        "planner": not locked,
    }


@dataclass(frozen=True, slots=True)
class Locked:
    """The experiment that is locked, as far as it may be known today."""

    row: Experiment
    state: State
    periods: tuple[protocol.Known, ...]
    now: protocol.Known | None
    does: str
    url: str

    @classmethod
    def of(cls, row: Experiment, today: date) -> "Locked":
        periods = protocol.known(row, today)
        now = next((period for period in periods if today in period), None)
        does = "" if now is None or now.condition is None else (row.habit if now.condition else row.usual)
        return cls(row, row.state_on(today), periods, now, does, address(row))


def address(row: Experiment) -> str:
    """Where a locked experiment is lived with, or read."""
    try:
        return reverse("experiments:running", args=[row.uid])
    except NoReverseMatch:
        return reverse("experiments:lock", args=[row.uid])


def begun(user: User, asked: Mapping[str, str]) -> tuple[Experiment, dict[str, Any]]:
    """A draft not yet written, with what the way in says: a template, or a habit and an outcome."""
    slug = called(asked.get("template", ""))
    known = {metric.key: metric for metric in metrics_for(user)}
    habit = known.get(asked.get("habit", ""))
    slug = slug or (STARTER_OF.get(habit.key, "") if habit else "")
    if slug and user.food_free and "food" in starter(slug).touches:
        slug = ""
    row = Experiment(owner=user, starter=slug, habit_key=habit.key if habit else "")
    return row, _first(slug, habit, asked.get("outcome", ""))


def _first(slug: str, habit: Metric | None, outcome: str) -> dict[str, Any]:
    said = outcome if outcome in BY_KEY or outcome.startswith("own_") else ""
    if not slug:
        named = naming.label(habit) if habit else ""
        return {"habit": named, "outcome": said or DEFAULT_OUTCOME, "meaningful": "1", "expects": ""}
    each = starter(slug)
    chosen = said or each.outcome
    return {
        "habit": _(each.habit), "usual": _(each.usual), "outcome": chosen, "meaningful": "1", "expects": "",
        "secondary": [key for key in (each.outcome, *each.others) if key != chosen][:3],
    }  # fmt: skip


def question(user: User, form: QuestionForm, row: Experiment, today: date) -> dict[str, Any]:
    """The first step: how each feeling moved lately stands beside it."""
    found, offered = planning.baselines(user, form.metrics, today), ideas(user, gated=False)
    return {
        "form": form, "row": row, "starter": form.ready_made, "moves": list(_moves(form.metrics, found)),
        "ideas": [idea for place, idea in enumerate(offered) if place < FIRST or idea.starter is form.ready_made],
    }  # fmt: skip


def _moves(metrics: Iterable[Metric], found: Mapping[str, Baseline]) -> Iterator[str]:
    for metric in metrics:
        if not found[metric.key].lacking:
            spread = wording.points(metric, found[metric.key].days.spread)
            yield _("%(outcome)s %(spread)s") % {"outcome": naming.label(metric), "spread": spread}


def gate(draft: Draft, form: Any) -> dict[str, Any]:
    """The second step."""
    return {
        "form": form, "row": draft.row, "blocked": form.decision.blocked if form.is_bound else (),
        "warned": form.decision.warned if form.is_bound else (), "agreements": form.agreements(),
        "help_first": form.is_bound and form.decision.help_first,
    }  # fmt: skip


def plan(draft: Draft, form: PlanForm) -> dict[str, Any]:
    """The third step: every plan with what it could show, those that cannot answer among them."""
    meaningful = float(draft.answers("question").get("meaningful") or 1)
    plans = form.plans
    told = [wording.told(option, form.outcome, meaningful, form.first_day) for option in plans.options]
    willing = int(form.said("willing") or 0)
    chosen = form.said("plan") or ""
    return {
        "form": form, "row": draft.row, "chosen": chosen, "plans": plans, "example": EXAMPLE,
        "tests": [each for each in told if each.option.open and each.option.design],
        "refused": [each for each in told if not each.option.open], "watching": chosen.startswith("watch"),
        "watches": [each for each in told if not each.option.design],
        "rests_on": wording.rests_on(plans.baseline, form.outcome) if plans.advice else "",
        "lacking": wording.lacking(plans.baseline, form.outcome) if plans.baseline.lacking else "",
        "none_reliable": wording.none_reliable(plans, form.outcome, meaningful, willing),
    }  # fmt: skip


def agreed(draft: Draft) -> Agreed:
    """All that the sound steps say."""
    form = draft.read("plan")
    form.is_valid()
    said = draft.answers("question")
    known = {metric.key: metric for metric in (*BY_KEY.values(), *metrics_for(draft.user, archived=True))}
    beside = [naming.label(known[key]) for key in said["secondary"] if key in known]
    worded = {"beside": beside, "expects_label": str(Expects(said["expects"]).label) if said["expects"] else ""}
    return Agreed(
        said | worded, draft.answers("gate"), form.cleaned_data, form.plans, form.outcome, settings.VERSION
    )  # fmt: skip


def lock(draft: Draft, form: LockForm) -> dict[str, Any]:
    """The last step: the whole plan to read over."""
    other = Experiment.objects.filter(owner=draft.user, state=State.LOCKED).first()
    found = agreed(draft)
    return {
        "form": form, "row": draft.row, "rows": wording.rows(found), "option": found.option,
        "helped": found.plan["blinding"] == Blinding.HELPER,
        "other": other and Locked.of(other, draft.today),
    }  # fmt: skip


def sealed(row: Experiment, today: date) -> dict[str, Any]:
    """A plan that is locked: its fingerprint and what was sealed."""
    hash_ = row.protocol_hash
    groups = [hash_[at : at + 4] for at in range(0, len(hash_), 4)]
    return {"row": row, "locked": Locked.of(row, today), "fingerprint": " ".join(groups)}
