"""Signing in by an identity provider: only who linked their account, and only by a token that is all it should be."""

import base64
import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from jwt.algorithms import RSAAlgorithm

from tests.builders import PASSWORD
from tests.running import Running, running
from tracker.web.provider import Provider

server_test = pytest.mark.server
CLIENT, SECRET = "vagus", "a secret between the two"


@dataclass
class Fake:
    """A provider on this machine: it answers as a test wants it to, and notes what was asked."""

    port: int = 0
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    other: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    asked: list[str] = field(default_factory=list)
    nonce: str = ""
    challenge: str = ""
    twist: dict[str, Any] = field(default_factory=dict)
    sub: str = "alice-there"
    used: bool = False

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def about(self) -> dict[str, Any]:
        return {
            "issuer": self.twist.get("says", self.issuer), "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"], **self.twist.get("announces", {}),
        }  # fmt: skip

    def token(self, form: dict[str, list[str]]) -> dict[str, Any] | None:
        verifier = form.get("code_verifier", [""])[0].encode()
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        if digest != self.challenge or form.get("client_secret") != [SECRET] or self.used:
            return None
        self.used = True
        told = {
            "iss": self.issuer, "aud": CLIENT, "sub": self.sub, "nonce": self.nonce, "exp": time.time() + 60,
            "iat": time.time(), "email": "alice@example.org", **self.twist.get("claims", {}),
        }  # fmt: skip
        told = {name: value for name, value in told.items() if value is not None}
        how = self.twist.get("alg", "RS256")
        key: Any = {"none": None, "HS256": SECRET.ljust(32)}.get(
            how, self.other if self.twist.get("forged") else self.key
        )
        signed = jwt.encode(told, key, algorithm=how, headers={"kid": "1"})
        return {"access_token": "x", "token_type": "Bearer", **({} if self.twist.get("none") else {"id_token": signed})}


class Door(BaseHTTPRequestHandler):
    fake: Fake

    def log_message(self, *args: object) -> None:
        pass

    def say(self, told: object, status: int = 200) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def is_out_of_order(self) -> bool:
        """As a test wants it: an error, words that are no answer, or nothing but an end."""
        if self.path not in self.fake.twist.get("broken", ()):
            return False
        if self.fake.twist["how"] == "error":
            self.say({"error": "server_error"}, 503)
        elif self.fake.twist["how"] == "words":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<h1>Back soon</h1>")
        self.close_connection = True
        return True

    def do_GET(self) -> None:
        self.fake.asked.append(self.path)
        if self.is_out_of_order():
            return
        if self.path == "/keys":
            jwk = json.loads(RSAAlgorithm.to_jwk(self.fake.key.public_key()))
            self.say({"keys": [{**jwk, "kid": "1", "alg": "RS256"}]})
        else:
            self.say(self.fake.about())

    def do_POST(self) -> None:
        self.fake.asked.append(self.path)
        if self.is_out_of_order():
            return
        told = self.fake.token(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.say(told or {"error": "invalid_grant"}, 200 if told else 400)


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    found = Fake()
    server = HTTPServer(("127.0.0.1", 0), type("Here", (Door,), {"fake": found}))
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


class Browser:
    """Keeps cookies, fills in forms, follows what it is told."""

    def __init__(self, server: Running, fake: Fake) -> None:
        self.home, self.fake, self.session = f"http://127.0.0.1:{server.port}", fake, requests.Session()
        self.session.trust_env = False

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.home + path, timeout=60)

    def post(self, path: str, page: str, **facts: str) -> requests.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page).text)
        assert token
        sent = {"csrfmiddlewaretoken": token[1], **facts}
        headers = {"Origin": self.home}
        return self.session.post(self.home + path, sent, headers=headers, timeout=60, allow_redirects=False)

    def is_in(self) -> bool:
        return self.session.get(f"{self.home}/settings/", timeout=60, allow_redirects=False).status_code == 200

    def come_back(self, away: requests.Response, **twist: Any) -> requests.Response:
        """What the provider does with somebody it knows."""
        self.fake.twist, self.fake.used = twist, False
        assert away.status_code == 302, away.text
        asked = {name: values[0] for name, values in parse_qs(urlsplit(away.headers["Location"]).query).items()}
        assert asked["code_challenge_method"] == "S256"
        assert asked["scope"] == "openid"
        self.fake.nonce, self.fake.challenge = asked["nonce"], asked["code_challenge"]
        self.last = f"/accounts/oidc/back/?code=x&state={twist.get('state', asked['state'])}"
        self.last += "".join(f"&iss={quote(name, safe='')}" for name in twist.get("iss", ()))
        return self.get(self.last)


