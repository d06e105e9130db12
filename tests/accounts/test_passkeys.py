"""A passkey opens to whoever holds it, under the address where it was made, once for each question."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from pytest_django import Settings

from tests.accounts.keys import Key, add, asked, enter, in_page
from tests.accounts.test_audit import told
from tests.accounts.test_login import is_in, sign_in
from tests.accounts.test_second_step import SECRET
from tests.builders import PASSWORD, a_passkey
from tests.conftest import just_asked_again
from tracker.accounts import recovery
from tracker.accounts.origin import left_behind
from tracker.management import prepare
from tracker.models import User
from tracker.web.address import Addresses

NOT_TAKEN = "This code does not fit"


def a_browser(host: str = "localhost", **more: Any) -> Client:
    return Client(SERVER_NAME=host, **more)


@pytest.fixture
def trusted(here: Client, alice: User) -> Client:
    here.force_login(alice)
    return just_asked_again(here, alice)


@pytest.fixture
def key(trusted: Client) -> Key:
    """The one on Alice's phone."""
    made = Key()
    assert "Phone" in add(trusted, made) or Authenticator.objects.filter(type="webauthn").exists()
    trusted.post("/accounts/logout/")
    return made


def test_it_opens_by_itself(key: Key) -> None:
    browser = a_browser()
    enter(browser, key.answer(asked(browser)))
    assert is_in(browser)


def test_the_same_answer_twice_opens_once(key: Key) -> None:
    browser = a_browser()
    sent = key.answer(asked(browser))
    enter(browser, sent)
    assert is_in(browser)
    browser.post("/accounts/logout/")
    assert NOT_TAKEN in enter(browser, sent)
    assert not is_in(browser)


def test_an_answer_that_was_listened_to_opens_no_other_browser(key: Key) -> None:
    hers, thiefs = a_browser(), a_browser()
    sent = key.answer(asked(hers))
    asked(thiefs)
    assert NOT_TAKEN in enter(thiefs, sent)
    assert not is_in(thiefs)
    enter(hers, sent)
    assert is_in(hers)


def test_two_who_send_it_at_the_same_moment_are_one(key: Key) -> None:
    """Both requests read the session while its question still stood there."""
    browser = a_browser()
    sent = key.answer(asked(browser))
    before = dict(browser.session.items())
    enter(browser, sent)
    browser.post("/accounts/logout/")
    session = browser.session
    session.update(before)
    session.save()
    browser.cookies["vagus_session"] = session.session_key
    assert NOT_TAKEN in enter(browser, sent)
    assert not is_in(browser)


def test_an_answer_without_a_question_opens_nothing(key: Key) -> None:
    browser = a_browser()
    assert NOT_TAKEN in enter(browser, key.answer({"publicKey": {"challenge": "AAAA"}}))
    assert not is_in(browser)


@pytest.mark.parametrize(("counts", "opened"), [
    ([1, 2, 9], [True, True, True]), ([5, 5], [True, False]), ([5, 4, 6], [True, False, True]), ([5, 0], [True, False]),
    ([0, 0, 0], [True, True, True]), ([0, 1, 0], [True, True, False]),
])  # fmt: skip
def test_a_copy_is_noticed_by_its_counter(key: Key, alice: User, counts: list[int], opened: list[bool]) -> None:
    seen = []
    for count in counts:
        browser, key.count = a_browser(), count
        enter(browser, key.answer(asked(browser)))
        seen.append(is_in(browser))
    assert seen == opened
    assert told(alice).count("copied") == (0 if all(opened) else 1)


def test_the_count_at_its_making_counts(trusted: Client, alice: User) -> None:
    key = Key(count=7)
    add(trusted, key)
    browser = a_browser()
    assert NOT_TAKEN in enter(browser, key.answer(asked(browser)))
    assert "copied" in told(alice)
    key.count = 8
    enter(browser, key.answer(asked(browser)))
    assert is_in(browser)


def test_a_copy_is_told_in_the_list(key: Key, alice: User, door: Client) -> None:
    key.count = 3
    for _copy in range(2):
        browser = a_browser()
        enter(browser, key.answer(asked(browser)))
    page = door.get("/settings/happened/").content.decode()
    assert "Passkey that may be a copy tried, refused" in page


FOREIGN = [
    {"origin": "https://evil.example"}, {"origin": "http://evil.localhost"}, {"origin": "http://localhost.evil.example"},
    {"origin": "http://127.0.0.1"}, {"origin": "null"}, {"origin": ""}, {"rp": "evil.example"}, {"rp": ""},
]  # fmt: skip


@pytest.mark.parametrize("foreign", FOREIGN, ids=str)
def test_what_another_page_asked_for_opens_nothing(key: Key, foreign: dict[str, str]) -> None:
    browser = a_browser()
    assert NOT_TAKEN in enter(browser, key.answer(asked(browser), **foreign))
    assert not is_in(browser)


@pytest.mark.parametrize("foreign", FOREIGN, ids=str)
def test_what_another_page_made_is_not_kept(trusted: Client, foreign: dict[str, str]) -> None:
    assert NOT_TAKEN in add(trusted, Key(), **foreign)
    assert not Authenticator.objects.exists()


def test_without_a_finger_face_or_pin_it_opens_nothing(key: Key) -> None:
    browser = a_browser()
    key.flags = 1
    assert NOT_TAKEN in enter(browser, key.answer(asked(browser)))
    assert not is_in(browser)


