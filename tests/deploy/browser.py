"""Somebody at a proxy's address: keeps cookies with their flags, sends its origin, follows nothing by itself."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import urlencode

from tests.deploy.fronts import NAME, Front


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass
class Browser:
    """One visitor of one Vagus that lives under `path`."""

    front: Front
    path: str
    cookies: dict[str, str] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def ask(
        self, path: str, form: dict[str, str] | None = None, *, body: Iterable[bytes] | None = None, **headers: str
    ) -> Answer:
        """`path` below the address, or whole where it begins with it already."""
        where = path if self.path and path.startswith(f"{self.path}/") else self.path + path
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            body = [urlencode({"csrfmiddlewaretoken": self.token, **form}).encode()]
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(next(iter(body))))}
        if body is not None:
            sent["Origin"] = f"https://{NAME}:{self.front.port}"
        connection = self.front.connect()
        connection.request("GET" if body is None else "POST", where, body, sent | headers)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        self._keep(answer)
        return answer

    def _keep(self, answer: Answer) -> None:
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name], _, self.flags[name] = rest.partition(";")
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text):
            self.token = found[1]

    def send_file(self, path: str, size: int, *, begin: bytes) -> Answer:
        """A file of that size, a megabyte at a time."""
        edge = uuid.uuid4().hex
        head = "".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}'
            for name, more, value in [
                ("csrfmiddlewaretoken", "", f"{self.token}\r\n"),
                ("file", '; filename="diary.csv"\r\nContent-Type: text/csv', ""),
            ]
        ).encode()
        tail = f"\r\n--{edge}--\r\n".encode()
        length = len(head) + size + len(tail)
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}", "Content-Length": str(length)}
        return self.ask(path, body=pieces(head + begin, size - len(begin), tail), **kind)


def pieces(head: bytes, filling: int, tail: bytes) -> Iterable[bytes]:
    yield head
    piece = b"x" * 1023 + b"\n"
    for _ in range(filling // len(piece)):
        yield piece
    yield b"x" * (filling % len(piece)) + tail