@pytest.fixture(scope="module")
def server(fake: Fake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("oidc")
    with running(
        folder / "data", folder / "log", WORKERS="1", VAGUS_OIDC_URL=fake.issuer, VAGUS_OIDC_CLIENT=CLIENT,
        VAGUS_OIDC_SECRET=SECRET, VAGUS_OIDC_NAME="Hearth",
    ) as found:  # fmt: skip
        assert fake.asked == [], "the provider was asked before anybody wanted to sign in"
        browser = Browser(found, fake)
        joined = browser.post(
            "/welcome/", "/welcome/", username="alice", password=PASSWORD, time_zone="UTC", language="en"
        )
        assert joined.status_code == 302, joined.text
        assert browser.is_in()
        strange = Browser(found, fake)
        assert (
            "No account here is linked" in strange.come_back(strange.post("/accounts/oidc/", "/accounts/login/")).text
        )
        assert not strange.is_in()
        linked = browser.come_back(browser.post("/accounts/oidc/link/", "/settings/"))
        assert "linked: you can sign in by it" in linked.text
        fake.asked.clear()
        yield found


@server_test
def test_who_linked_an_account_comes_in(server: Running, fake: Fake) -> None:
    browser = Browser(server, fake)
    assert "Sign in with Hearth" in browser.get("/accounts/login/").text
    browser.come_back(browser.post("/accounts/oidc/", "/accounts/login/"))
    assert browser.is_in()
    assert "alice@example.org" not in Path(server.log.parent / "data" / "vagus.sqlite3").read_bytes().decode("latin-1")


@server_test
@pytest.mark.parametrize(
    "twist",
    [
        {"claims": {"iss": "https://evil.example"}}, {"claims": {"aud": "another"}}, {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}}, {"claims": {"exp": 1}}, {"claims": {"sub": "somebody-else"}},
        {"claims": {"sub": "somebody-else", "email": "alice@example.org", "email_verified": True}},
        {"claims": {"sub": None}}, {"claims": {"azp": "another"}}, {"alg": "none"}, {"alg": "HS256"}, {"forged": True},
        {"none": True}, {"state": "another"}, {"says": "https://evil.example"},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_is_not_all_it_should_be_opens_nothing(server: Running, fake: Fake, twist: dict[str, Any]) -> None:
    browser = Browser(server, fake)
    fake.twist = {}
    answer = browser.come_back(browser.post("/accounts/oidc/", "/accounts/login/"), **twist)
    fake.twist = {}
    assert answer.status_code == 200
    assert urlsplit(answer.url).path == "/accounts/login/"
    assert not browser.is_in()


ANNOUNCED = {"authorization_response_iss_parameter_supported": True}
OTHERS = "https://other.example"


def way_in(server: Running, fake: Fake, **twist: Any) -> tuple["Browser", requests.Response]:
    browser = Browser(server, fake)
    fake.twist = {"announces": twist.get("announces", {})}
    answer = browser.come_back(browser.post("/accounts/oidc/", "/accounts/login/"), **twist)
    return browser, answer


@server_test
@pytest.mark.parametrize("announces", [{}, ANNOUNCED], ids=["silent", "announced"])
@pytest.mark.parametrize("named", ["none", "right", "other", "both", "slash", "empty"])
def test_an_answer_of_another_provider_opens_nothing(
    server: Running, fake: Fake, announces: dict[str, bool], named: str
) -> None:
    """A code that another provider gave, carried here to be spent (RFC 9207)."""
    here = fake.issuer
    said = {
        "none": [], "right": [here], "other": [OTHERS], "both": [here, OTHERS], "slash": [f"{here}/"], "empty": [""],
    }[named]  # fmt: skip
    browser, _page = way_in(server, fake, iss=said, announces=announces)
    came = browser.is_in()
    fake.twist = {}
    assert came is (named == "right" or (named == "none" and not announces))
    assert fake.used is came, "the code was spent"


@server_test
@pytest.mark.parametrize("end", ["/out", "/out?a=b", "", "javascript:alert(1)", "https://evil.example/"])
def test_signing_out_says_that_the_providers_own_session_goes_on(server: Running, fake: Fake, end: str) -> None:
    endpoint = f"{fake.issuer}{end}" if end.startswith("/") else end
    browser, _page = way_in(server, fake, announces={"end_session_endpoint": endpoint})
    fake.twist = {}
    assert browser.is_in()
    before = len(fake.asked)
    browser.post("/accounts/logout/", "/accounts/logout/")
    assert not browser.is_in()
    page = browser.get("/accounts/login/").text
    assert "you may still be signed in with Hearth" in page
    mark = "&amp;" if "?" in end else "?"
    assert (f'href="{endpoint}{mark}client_id=vagus"' in page) is end.startswith("/")
    assert ("Sign out of Hearth too" in page) is end.startswith("/")
    assert "still be signed in with" not in browser.get("/accounts/login/").text
    assert len(fake.asked) == before, "nothing is asked of the provider for it"


@server_test
def test_who_came_by_password_hears_nothing_of_a_provider(server: Running, fake: Fake) -> None:
    browser = Browser(server, fake)
    browser.post("/accounts/login/", "/accounts/login/", login="alice", password=PASSWORD)
    assert browser.is_in()
    browser.post("/accounts/logout/", "/accounts/logout/")
    assert "still be signed in with" not in browser.get("/accounts/login/").text


@server_test
def test_a_link_back_works_once(server: Running, fake: Fake) -> None:
    browser, thief = Browser(server, fake), Browser(server, fake)
    browser.come_back(browser.post("/accounts/oidc/", "/accounts/login/"))
    fake.used = False
    thief.get(browser.last)
    assert not thief.is_in()


@server_test
@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_way_back_leads_home(server: Running, fake: Fake, after: str) -> None:
    browser = Browser(server, fake)
    answer = browser.come_back(browser.post("/accounts/oidc/", "/accounts/login/", next=after))
    assert answer.url.startswith(browser.home)


@server_test
@pytest.mark.parametrize("how", ["error", "words", "silence"])
@pytest.mark.parametrize("where", ["/token", "/keys", "/.well-known/openid-configuration"])
def test_a_provider_that_is_down_lets_nobody_in_and_says_so(server: Running, fake: Fake, where: str, how: str) -> None:
    browser = Browser(server, fake)
    fake.twist = {}
    away = browser.post("/accounts/oidc/", "/accounts/login/")
    answer = browser.come_back(away, broken=(where,), how=how)
    fake.twist = {}
    assert answer.status_code == 200
    assert urlsplit(answer.url).path == "/accounts/login/"
    assert not browser.is_in()
    assert "Traceback" not in server.printed()


@server_test
@pytest.mark.parametrize("how", ["error", "words", "silence"])
def test_a_provider_that_is_down_at_the_start_leaves_the_other_ways_in(server: Running, fake: Fake, how: str) -> None:
    browser = Browser(server, fake)
    fake.twist = {"broken": ("/.well-known/openid-configuration",), "how": how}
    away = browser.post("/accounts/oidc/", "/accounts/login/")
    fake.twist = {}
    assert away.headers["Location"] == "/accounts/login/"
    assert "did not work" in browser.get("/accounts/login/").text
    browser.post("/accounts/login/", "/accounts/login/", login="alice", password=PASSWORD)
    assert browser.is_in()


@server_test
def test_the_code_of_another_session_is_worth_nothing(server: Running, fake: Fake) -> None:
    """A code that was listened to, sent with a state of one's own: the proof of the other session is missing."""
    hers, thiefs = Browser(server, fake), Browser(server, fake)
    fake.twist = {}
    away = hers.post("/accounts/oidc/", "/accounts/login/")
    own = thiefs.post("/accounts/oidc/", "/accounts/login/")
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    fake.nonce, fake.challenge, fake.used = asked["nonce"][0], asked["code_challenge"][0], False
    state = parse_qs(urlsplit(own.headers["Location"]).query)["state"][0]
    thiefs.get(f"/accounts/oidc/back/?code=x&state={state}")
    assert not thiefs.is_in()
    assert not fake.used


@server_test
def test_going_off_to_the_provider_takes_a_form_of_ours(server: Running, fake: Fake) -> None:
    """No page of somebody else signs a browser in, or links an account, by a link or an image."""
    browser = Browser(server, fake)
    assert browser.get("/accounts/oidc/").status_code == 405
    assert browser.session.post(f"{browser.home}/accounts/oidc/", timeout=60).status_code == 403
    browser.post("/accounts/login/", "/accounts/login/", login="alice", password=PASSWORD)
    before = len(fake.asked)
    assert urlsplit(browser.get("/accounts/oidc/link/").url).path != "/authorize"
    assert len(fake.asked) == before


@server_test
def test_linking_asks_for_the_password_and_takes_nobodys_link_away(server: Running, fake: Fake) -> None:
    owner = Browser(server, fake)
    owner.post("/accounts/login/", "/accounts/login/", login="alice", password=PASSWORD)
    owner.post("/settings/household/", "/settings/", sign_up_open="on")
    bob = Browser(server, fake)
    facts = {"username": "bob", "password": f"{PASSWORD} of bob", "time_zone": "UTC", "language": "en"}
    assert bob.post("/welcome/", "/welcome/", **facts).status_code == 302
    bob.get("/accounts/logout/")
    bob.post("/accounts/logout/", "/accounts/logout/")
    bob.post("/accounts/login/", "/accounts/login/", login="bob", password=f"{PASSWORD} of bob")
    asked = bob.post("/accounts/oidc/link/", "/settings/")
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    again = f"/accounts/reauthenticate/?next={quote('/accounts/oidc/link/')}"
    bob.come_back(bob.post(again, again, password=f"{PASSWORD} of bob", next="/accounts/oidc/link/"))
    assert "linked: you can sign in by it" not in bob.get("/settings/").text
    third = Browser(server, fake)
    third.come_back(third.post("/accounts/oidc/", "/accounts/login/"))
    assert third.is_in()
    assert "linked: you can sign in by it" in third.get("/settings/").text  # as whom it was before: Alice


@pytest.mark.parametrize(
    "told", [("http://id.example.org", "a", "b"), ("https://id.example.org", "", "b"), ("ftp://x", "a", "b")]
)
def test_half_a_setting_is_refused_at_the_start(told: tuple[str, str, str]) -> None:
    with pytest.raises(ImproperlyConfigured):
        Provider.parse(*told, "")


def test_it_is_off_by_itself() -> None:
    assert not Provider.parse("", "a", "b", "c")
