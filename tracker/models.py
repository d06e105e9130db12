"""The index of every table, one line a room."""

from tracker.accounts.models import Invitation, User
from tracker.diary.models import CheckIn, Dose, Event, Night, SavedAnswer, Serving, Supplement
from tracker.exchange.models import ImportBatch, MoodWord
from tracker.foods.models import Favourite, Food, LoadedSeed, SavedMeal, SavedMealItem

__all__ = [
    "CheckIn", "Dose", "Event", "Favourite", "Food", "ImportBatch", "Invitation", "LoadedSeed", "MoodWord", "Night",
    "SavedAnswer", "SavedMeal", "SavedMealItem", "Serving", "Supplement", "User",
]  # fmt: skip
