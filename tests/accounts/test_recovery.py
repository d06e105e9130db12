"""Recovery codes: long, told once, good once, and readable from nowhere."""

import json
import math
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from tests.accounts.test_login import sign_in
from tests.accounts.test_second_step import SECRET, code_of, everything_stored
from tests.accounts.test_second_step import trusted as trusted
from tracker.accounts import recovery
from tracker.models import AuditEntry, User

PAGE, NEW = "/accounts/recovery-codes/", "/accounts/recovery-codes/new/"
READ = re.compile(r"<li><code>([^<]+)</code></li>").findall


def gets_in(code: str, path: str = "/accounts/second-step/code/") -> bool:
    browser = Client(SERVER_NAME="localhost")
    sign_in(browser)
    browser.post(path, {"code": code})
    return SESSION_KEY in browser.session


def test_a_code_is_one_of_at_least_two_to_the_eightieth(alice: User) -> None:
    codes = recovery.make(alice)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)
    signs = len(set(recovery.ALPHABET))
    assert len(recovery.ALPHABET) == signs
    assert 16 * math.log2(signs) >= 80


def test_every_sign_of_the_alphabet_is_drawn(alice: User) -> None:
    assert set("".join(code for _ in range(20) for code in recovery.make(alice))) == {*recovery.ALPHABET, "-"}


def test_the_database_holds_nothing_that_a_code_can_be_read_from(alice: User) -> None:
    codes = recovery.make(alice)
    stored = json.dumps(Authenticator.objects.get().data)
    assert not any(part in stored for code in codes for part in (code, code.replace("-", "")))
    assert len(re.findall(r"sha256:[0-9a-f]{64}", stored)) == 10


@pytest.mark.parametrize(
    "change", [str, str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("-", "")]
)
def test_a_code_lets_in_once_however_it_is_typed(alice: User, change: object) -> None:
    TOTP.activate(alice, SECRET)
    code = change(recovery.make(alice)[3])  # type: ignore[operator]
    assert [gets_in(code), gets_in(code)] == [True, False]
    assert recovery.left(alice) == 9


def test_letters_that_look_like_digits_are_taken_for_them() -> None:
    assert recovery.as_kept("O0Il-1LiO-0000-1111") == recovery.as_kept("0011 1110 0000 1111")
    assert recovery.as_kept("123456") == "123456"


def test_a_code_of_somebody_else_fits_nobody(alice: User, bob: User) -> None:
    TOTP.activate(alice, SECRET)
    recovery.make(alice)
    TOTP.activate(bob, SECRET)
    assert not gets_in(recovery.make(bob)[0])


def test_what_is_kept_opens_nothing(alice: User) -> None:
    """Somebody who read the database types what stands there."""
    TOTP.activate(alice, SECRET)
    recovery.make(alice)
    kept = Authenticator.objects.get(type="recovery_codes").data[recovery.KEPT][0]
    assert not gets_in(kept)
    assert not gets_in(kept.removeprefix(recovery.HASHED))


def test_the_first_factor_brings_codes_that_are_shown_once(trusted: Client, alice: User) -> None:
    secret = re.search(r'id="authenticator_secret">([A-Z2-7]{32})<', trusted.get("/accounts/second-step/app/").text)
    assert secret
    answer = trusted.post("/accounts/second-step/app/", {"code": code_of(secret[1])})
    assert answer.headers["Location"] == PAGE
    waiting = [*everything_stored_and_cached()]
    page = trusted.get(PAGE).text
    codes = READ(page)
    assert len(codes) == 10
    assert not any(code in text for code in codes for text in waiting)
    assert "data-print" in page
    again = trusted.get(PAGE).text
    assert READ(again) == []
    assert "10 codes left" in again
    assert NEW in again
    assert gets_in(codes[0])
    assert "9 codes left" in trusted.get(PAGE).text


def everything_stored_and_cached() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cache")
        return [everything_stored(), repr(cursor.fetchall())]


def test_asking_for_the_head_alone_does_not_use_the_showing_up(trusted: Client, alice: User) -> None:
    TOTP.activate(alice, SECRET)
    trusted.post(NEW)
    trusted.head(PAGE)
    assert len(READ(trusted.get(PAGE).text)) == 10


def test_new_codes_end_the_old_ones_and_are_noted(trusted: Client, alice: User) -> None:
    TOTP.activate(alice, SECRET)
    old = recovery.make(alice)
    assert trusted.get(NEW).status_code == 200
    assert recovery.left(alice) == 10
    assert trusted.post(NEW).headers["Location"] == PAGE
    new = READ(trusted.get(PAGE).text)
    assert AuditEntry.objects.filter(owner=alice, what="codes").exists()
    assert not gets_in(old[0])
    assert gets_in(new[0])


def test_codes_of_the_earlier_kind_fit_until_new_ones_are_made(trusted: Client, alice: User) -> None:
    TOTP.activate(alice, SECRET)
    old = RecoveryCodes.activate(alice).get_unused_codes()
    assert len(old[0]) == 12
    assert gets_in(f"{old[0][:4]} {old[0][4:8]} {old[0][8:]}")
    page = trusted.get(PAGE).text
    assert "9 codes left" in page
    assert not any(code in page.replace(" ", "") for code in old)
    trusted.post(NEW)
    assert not gets_in(old[1])


def test_nobody_without_a_second_step_has_any(trusted: Client, alice: User) -> None:
    assert trusted.get(PAGE).status_code == 404
    assert trusted.post(NEW).status_code == 200
    assert not Authenticator.objects.exists()


def test_they_are_behind_the_password(here: Client, alice: User) -> None:
    TOTP.activate(alice, SECRET)
    recovery.make(alice)
    sign_in(here)
    here.post("/accounts/second-step/code/", {"code": code_of(SECRET)})
    before = Authenticator.objects.get(type="recovery_codes").data
    for answer in (here.get(PAGE), here.get(NEW), here.post(NEW)):
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.get(type="recovery_codes").data == before


def test_one_is_as_good_as_the_password_when_asked_again(here: Client, alice: User) -> None:
    TOTP.activate(alice, SECRET)
    codes = recovery.make(alice)
    sign_in(here)
    here.post("/accounts/second-step/code/", {"code": codes[0]})
    answer = here.post("/accounts/second-step/again/?next=/settings/delete/", {"code": codes[1].lower()})
    assert answer.headers["Location"] == "/settings/delete/"
    assert recovery.left(alice) == 8


def test_a_session_forgets_them_when_they_were_shown(trusted: Client, alice: User) -> None:
    TOTP.activate(alice, SECRET)
    trusted.post(NEW)
    assert any(recovery.FRESH in row.get_decoded() for row in Session.objects.all())
    trusted.get(PAGE)
    assert not any(recovery.FRESH in row.get_decoded() for row in Session.objects.all())