def test_another_persons_name_on_it_opens_nothing(key: Key, bob: User) -> None:
    browser, other = a_browser(), Key()
    for stranger in (Key(handle=key.handle), Key(number=key.number, handle=key.handle), other):
        assert NOT_TAKEN in enter(browser, stranger.answer(asked(browser)))
    assert not is_in(browser)


JUNK: list[Any] = [
    [], {}, "x", 7, {"response": []}, {"response": {}}, {"id": "x", "rawId": "y", "type": "public-key", "response": {}},
    {"response": {"clientDataJSON": "%%%", "authenticatorData": "", "signature": "", "userHandle": ""}},
    {"response": {"clientDataJSON": 7, "authenticatorData": 7, "signature": 7, "userHandle": 7}},
]  # fmt: skip


@pytest.mark.parametrize("junk", JUNK, ids=str)
def test_what_is_no_answer_at_all_is_refused(key: Key, junk: Any) -> None:
    browser = a_browser()
    asked(browser)
    assert browser.post("/accounts/passkeys/login/", {"credential": json.dumps(junk)}).status_code == 302
    assert not is_in(browser)


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("value", ["", "AAAA", "%", None, 7, [], {}], ids=str)
def test_an_answer_that_was_tampered_with_is_refused(key: Key, part: str, value: Any) -> None:
    browser = a_browser()
    sent = key.answer(asked(browser))
    sent["response"][part] = value
    assert browser.post("/accounts/passkeys/login/", {"credential": json.dumps(sent)}).status_code == 302
    assert not is_in(browser)


# under another address


@pytest.fixture
def moved(key: Key, settings: Settings) -> Key:
    """The owner gave the house a name; the passkey was made for `localhost`."""
    settings.ADDRESSES = Addresses.parse("https://new.example.org/")
    settings.ALLOWED_HOSTS = ["new.example.org"]
    return key


def test_a_start_says_whose_passkeys_a_new_address_left_behind(moved: Key, bob: User) -> None:
    said: list[str] = []
    prepare.passkeys_fit(said.append)
    assert len(said) == 1
    assert said[0].startswith("One passkey was made for localhost, which VAGUS_URL does not name")
    a_passkey(bob)
    prepare.passkeys_fit(said.append)
    assert said[1].startswith("2 passkeys were made for localhost")


@pytest.mark.parametrize("url", ["", "https://localhost/", "https://a.example/, https://localhost/"])
def test_it_is_silent_where_they_fit(key: Key, settings: Settings, url: str) -> None:
    settings.ADDRESSES = Addresses.parse(url)
    assert left_behind() == {}


def test_the_page_offers_the_password_under_a_new_address(moved: Key) -> None:
    page = a_browser("new.example.org").get("/accounts/login/", secure=True).content.decode()
    assert "passkey_login" not in page
    assert "Passkeys work only under the address where they were made. Sign in with the password" in page


def test_the_second_step_offers_a_recovery_code_then(moved: Key, alice: User) -> None:
    codes = recovery.make(alice)
    browser = a_browser("new.example.org")
    browser.post("/accounts/login/", {"login": "alice", "password": PASSWORD}, secure=True)
    page = browser.get("/accounts/second-step/code/", secure=True).content.decode()
    assert "Use a passkey instead" not in page
    assert "Type a recovery code here" in page
    browser.post("/accounts/second-step/code/", {"code": codes[0]}, secure=True)
    assert is_in(browser)


def test_an_answer_for_the_old_address_opens_nothing_under_the_new_one(moved: Key) -> None:
    browser = a_browser("new.example.org")
    headers = {"X-Requested-With": "XMLHttpRequest"}
    options = browser.get("/accounts/passkeys/login/", headers=headers, secure=True).json()["request_options"]
    for where in ({}, {"origin": "https://new.example.org"}, {"rp": "new.example.org"}):
        sent = {"credential": json.dumps(moved.answer(options, **where))}
        browser.post("/accounts/passkeys/login/", sent, secure=True)
        assert not is_in(browser)


# who is offered one


def test_nobody_is_offered_a_passkey_where_nobody_has_one(here: Client, alice: User) -> None:
    assert "passkey" not in here.get("/accounts/login/").content.decode().lower()


def test_the_house_is_offered_it_once_somebody_has_one(here: Client, alice: User) -> None:
    a_passkey(alice)
    assert "passkey_login" in here.get("/accounts/login/").content.decode()


def test_the_second_step_offers_it_to_who_has_one(here: Client, alice: User, bob: User) -> None:
    a_passkey(bob)
    TOTP.activate(alice, SECRET)
    sign_in(here)
    assert "Use a passkey instead" not in here.get("/accounts/second-step/code/").content.decode()
    mine = a_browser()
    sign_in(mine, "bob")
    assert "Use a passkey instead" in mine.get("/accounts/second-step/code/").content.decode()


def test_it_is_a_second_step_and_a_word_before_what_matters(key: Key) -> None:
    browser = a_browser()
    sign_in(browser)
    assert not is_in(browser)
    options = in_page(browser.get("/accounts/second-step/code/").content.decode())["request_options"]
    browser.post("/accounts/second-step/code/", {"credential": json.dumps(key.answer(options))})
    assert is_in(browser)
    page = browser.get("/accounts/passkeys/again/").content.decode()
    sent = {"credential": json.dumps(key.answer(in_page(page)["request_options"]))}
    browser.post("/accounts/passkeys/again/", sent)
    assert browser.get("/accounts/passkeys/add/").status_code == 200
