"""The real server behind what proxies do: at the root, on a sub-path kept or taken off, and at home without a name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPResponse
from urllib.parse import urlencode

import pytest

from tests.running import Running, running

pytestmark = pytest.mark.server


@dataclass(frozen=True)
class Way:
    """How a browser's address arrives: the setting, what the proxy does to the path, and the Host it sends."""

    setting: str
    origin: str
    prefix: str  # in what the browser asks for
    kept: bool  # whether the proxy leaves the prefix on
    host: str  # what reaches us


WAYS = {
    "root": Way("https://diary.example.org/", "https://diary.example.org", "", True, "127.0.0.1"),
    "kept": Way("https://diary.example.org/gut/", "https://diary.example.org", "/gut", True, "127.0.0.1"),
    "stripped": Way("https://diary.example.org/gut/", "https://diary.example.org", "/gut", False, "diary.example.org"),
    "home": Way("", "http://192.168.1.5:8000", "", True, "192.168.1.5:8000"),
    "plain": Way("http://nas.lan:81", "http://nas.lan:81", "", True, "nas.lan:81"),
}


@dataclass
class Visitor:
    """Keeps cookies, sends its origin, and asks by way of a proxy."""

    server: Running
    way: Way
    cookies: dict[str, str]

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[HTTPResponse, str]:
        assert path.startswith(self.way.prefix)
        arriving = path if self.way.kept else path.removeprefix(self.way.prefix)
        sent = {"Host": self.way.host, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **headers}
        body = None
        if form is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.way.origin} | headers
            body = urlencode(form)
        connection = self.server.connect()
        connection.request("POST" if form is not None else "GET", arriving, body=body, headers=sent)
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer, "" if answer.headers.get("Content-Encoding") == "br" else raw.decode("utf-8", "replace")


@pytest.fixture(scope="module", params=WAYS, ids=list(WAYS))
def visitor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    way, folder = WAYS[request.param], tmp_path_factory.mktemp(request.param)
    with running(folder / "data", folder / "log", VAGUS_URL=way.setting, WORKERS="1") as server:
        yield Visitor(server, way, {})


def test_links_and_redirects_stay_under_the_address(visitor: Visitor) -> None:
    prefix = visitor.way.prefix
    answer, _ = visitor.ask(f"{prefix}/")
    assert answer.status == 302
    assert answer.headers["Location"].startswith(f"{prefix}/")
    _, page = visitor.ask(f"{prefix}/help/")
    links = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
    assert links
    assert [link for link in links if not link.startswith(f"{prefix}/")] == []


def test_static_files_are_found_hashed_and_small(visitor: Visitor) -> None:
    _, page = visitor.ask(f"{visitor.way.prefix}/help/")
    sheets = re.findall(r'href="([^"]+\.css)"', page)
    assert sheets
    for sheet in sheets:
        assert re.search(r"\.[0-9a-f]{12}\.css$", sheet)
        answer, _ = visitor.ask(sheet, **{"Accept-Encoding": "br"})
        assert answer.status == 200
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_form_is_taken_from_here_and_not_from_elsewhere(visitor: Visitor) -> None:
    url = f"{visitor.way.prefix}/help/country/"
    login = f"{visitor.way.prefix}/accounts/login/"
    _, page = visitor.ask(f"{visitor.way.prefix}/welcome/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "login": "nobody", "password": "nothing"}
    assert visitor.ask(login, form)[0].status != 403
    assert visitor.ask(login, form, Origin="https://evil.example")[0].status == 403
    assert (
        visitor.ask(url, {}, **{"X-Forwarded-Host": "evil.example", "Origin": "https://evil.example"})[0].status == 403
    )


def test_forwarded_headers_change_nothing(visitor: Visitor) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "X-Forwarded-Prefix": "/evil"}
    plain, forged_ = visitor.ask(f"{visitor.way.prefix}/"), visitor.ask(f"{visitor.way.prefix}/", **forged)
    assert plain[0].status == forged_[0].status
    assert plain[0].headers["Location"] == forged_[0].headers["Location"]


def test_https_is_promised_only_where_there_is_https(visitor: Visitor) -> None:
    answer, _ = visitor.ask(f"{visitor.way.prefix}/help/")
    assert ("Strict-Transport-Security" in answer.headers) == visitor.way.setting.startswith("https")


def test_cookies_are_held_to_the_address(visitor: Visitor) -> None:
    visitor.ask(f"{visitor.way.prefix}/welcome/")
    if visitor.way.setting.startswith("https"):
        mark = "__Secure-" if visitor.way.prefix else "__Host-"
        assert [name for name in visitor.cookies if not name.startswith(mark)] == []
    assert visitor.cookies


def test_bad_framing_is_refused(visitor: Visitor) -> None:
    sock = visitor.server.connect()
    sock.putrequest("POST", "/accounts/login/", skip_host=True)
    sock.putheader("Host", visitor.way.host)
    sock.putheader("Content-Length", "3")
    sock.putheader("Content-Length", "5")
    sock.endheaders(b"abc")
    assert sock.getresponse().status == 400
    sock.close()
