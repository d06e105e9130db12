"""When a quiet card offers help: many low days, at most once a fortnight, and never a judgement.

The rule and its limits are the dossier's: mood 3 or lower on ten of the last fourteen noted days. The card names
no condition, gives no risk, and nothing is sent to anybody. During a break it rests.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from tracker.accounts.models import User
from tracker.diary import breaks
from tracker.diary.models import CheckIn
from tracker.web.together import Together

LOW = 3
ENTRIES = 14
ENOUGH = 10
PAUSE = timedelta(days=14)
# Fourteen entries that lie months apart say nothing about now.
WITHIN = timedelta(days=42)


class LowDays(NamedTuple):
    """How many of the last entries were low."""

    low: int
    entries: int


def _moods(owner: int, first: date, last: date) -> dict[str, QuerySet[Any, Any]]:
    return {"moods": CheckIn.objects.filter(owner=owner, day__range=(first, last)).values_list("day", "mood")}


MOODS = Together(_moods, owner=int, first=date, last=date)


def moods_between(user: User, first: date, last: date) -> list[tuple[date, int | None]]:
    """Of each day with an entry its mood; one query."""
    return MOODS.read(owner=user.pk, first=first, last=last)["moods"]


def count_low_days(user: User, today: date) -> LowDays | None:
    """The last fourteen entries, if ten or more of them are low; one query."""
    return low_among(moods_between(user, today - WITHIN, today), today)


def low_among(moods: Iterable[tuple[date, int | None]], today: date) -> LowDays | None:
    """The same, of moods by their day that were read already, with others among them or not."""
    noted = sorted((day, mood) for day, mood in moods if mood is not None and today - WITHIN <= day <= today)
    last = [mood for _day, mood in noted[-ENTRIES:]]
    low = sum(mood <= LOW for mood in last)
    return LowDays(low, len(last)) if len(last) == ENTRIES and low >= ENOUGH else None


def offer(user: User, today: date, moods: Iterable[tuple[date, int | None]] | None = None) -> bool:
    """After a mood was noted: whether the card begins to show today; it then rests for a fortnight.

    `moods` are those of the last weeks by their day, where they were read already.
    """
    resting = user.low_card_shown is not None and today < user.low_card_shown + PAUSE
    if not user.low_card or resting:
        return False
    low = count_low_days(user, today) if moods is None else low_among(moods, today)
    if low is None or breaks.on(user, today):
        return False
    user.low_card_shown = today
    User.objects.filter(pk=user.pk).update(low_card_shown=today)
    return True


def shown(user: User, today: date, *, resting: bool | None = None) -> LowDays | None:
    """What the card says today; None on every other day, and once the person put it away.

    `resting` says whether a break covers today, where that was read already.
    """
    if not user.low_card or user.low_card_shown != today:
        return None
    resting = breaks.on(user, today) is not None if resting is None else resting
    return None if resting else count_low_days(user, today)


def put_away(user: User, today: date) -> None:
    """Not now: the card is gone, the fortnight runs on."""
    if user.low_card_shown == today:
        User.objects.filter(pk=user.pk).update(low_card_shown=today - timedelta(days=1))
