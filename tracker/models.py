"""The index of every table, one line a room."""

from tracker.accounts.audit import AuditEntry
from tracker.accounts.models import Invitation, KeptCopy, User
from tracker.api.models import ApiReply, ApiToken
from tracker.diary.breaks import Break
from tracker.diary.models import CheckIn, Dose, Event, Night, OwnTracker, OwnValue, SavedAnswer, Serving, Supplement
from tracker.diary.moments import Moment, MoodName
from tracker.diary.results import LabValue, Total
from tracker.exchange.models import ImportBatch, ImportJob, ImportMapping, MoodWord
from tracker.experiments.models import (
    Adherence,
    AdverseEvent,
    Experiment,
    ExperimentEvent,
    FrozenDay,
    Period,
    Result,
    Sealed,
)
from tracker.foods.models import Favourite, Food, LoadedSeed, SavedMeal, SavedMealItem
from tracker.insights.models import Inquiry
from tracker.reminders.models import Channel, Reminder, ReminderChoice, Sending
from tracker.report.models import PageChoice, SharedPage

__all__ = [
    "Adherence", "AdverseEvent", "ApiReply", "ApiToken", "AuditEntry", "Break", "Channel", "CheckIn", "Dose", "Event",
    "Experiment", "ExperimentEvent", "Favourite", "Food", "FrozenDay", "ImportBatch", "ImportJob", "ImportMapping",
    "Inquiry", "Invitation", "KeptCopy", "LabValue", "LoadedSeed", "Moment", "MoodName", "MoodWord", "Night",
    "OwnTracker", "OwnValue", "PageChoice", "Period", "Reminder", "ReminderChoice", "Result", "SavedAnswer",
    "SavedMeal", "SavedMealItem", "Sealed", "Sending", "Serving", "SharedPage", "Supplement", "Total", "User",
]  # fmt: skip
