"""The words that rows of self-tests are told apart by; keys are kept, labels are read."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a self-test stands. RUNNING and COMPLETE follow from the date: `Experiment.state_on`, never stored."""

    DRAFT = "draft", _("Draft")
    BASELINE = "baseline", _("Noting your usual days")
    READY = "ready", _("Ready to lock")
    LOCKED = "locked", pgettext_lazy("of a plan", "Locked")
    RUNNING = "running", _("Running")
    COMPLETE = "complete", pgettext_lazy("of an experiment", "Complete")
    REVEALED = "revealed", _("Result shown")
    STOPPED_SAFETY = "stopped_safety", _("Stopped for safety")
    STOPPED_USER = "stopped_user", _("Stopped by you")
    CANCELLED = "cancelled", _("Called off before the start")


OPEN = (State.DRAFT, State.BASELINE, State.READY)
STORED = (*OPEN, State.LOCKED, State.REVEALED, State.STOPPED_SAFETY, State.STOPPED_USER, State.CANCELLED)
ENDED = (State.REVEALED, State.STOPPED_SAFETY, State.STOPPED_USER)


class Expects(models.TextChoices):
    """What the person expects before the start; shown beside the answer."""

    UNSAID = "", _("I would rather not say")
    BETTER = "better", _("Better with it")
    SAME = "same", _("No difference")
    WORSE = "worse", _("Worse with it")
    UNSURE = "unsure", _("I cannot tell")


class Blinding(models.TextChoices):
    NONE = "none", _("You know what you do")
    HELPER = "helper", _("A helper fills numbered boxes")


class Did(models.TextChoices):
    YES = "yes", _("As planned")
    PARTLY = "partly", pgettext_lazy("how the plan was followed", "Partly")
    NO = "no", pgettext_lazy("how the plan was followed", "No")


class HappeningKind(models.TextChoices):
    ILLNESS = "illness", _("Illness")
    TRAVEL = "travel", _("Travel")
    NEW_MEDICINE = "new_medicine", _("New medicine")
    DOSE = "dose", _("Another amount or product")
    PAUSE = "pause", pgettext_lazy("of an experiment", "Pause")
    OTHER = "other", _("Something else")


class ResultKind(models.TextChoices):
    PRIMARY = "primary"
    EXPLORATORY = "exploratory"
