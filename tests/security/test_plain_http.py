"""Over plain HTTP at home the app works and says what that means; a device that was taken is shut out from another."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from tests.accounts.test_login import is_in, sign_in
from tests.builders import PASSWORD, TODAY, a_day, a_passkey, a_token
from tracker.accounts import copies
from tracker.models import ApiToken, CheckIn, KeptCopy, User

PLAIN = "This address is not encrypted"
LAN = "192.168.1.5:8000"


def at(host: str, **more: object) -> Client:
    return Client(headers={"Host": host, **more.pop("headers", {})}, REMOTE_ADDR="192.168.1.20", **more)  # type: ignore[dict-item,arg-type]


@pytest.mark.parametrize(
    ("host", "secure", "said"),
    [(LAN, False, True), ("nas.local", False, True), ("[fe80::1]", False, True), (LAN, True, False),
     ("localhost:8000", False, False), ("127.0.0.1", False, False), ("[::1]:8000", False, False)],
)  # fmt: skip
def test_where_others_can_read_along_the_page_says_so(alice: User, host: str, secure: bool, said: bool) -> None:
    browser = at(host)
    assert (PLAIN in browser.get("/accounts/login/", secure=secure).text) is said
    browser.force_login(alice)
    assert (PLAIN in browser.get("/settings/", secure=secure).text) is said
    assert PLAIN not in browser.get("/today/", secure=secure).text


def test_it_is_said_before_the_first_password_is_typed(db: None) -> None:
    assert PLAIN in at(LAN).get("/welcome/").text


def test_everything_but_passkeys_works_there(alice: User) -> None:
    a_passkey(alice)
    alice.authenticator_set.all().delete()  # type: ignore[attr-defined]
    browser = at(LAN)
    sign_in(browser)
    assert is_in(browser)
    a_day(alice, mood=5)
    assert browser.get("/today/").status_code == 200
    assert "not possible under this address" in browser.get("/settings/").text
    assert "passkey_login" not in at(LAN).get("/accounts/login/").text


def test_cookies_there_stay_out_of_reach_of_scripts_and_promise_nothing(alice: User) -> None:
    browser = at(LAN)
    browser.get("/accounts/login/")
    answer = browser.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    assert is_in(browser)
    assert {"vagus_session", "vagus_csrf", "vagus_known"} <= set(browser.cookies)
    for name, cookie in browser.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
        assert not cookie["secure"], name  # or the browser would not send it back
        assert not cookie["domain"], name
    assert "Strict-Transport-Security" not in answer.headers


def test_another_site_changes_nothing_there_either(alice: User) -> None:
    browser = at(LAN, enforce_csrf_checks=True)
    browser.force_login(alice)
    for headers in ({"Origin": "http://192.168.1.66"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert browser.post("/settings/look/", {"theme": "dark"}, headers=headers).status_code == 403
    alice.refresh_from_db()
    assert alice.theme == ""


def test_a_device_that_was_taken_is_shut_out_from_another(alice: User) -> None:
    taken, other = Client(), Client()
    for browser in (taken, other):
        sign_in(browser)
        browser.get("/settings/")
    row = UserSession.objects.get(session_key=taken.session.session_key)
    kept = KeptCopy.objects.create(owner=alice, token_hash="0" * 64)
    session = taken.session
    session[copies.IN_SESSION] = kept.pk
    session.save()
    before = CheckIn.objects.count()
    assert other.post(reverse("accounts:end_one", args=[row.pk])).status_code == 302
    assert not KeptCopy.objects.exists(), "the copy there is told to go"
    for path in ("/today/", "/settings/", "/export/diary.csv", f"/day/{TODAY}/"):
        assert taken.get(path).status_code == 302
    assert taken.post(f"/day/{TODAY}/answer/", {"field": "mood", "mood": "9"}).status_code in {302, 401, 403}
    assert taken.get("/offline/hello/").status_code in {401, 404}
    assert CheckIn.objects.count() == before
    assert other.get("/settings/").status_code == 200
    told = other.get("/settings/happened/").text
    assert "Signed out other browsers" in told


def test_what_it_carried_opens_nothing_afterwards(alice: User) -> None:
    """The mark of a known browser gives it tries of its own, and no way in; a new password takes that too."""
    taken, other = Client(), Client()
    for browser in (taken, other):
        sign_in(browser)
        browser.get("/settings/")
    other.post("/settings/devices/end/")
    assert "vagus_known" in taken.cookies
    assert taken.get("/today/").status_code == 302
    for number in range(5):
        sign_in(taken, password=f"guess {number}")
    assert "Too many tries" in sign_in(taken)
    assert not is_in(taken)


def test_a_token_in_a_taken_program_is_revoked_by_itself(alice: User, trusted: Client) -> None:
    text = a_token(alice)
    program = Client(headers={"Authorization": f"Bearer {text}"})
    assert program.get("/api/v1/days/2026-11-21").status_code == 200
    trusted.post(reverse("api:revoke", args=[ApiToken.objects.get(owner=alice).pk]))
    assert program.get("/api/v1/days/2026-11-21").status_code == 401
