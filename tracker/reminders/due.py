"""What is due now: written into the ledger once, however often and by however many it is looked up."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q

from tracker.accounts.models import User
from tracker.diary import breaks
from tracker.diary.models import CheckIn
from tracker.metrics import Source, those
from tracker.reminders.models import Channel, Reminder, ReminderChoice, Sending
from tracker.reminders.when import is_quiet, moments

PROMPT = timedelta(minutes=5)  # later than this it was missed: the machine was off
LATEST = timedelta(minutes=30)
AHEAD = timedelta(days=8)
KEPT = timedelta(days=60)
CORE = tuple(metric.key for metric in those(source=Source.CHECK_IN, module=""))


def choice_of(user: User) -> ReminderChoice:
    return ReminderChoice.objects.filter(owner=user).first() or ReminderChoice(owner=user)


def people() -> Iterable[User]:
    """Whoever has a reminder and a channel to send it through."""
    ready = Channel.objects.ready().values("owner")
    users = User.objects.real().filter(is_active=True, reminders__isnull=False, pk__in=ready)
    return users.distinct().order_by("pk")


def note_due(now: datetime) -> None:
    """Write down what is to be sent; what stands there already stays as it is."""
    Sending.objects.filter(moment__lt=now - KEPT).delete()
    for user in people():
        found = due(list(Reminder.objects.filter(owner=user)), user, now)
        channels = list(Channel.objects.ready().filter(owner=user))
        Sending.objects.bulk_create(
            [
                Sending(owner=user, reminder=reminder, channel=channel, moment=moment, next_try=now)
                for reminder, moment in found
                for channel in channels
                if channel.created <= moment
            ],
            ignore_conflicts=True,
        )


def due(reminders: Sequence[Reminder], user: User, now: datetime) -> list[tuple[Reminder, datetime]]:
    """Each reminder of the last minutes; of those that were missed at most the last, within half an hour."""
    found = [
        (reminder, moment)
        for reminder in reminders
        for moment in moments(reminder, user.zone, max(now - LATEST, reminder.since), now)
    ]
    prompt = [pair for pair in found if now - pair[1] <= PROMPT]
    return prompt or sorted(found, key=lambda pair: pair[1])[-1:]


def is_wanted(user: User, moment: datetime, now: datetime) -> bool:
    """Whether nothing speaks against it: quiet hours, a break, a day that is answered."""
    choice, day = choice_of(user), user.today(now)
    clocks = (at.astimezone(user.zone).time() for at in (moment, now))
    if any(is_quiet(clock, choice.quiet_from, choice.quiet_until) for clock in clocks):
        return False
    return breaks.on(user, day) is None and not (choice.skip_answered and is_answered(user, day))


def is_answered(user: User, day: date) -> bool:
    """Whether each of the day's own questions has an answer."""
    unanswered = Q()
    for key in CORE:
        unanswered |= Q(**{key: None})
    return CheckIn.objects.filter(owner=user, day=day).exclude(unanswered).exists()


def next_due(now: datetime) -> datetime | None:
    """When there is something to do again; None while nobody has both a time and a channel."""
    found = [
        moment
        for user in people()
        for reminder in Reminder.objects.filter(owner=user)
        for moment in list(moments(reminder, user.zone, now, now + AHEAD))[:1]
    ]
    retries = Sending.objects.exclude(next_try=None).order_by("next_try").values_list("next_try", flat=True)[:1]
    return min([*found, *(moment for moment in retries if moment)], default=None)
