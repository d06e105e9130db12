"""The index of every table, one line a room."""

from tracker.accounts.models import Invitation, User
from tracker.diary.breaks import Break
from tracker.diary.models import CheckIn, Dose, Event, Night, OwnTracker, OwnValue, SavedAnswer, Serving, Supplement
from tracker.diary.moments import Moment, MoodName
from tracker.diary.results import LabValue, Total
from tracker.exchange.models import ImportBatch, ImportMapping, MoodWord
from tracker.foods.models import Favourite, Food, LoadedSeed, SavedMeal, SavedMealItem

__all__ = [
    "Break", "CheckIn", "Dose", "Event", "Favourite", "Food", "ImportBatch", "Invitation", "LabValue",
    "LoadedSeed", "Moment", "MoodName", "MoodWord", "Night", "OwnTracker", "OwnValue", "SavedAnswer",
    "SavedMeal", "SavedMealItem", "Serving", "Supplement", "Total", "User",
]  # fmt: skip
