"""Answers kept as they were made, for one browser, for as long as nothing that they rest on can have changed.

A view says that its answers may be kept (`keepable`): they rest on the request, the database and the clock alone.
They are given again for the same request (address, cookies, language, what htmx says) until anything at all is
written to the database, and never past the quarter of an hour in which they were made: a day begins on a quarter
everywhere. Where it cannot be told whether something was written (PostgreSQL), nothing is kept.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar, cast

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from tracker.web import keys

QUARTER = 15 * 60  # seconds
KEPT = {200, 304}
# A form that is sent twice is one change, so two showings of a page never share the keys of their forms.
# The words before it are what is looked for, so that they come with it: a look behind is tried at every letter.
_FORM_KEY = re.compile(rb'(name="key" value=")[0-9a-f]{32}(?=")')
_ASKED = ("HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE",
          "HTTP_IF_NONE_MATCH", "wsgi.url_scheme")  # fmt: skip

Door = Callable[[HttpRequest], HttpResponse]
P = ParamSpec("P")
T = TypeVar("T")
More = TypeVar("More")
Name = tuple[object, ...]


def keepable(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """The answers of this view rest on the request, the database and the clock, and on nothing else."""

    @wraps(view)
    def marked(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return keep(view(*args, **kwargs))

    return marked


def keep(response: HttpResponse) -> HttpResponse:
    """The same of one answer, where a view has others that move by themselves."""
    response.keepable = True  # type: ignore[attr-defined]
    return response


class Clockwork:
    """Counts on whenever this process notices that the database was written to, by whomever."""

    def __init__(self) -> None:
        self._seen, self._lock, self._count = threading.local(), threading.Lock(), 0

    def now(self) -> int | None:
        """A number that has grown if anything was written since it was last asked; None where nobody can tell.

        SQLite tells a connection apart what others committed (data_version) and what it wrote itself
        (total_changes). Every thread has a connection; the first that notices moves the count on for all, and one
        that notices later moves it once more, which costs a page made anew and never shows an old one.
        """
        if connection.vendor != "sqlite":
            return None
        connection.ensure_connection()
        raw = connection.connection
        seen = raw, raw.execute("PRAGMA data_version").fetchone()[0], raw.total_changes
        with self._lock:
            if getattr(self._seen, "last", None) != seen:
                self._seen.last = seen
                self._count += 1
            return self._count


class Page(NamedTuple):
    """An answer: the pieces of its body, between which the keys of forms stand."""

    status: int
    headers: tuple[tuple[str, str], ...]
    pieces: tuple[bytes, ...]
    made: tuple[int, int]

    @classmethod
    def of(cls, response: HttpResponse, made: tuple[int, int]) -> "Page":
        *parts, last = _FORM_KEY.split(response.content)
        pieces = (*(text + before for text, before in zip(parts[::2], parts[1::2], strict=True)), last)
        return cls(response.status_code, tuple(response.items()), pieces, made)

    @property
    def size(self) -> int:
        return sum(map(len, self.pieces))

    def again(self) -> HttpResponse:
        body = self.pieces[0]
        if len(self.pieces) > 1:
            others = self.pieces[1:]
            body += b"".join(key.encode() + piece for key, piece in zip(keys.several(len(others)), others, strict=True))
        return HttpResponse(body, status=self.status, headers=dict(self.headers))


class Shelf:
    """As many pages as fit; the one not asked for longest goes first."""

    def __init__(self, room: int) -> None:
        self.room, self.used = room, 0
        self._pages: OrderedDict[Name, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Name, made: tuple[int, int]) -> Page | None:
        with self._lock:
            page = self._pages.get(name)
            if page is None:
                return None
            if page.made != made:
                self._drop(name)
                return None
            self._pages.move_to_end(name)
            return page

    def put(self, name: Name, page: Page) -> None:
        with self._lock:
            self._drop(name)
            self._pages[name] = page
            self.used += page.size
            while self.used > self.room:
                self._drop(next(iter(self._pages)))

    def _drop(self, name: Name) -> None:
        if page := self._pages.pop(name, None):
            self.used -= page.size


CLOCKWORK = Clockwork()


class Unwritten(Generic[T]):
    """The values read last, by name, each until anything is written to the database.

    The name holds the person and all that was asked; whoever is given a value leaves it as it is. Inside a
    transaction nothing is kept: it may yet be taken back.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: OrderedDict[Name, tuple[int, T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Name, read: Callable[[], T]) -> T:
        written = _written()
        if written is None:
            return read()
        with self._lock:
            before, value = self._values.get(name, (None, None))
        if before == written:
            return cast(T, value)
        value = read()
        self._keep(name, written, value)
        return value

    def beside(self, name: Name, read: Callable[[], More], value: Callable[[More], T]) -> More:
        """What `read` gives, in which a value lies that others will ask for by its name."""
        written = _written()
        found = read()
        if written is not None:
            self._keep(name, written, value(found))
        return found

    def _keep(self, name: Name, written: int, value: T) -> None:
        """Unless something was written while it was read."""
        if CLOCKWORK.now() != written:
            return
        with self._lock:
            self._values[name] = written, value
            self._values.move_to_end(name)
            while len(self._values) > self.most:
                self._values.popitem(last=False)


def _written() -> int | None:
    return None if connection.in_atomic_block else CLOCKWORK.now()


def kept(get_response: Door) -> Door:
    """The outermost middleware: what is kept holds every header of the answer."""
    clockwork, shelf = CLOCKWORK, Shelf(settings.KEPT_PAGES_BYTES)

    def middleware(request: HttpRequest) -> HttpResponse:
        name = _name(request) if shelf.room else None
        written = clockwork.now() if name else None
        if name is None or written is None:
            return get_response(request)
        made = written, int(time.time() // QUARTER)
        if page := shelf.get(name, made):
            return page.again()
        response = get_response(request)
        if _may_be_kept(request, response) and made == (clockwork.now(), int(time.time() // QUARTER)):
            shelf.put(name, Page.of(response, made))
        return response

    return middleware


def _name(request: HttpRequest) -> Name | None:
    """What tells one request from another; None for one that changes something or whose browser has no cookie."""
    asked: dict[str, Any] = request.META
    if request.method != "GET" or not asked.get("HTTP_COOKIE"):
        return None
    from_htmx = tuple(sorted((key, value) for key, value in asked.items() if key.startswith("HTTP_HX_")))
    return (*(asked.get(key, "") for key in _ASKED), from_htmx)


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer says nothing but its page; that the cookie of forms lasts another year is no news."""
    news = [
        cookie for name, cookie in response.cookies.items()
        if name != settings.CSRF_COOKIE_NAME or cookie.value != request.COOKIES.get(name)
    ]  # fmt: skip
    return getattr(response, "keepable", False) and response.status_code in KEPT and not (response.streaming or news)
