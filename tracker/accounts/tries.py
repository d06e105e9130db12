"""Wrong passwords in a row for one name from one address: each makes the next wait longer, a hundred end it.

What is counted is a name as typed, whether anybody has it or not, as seen from one network. So nobody's guesses keep
a person out anywhere else, nor in a browser that they came in by before (known.py). A right password, or a new one,
begins the count anew.
"""

from hashlib import sha256

from allauth.core.internal.ratelimit import cache_lock, get_ip
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.accounts.models import User, folded

FREE = 5  # so many wrong ones in a row cost nothing
FIRST, LONGEST = 5, 60  # minutes: the first wait, doubled by each further wrong one, never longer than this
MOST = 100
KEPT = 30 * 24 * 60 * 60  # seconds after the last one


def minutes_after(failures: int) -> int:
    """How long the next try waits after so many wrong ones in a row."""
    return 0 if failures < FREE else min(FIRST << min(failures - FREE, 10), LONGEST)


def _place(request: HttpRequest, name: str) -> str:
    user = User.objects.named(name)
    facts = (get_ip(request), folded(name), user.get_session_auth_hash() if user else "")
    return "tries:" + sha256("\n".join(facts).encode()).hexdigest()


def take(request: HttpRequest, name: str, now: float) -> None:
    """Count a try before the password is looked at, so that tries at the same moment are counted too.

    Raises:
        ValidationError: there may be none now.
    """
    place = _place(request, name)
    with cache_lock(place) as mine:
        failures, last = cache.get(place, (0, 0.0))
        if failures >= MOST:
            raise ValidationError(_("Too many tries from here. Use a passkey, or change the password elsewhere."))
        left = last + 60 * minutes_after(failures) - now
        if left > 0 or not mine:
            minutes = max(1, -(-int(left) // 60))
            text = ngettext(
                "Too many tries. Wait %(count)d minute, then try again.",
                "Too many tries. Wait %(count)d minutes, then try again.",
                minutes,
            )
            raise ValidationError(text % {"count": minutes}, code="too_many_login_attempts")
        cache.set(place, (failures + 1, now), KEPT)


def forget(request: HttpRequest, name: str) -> None:
    """The password was right."""
    cache.delete(_place(request, name))
