"""One-time codes, recovery codes and passkeys: sealed in the database, asked for at the door."""

import json
import re
import time
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.fernet import InvalidToken
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from tests.accounts.test_login import sign_in
from tests.builders import PASSWORD
from tracker.accounts import recovery
from tracker.accounts.sealing import seal, unseal
from tracker.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def trusted(here: Client, alice: User) -> Client:
    """Alice, signed in and just now asked for her password again."""
    sign_in(here)
    here.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return here


def everything_stored() -> str:
    rows = [json.dumps(data) for data in Authenticator.objects.values_list("data", flat=True)]
    return " ".join([*rows, *(json.dumps(session.get_decoded()) for session in Session.objects.all())])


def test_a_sealed_secret_opens_again_and_never_looks_the_same() -> None:
    assert unseal(seal(SECRET)) == SECRET
    assert seal(SECRET) != seal(SECRET)
    assert SECRET not in seal(SECRET)


def test_another_machines_key_opens_nothing(settings: Settings) -> None:
    sealed = seal(SECRET)
    settings.SECRET_KEY = "another machine"
    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_a_key_that_was_replaced_still_opens(settings: Settings) -> None:
    sealed = seal(SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new key", [settings.SECRET_KEY]
    assert unseal(sealed) == SECRET


def test_adding_a_factor_asks_for_the_password_first(here: Client, alice: User) -> None:
    sign_in(here)
    for path in ("/accounts/second-step/app/", "/accounts/passkeys/add/"):
        assert here.get(path).headers["Location"].startswith("/accounts/reauthenticate/")


def test_the_database_never_holds_the_plain_secret(trusted: Client, alice: User) -> None:
    page = trusted.get("/accounts/second-step/app/").content.decode()
    secret = re.search(r'id="authenticator_secret">([A-Z2-7]{32})<', page)
    assert secret
    assert secret[1] not in everything_stored()
    assert "data:" not in page
    assert "<svg" in page
    answer = trusted.post("/accounts/second-step/app/", {"code": code_of(secret[1])})
    assert answer.headers["Location"] == "/accounts/recovery-codes/"
    assert Authenticator.objects.filter(user=alice, type="totp").exists()
    assert secret[1] not in everything_stored()


def test_a_wrong_code_keeps_the_secret_that_the_app_has_read(trusted: Client) -> None:
    first = trusted.get("/accounts/second-step/app/").content.decode()
    second = trusted.post("/accounts/second-step/app/", {"code": "000000"}).content.decode()
    find = re.compile(r'id="authenticator_secret">([A-Z2-7]{32})<').search
    assert find(first)[1] == find(second)[1]  # type: ignore[index]
    assert "does not fit" in second


def test_the_password_alone_is_not_enough_then(here: Client, alice: User) -> None:
    TOTP.activate(alice, SECRET)
    sign_in(here)
    assert SESSION_KEY not in here.session
    code = code_of(SECRET)
    here.post("/accounts/second-step/code/", {"code": code})
    assert SESSION_KEY in here.session


def test_a_code_fits_once(alice: User) -> None:
    TOTP.activate(alice, SECRET)
    code, ways_in = code_of(SECRET), []
    for _ in range(2):
        browser = Client(SERVER_NAME="localhost")
        sign_in(browser)
        browser.post("/accounts/second-step/code/", {"code": code})
        ways_in.append(SESSION_KEY in browser.session)
    assert ways_in == [True, False]


def enters_with(code: str, at: float) -> bool:
    """Whether a new browser comes in by a code, typed then."""
    browser = Client(SERVER_NAME="localhost")
    with time_machine.travel(at, tick=False):
        sign_in(browser)
        browser.post("/accounts/second-step/code/", {"code": code})
        return SESSION_KEY in browser.session


STEP = 59_000_000  # of half minutes since 1970


@pytest.mark.parametrize(("late", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phones_clock_may_be_half_a_minute_off(alice: User, late: int, fits: bool) -> None:
    TOTP.activate(alice, SECRET)
    assert enters_with(format_hotp_value(hotp_value(SECRET, STEP)), (STEP + late) * 30 + 15) is fits


@pytest.mark.parametrize(
    ("first", "then"),
    [((0, 5), (0, 25)), ((0, 5), (1, 10)), ((0, 5), (1, 29)), ((-1, 0), (0, 29)), ((-1, 5), (1, 20))],
    ids=str,
)
def test_a_code_that_was_used_fits_no_more_for_as_long_as_it_would(
    alice: User, first: tuple[int, int], then: tuple[int, int]
) -> None:
    """Also when whatever lay in the cache is gone, as after a flood."""
    TOTP.activate(alice, SECRET)
    code = format_hotp_value(hotp_value(SECRET, STEP))
    assert enters_with(code, (STEP + first[0]) * 30 + first[1])
    cache.clear()
    assert not enters_with(code, (STEP + then[0]) * 30 + then[1])
    following = format_hotp_value(hotp_value(SECRET, STEP + 2))
    assert enters_with(following, (STEP + 2) * 30)


def test_no_earlier_code_fits_after_a_later_one(alice: User) -> None:
    TOTP.activate(alice, SECRET)
    assert enters_with(format_hotp_value(hotp_value(SECRET, STEP)), STEP * 30 + 5)
    assert not enters_with(format_hotp_value(hotp_value(SECRET, STEP - 1)), STEP * 30 + 6)


def test_a_code_used_to_come_in_is_not_taken_again_for_what_matters(here: Client, alice: User) -> None:
    TOTP.activate(alice, SECRET)
    code = format_hotp_value(hotp_value(SECRET, STEP))
    with time_machine.travel(STEP * 30 + 1, tick=False):
        sign_in(here)
        here.post("/accounts/second-step/code/", {"code": code})
        assert SESSION_KEY in here.session
        page = here.post("/accounts/second-step/again/", {"code": code})
        assert "does not fit" in page.content.decode()


def test_settings_say_what_guards_the_account(trusted: Client, alice: User) -> None:
    assert "come with a passkey or one-time codes" in trusted.get("/settings/").content.decode()
    TOTP.activate(alice, SECRET)
    recovery.make(alice)
    page = trusted.get("/settings/").content.decode()
    assert "10 left" in page


def test_another_persons_passkey_is_not_there(trusted: Client, bob: User) -> None:
    key = Authenticator.objects.create(user=bob, type="webauthn", data={"name": "Bob's phone", "credential": {}})
    for action in ("remove", "edit"):
        assert trusted.get(f"/accounts/passkeys/{key.pk}/{action}/").status_code == 404
        assert trusted.post(f"/accounts/passkeys/{key.pk}/{action}/", {"name": "mine"}).status_code == 404
    assert Authenticator.objects.get().data["name"] == "Bob's phone"


def test_the_machine_can_drop_a_second_step(here: Client, alice: User, bob: User) -> None:
    TOTP.activate(alice, SECRET)
    TOTP.activate(bob, SECRET)
    call_command("drop_second_step", "Alice", stdout=StringIO())
    assert Authenticator.objects.get().user == bob
    sign_in(here)
    assert SESSION_KEY in here.session
    with pytest.raises(CommandError, match="Nobody here is called Carol"):
        call_command("drop_second_step", "Carol")


def test_the_password_can_be_set_on_the_machine(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda **_asked: "yet another long sentence")
    call_command("changepassword", "alice", stdout=StringIO())
    alice.refresh_from_db()
    assert alice.check_password("yet another long sentence")
