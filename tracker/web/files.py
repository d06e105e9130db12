"""A figure's file as an answer: private, made only if it changed, and able to do nothing by itself."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

WHILE = 15 * 60  # seconds
# A picture opened by itself may run nothing, load nothing and be framed by nobody.
LOCKED = "default-src 'none'; frame-ancestors 'none'; sandbox"


class Drawn:
    """The files made last, by their tags: a tag names the person and all that is drawn."""

    def __init__(self, room: int) -> None:
        self.room, self.used = room, 0
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, tag: str, make: Callable[[], bytes | str]) -> bytes:
        with self._lock:
            if tag in self._files:
                self._files.move_to_end(tag)
                return self._files[tag]
        made = make()
        file = made.encode() if isinstance(made, str) else made
        with self._lock:
            self.used += len(file) - len(self._files.pop(tag, b""))
            self._files[tag] = file
            while self.used > self.room:
                self.used -= len(self._files.popitem(last=False)[1])
        return file


DRAWN = Drawn(settings.KEPT_FILES_BYTES)


def answer(
    request: HttpRequest, tag: str, content_type: str, make: Callable[[], bytes | str], *, named: bool = False
) -> HttpResponse:
    """The file, or that the browser's own copy is still right.

    One whose address names what it shows (`named`) need not be asked for again for a while; not for longer, since
    each time that it is asked for somebody looks whether this browser is still signed in.
    """
    response = get_conditional_response(request, etag=tag) or HttpResponse(
        DRAWN.get(tag, make), content_type=content_type
    )
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"private, max-age={WHILE}" if named else "private, no-cache"
    response.headers["Content-Security-Policy"] = LOCKED
    return response
