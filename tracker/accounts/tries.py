"""Wrong passwords in a row for one name: each makes the next wait longer, and a hundred end it.

What is counted is a name as typed, whether anybody has it or not. It is counted twice: as seen from one network, and
from all strange ones together, so that guesses from many places are slowed as well. A network from which the right
password came within a month is no strange one, and a browser that somebody came in by before (known.py) has a
count of its own: nobody's guesses, from however many places, keep a person out there. A right password, or a new one,
begins the counts anew.
"""

from contextlib import ExitStack
from hashlib import sha256

from allauth.core.internal.ratelimit import cache_lock, get_ip
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.accounts.models import User, folded

FREE = 5  # so many wrong ones in a row cost nothing from one network
FREE_TOGETHER = 30  # and from all strange ones
FIRST, LONGEST = 5, 60  # minutes: the first wait, doubled by each further wrong one, never longer than this
MOST = 100
DAY = 24 * 60 * 60
# Seconds after the last one. Names that were tried a few times go first, so a flood of names leaves no long trace; and
# what is to go soonest is what a full table forgets first (tracker/web/counters.py).
KEPT_FEW, KEPT = DAY, 30 * DAY


def minutes_after(failures: int, free: int = FREE) -> int:
    """How long the next try waits after so many wrong ones in a row."""
    return 0 if failures < free else min(FIRST << min(failures - free, 10), LONGEST)


def _place(kind: str, *facts: str) -> str:
    return f"{kind}:" + sha256("\n".join(facts).encode()).hexdigest()


def _facts(name: str) -> tuple[str, str]:
    """What a count is about; with another password it is another count."""
    user = User.objects.named(name)
    return folded(name), user.get_session_auth_hash() if user else ""


def _places(request: HttpRequest, name: str, browser: str) -> dict[str, int]:
    """What is counted for this try, and how many wrong ones cost nothing there."""
    facts, network = _facts(name), get_ip(request)
    if browser:
        return {_place("browser", browser, *facts): FREE}
    places = {_place("tries", network, *facts): FREE}
    if not cache.get(_place("home", network, *facts)):
        places[_place("tries", *facts)] = FREE_TOGETHER
    return places


def take(request: HttpRequest, name: str, now: float, browser: str = "") -> None:
    """Count a try before the password is looked at, so that tries at the same moment are counted too.

    `browser` is the number of one that the person of this name came in by before.

    Raises:
        ValidationError: there may be none now; then none is counted.
    """
    places = _places(request, name, browser)
    with ExitStack() as stack:
        mine = all(stack.enter_context(cache_lock(place)) for place in places)
        here, *together = [_after_looking(place, free, now, mine=mine) for place, free in places.items()]
        # One network alone, however patient, shuts no other: it adds to the common count until its own waits begin.
        counts = [here + 1, *(failures + (here < FREE) for failures in together)]
        for place, failures in zip(places, counts, strict=True):
            cache.set(place, (failures, now), KEPT if failures >= FREE else KEPT_FEW)


def _after_looking(place: str, free: int, now: float, *, mine: bool) -> int:
    """How many wrong ones there were, if another may follow."""
    failures, last = cache.get(place, (0, 0.0))
    if failures >= MOST:
        raise ValidationError(_("Too many tries from here. Use a passkey, or change the password elsewhere."))
    left = last + 60 * minutes_after(failures, free) - now
    if left > 0 or not mine:
        minutes = max(1, -(-int(left) // 60))
        text = ngettext(
            "Too many tries. Wait %(count)d minute, then try again.",
            "Too many tries. Wait %(count)d minutes, then try again.",
            minutes,
        )
        raise ValidationError(text % {"count": minutes}, code="too_many_login_attempts")
    return int(failures)


def forget(request: HttpRequest, name: str, browser: str = "") -> None:
    """The password was right: the counts begin anew, and this network is one of theirs."""
    facts, network = _facts(name), get_ip(request)
    counts = [("tries", network, *facts), ("tries", *facts), ("browser", browser, *facts)]
    cache.delete_many([_place(*count) for count in counts])
    cache.set(_place("home", network, *facts), 1, KEPT)
