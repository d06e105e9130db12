"""A signed-in browser before the application in this very process, where what it asks of the database is counted."""

import sys
import time
from io import BytesIO
from typing import Any
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

from tests.bench.wire import Answer, Door


class Inside(Door):
    """Asks no server, but what a server would hand the request to; no page is given again."""

    def __init__(self, cookie: str) -> None:
        from django.conf import settings
        from django.utils.module_loading import import_string

        super().__init__(80, cookie, unkept=True)
        self.application: WSGIApplication = import_string(settings.WSGI_APPLICATION)
        self.queries = 0

    def ask(self, asked: bytes) -> Answer:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        head: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
            head[:] = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]

        with CaptureQueriesContext(connection) as seen:
            began = time.perf_counter()
            body = b"".join(self.application(environ_of(self.as_sent(asked)), start))
            took = time.perf_counter() - began
        self.queries += sum(not row["sql"].startswith("PRAGMA") for row in seen.captured_queries)
        return Answer(took, "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body)


def environ_of(asked: bytes) -> dict[str, Any]:
    head, _, body = asked.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, address, _ = first.split(" ")
    path, _, query = address.partition("?")
    named = dict(line.split(": ", 1) for line in lines)
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(body), "wsgi.errors": sys.stderr,
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in named.items()},
        "CONTENT_TYPE": named.get("Content-Type", ""), "CONTENT_LENGTH": named.get("Content-Length", ""),
    }  # fmt: skip
    setup_testing_defaults(environ)
    return environ
