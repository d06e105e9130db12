"""Who should not try what: questions asked before a self-test, and what each answer blocks, asks for or warns of."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from django.utils.translation import gettext_noop as _

Touches = Literal[
    "food", "fermented", "fibre", "restriction", "meal_times", "diet", "supplement", "probiotic", "magnesium",
    "sleep", "calm", "movement", "outdoors", "skin", "mood", "other",
]  # fmt: skip


class Action(IntEnum):
    """What an answer leads to, the strictest last."""

    ALLOW = 0
    WARN = 1
    AGREE = 2  # only with a doctor's yes: date and name
    BLOCK = 3


EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Situation:
    """Something that may fit a person: a question, a text for it, and what it does to which kinds of habit.

    `help_first` ones lead to the help page instead of a self-test.
    """

    key: str
    question: str
    text: str
    rules: dict[str, Action]
    help_first: bool = False


SITUATIONS: tuple[Situation, ...] = (
    Situation(
        "under_18", _("Under 18"),
        _("Experiments here are for adults. Talk to a parent and your doctor or school nurse."),
        {EVERYTHING: Action.BLOCK},
    ),
    Situation(
        "crisis", _("Thoughts of ending your life or hurting yourself"),
        _("Get support now. The diary can wait."),
        {EVERYTHING: Action.BLOCK}, help_first=True,
    ),
    Situation(
        "low_now", _("Low mood or worry most days now, or a crisis"),
        _("This is not the time for trials on your own. Get support first; the diary can wait."),
        {EVERYTHING: Action.BLOCK}, help_first=True,
    ),
    Situation(
        "red_flags", _("Blood in the stool, fever, vomiting, pain at night, or weight loss you cannot explain"),
        _("See a doctor first. No experiment while any of these is there."),
        {EVERYTHING: Action.BLOCK}, help_first=True,
    ),
    Situation(
        "pregnant", _("Pregnant, trying, or breastfeeding"),
        _("Food, sleep and calm habits are fine to note, without unpasteurised products. "
          "Supplements need your midwife or doctor, not an experiment."),
        {"supplement": Action.BLOCK, "fermented": Action.WARN, "movement": Action.WARN, "diet": Action.WARN},
    ),
    Situation(
        "eating", _("An eating disorder, now or earlier, or food notes that make you anxious"),
        _("Counting food can feed an eating disorder. Food-free mode keeps mood, sleep, stress and gut only. "
          "You can switch it on without giving a reason."),
        {"restriction": Action.BLOCK, "diet": Action.BLOCK, "meal_times": Action.BLOCK, "fibre": Action.BLOCK,
         "food": Action.WARN, "movement": Action.WARN},
    ),
    Situation(
        "kidney", _("Kidney disease, one kidney, or dialysis"),
        _("Your kidneys clear magnesium. With reduced function it can build up and become dangerous. "
          "Do not take magnesium unless your kidney team says so."),
        {"magnesium": Action.BLOCK, "supplement": Action.AGREE, "fibre": Action.AGREE, "diet": Action.AGREE},
    ),
    Situation(
        "immune", _("A weak immune system, chemotherapy, a transplant, a central line, damaged heart valves, "
                    "a short bowel, recent surgery or acute pancreatitis"),
        _("Live bacteria can on rare occasions enter the blood. Do not take probiotics without your hospital team."),
        {"probiotic": Action.BLOCK, "fermented": Action.AGREE},
    ),
    Situation(
        "bipolar", _("Bipolar disorder, past mania or psychosis"),
        _("Changes in sleep, supplements and activity can set off an episode. Plan experiments with your team. If you "
          "sleep much less without being tired, feel speeded up or take unusual risks, contact them the same day."),
        {"mood": Action.AGREE, "sleep": Action.AGREE, "supplement": Action.AGREE, "movement": Action.AGREE,
         "calm": Action.WARN},
    ),
    Situation(
        "maoi", _("MAO-inhibitor medicines, or linezolid"),
        _("Fermented and aged foods can cause a dangerous rise in blood pressure with these medicines. "
          "Keep to the food list you were given."),
        {"fermented": Action.BLOCK, "diet": Action.AGREE},
    ),
    Situation(
        "prescribed", _("Any prescribed medicine"),
        _("Ask your doctor or pharmacist whether it goes with a supplement, and how many hours to keep between them."),
        {"supplement": Action.AGREE},
    ),
    Situation(
        "antibiotics", _("Antibiotics now or in the last four weeks"),
        _("Wait until four weeks have passed: the gut is still settling."),
        {"probiotic": Action.BLOCK, "magnesium": Action.AGREE},
    ),
    Situation(
        "narrow", _("A narrowing of the bowel, trouble swallowing, or recent bowel surgery"),
        _("More fibre may worsen symptoms. A doctor or dietitian has to agree first."),
        {"fibre": Action.AGREE, "fermented": Action.AGREE},
    ),
    Situation(
        "gut", _("Irritable bowel, inflammatory bowel disease or coeliac disease"),
        _("More fibre or fermented food may worsen symptoms. Go at half the pace, and stop if it gets worse. "
          "A dietitian can help you choose."),
        {"fibre": Action.WARN, "fermented": Action.WARN},
    ),
    Situation(
        "diabetes", _("Diabetes treated with insulin or a sulfonylurea"),
        _("Changing meals changes your dose."),
        {"meal_times": Action.BLOCK, "diet": Action.AGREE, "restriction": Action.AGREE, "movement": Action.WARN},
    ),
    Situation(
        "limits", _("Heart disease, an injury, ME/CFS, or exercise that is hard to stop"),
        _("Follow the plan you have."),
        {"movement": Action.AGREE},
    ),
    Situation(
        "salt", _("A diet low in salt, or trouble with histamine"),
        _("Many fermented foods hold much salt or histamine. Choose with care, and stop if it gets worse."),
        {"fermented": Action.WARN},
    ),
    Situation(
        "sleep_risk", _("Epilepsy, shift work, or driving for a living"),
        _("A change of sleep can make you unsafe. Agree on it first."),
        {"sleep": Action.AGREE},
    ),
    Situation(
        "trauma", _("Trauma or panic that breathing exercises bring up"),
        _("Stop if it gets worse. Keeping your eyes open or walking is as good."),
        {"calm": Action.WARN},
    ),
    Situation(
        "skin_treatment", _("Prescribed skin treatment, or signs of an infected skin"),
        _("Keep to the treatment you were given. Have signs of infection looked at first."),
        {"skin": Action.AGREE},
    ),
)  # fmt: skip
KEYS = tuple(situation.key for situation in SITUATIONS)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the gate says: the strictest action, and the situations behind it and behind milder warnings."""

    action: Action
    blocked: tuple[Situation, ...]
    to_agree: tuple[Situation, ...]
    warned: tuple[Situation, ...]

    @property
    def allowed(self) -> bool:
        return self.action <= Action.WARN

    @property
    def help_first(self) -> bool:
        """Whether help comes before anything else."""
        return any(situation.help_first for situation in self.blocked)


def decide(touches: Collection[str], fitting: Collection[str], agreed: Collection[str] = ()) -> Decision:
    """What a self-test of such a habit needs, for a person whom these situations fit.

    Args:
        touches: what kind of habit it is.
        fitting: keys of the situations that fit.
        agreed: keys of those a doctor has agreed to; that lifts no block.

    Raises:
        ValueError: if a situation is unknown, so that a misspelt answer never lets anything through.
    """
    if unknown := (set(fitting) | set(agreed)) - set(KEYS):
        raise ValueError(f"no situation is called {', '.join(sorted(unknown))}")
    found: dict[Action, list[Situation]] = {action: [] for action in Action}
    for situation in SITUATIONS:
        if situation.key in fitting:
            action = max(situation.rules.get(each, Action.ALLOW) for each in (EVERYTHING, *touches))
            settled = action == Action.AGREE and situation.key in agreed
            found[Action.WARN if settled else action].append(situation)
    strictest = max((action for action in Action if found[action]), default=Action.ALLOW)
    return Decision(strictest, *(tuple(found[action]) for action in (Action.BLOCK, Action.AGREE, Action.WARN)))
