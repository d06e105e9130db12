"""How long a session lives, what guards it, and how guesses from elsewhere leave it alone."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as site
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.accounts.test_login import is_in, sign_in
from tests.accounts.test_second_step import SECRET
from tests.builders import PASSWORD, a_person
from tests.test_doors import DOORS, PUBLIC
from tracker.models import User


def test_a_session_that_is_used_every_week_ends_after_180_days(here: Client, alice: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        sign_in(here)
    for week in range(1, 26):
        with time_machine.travel(start + timedelta(weeks=week), tick=False):
            assert here.get("/settings/").status_code == 200
    with time_machine.travel(start + timedelta(days=181), tick=False):
        assert here.get("/settings/").headers["Location"].startswith("/accounts/login/")
        assert not is_in(here)


def test_a_session_that_is_not_used_ends_after_30_days(here: Client, alice: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        sign_in(here)
    with time_machine.travel(start + timedelta(days=31), tick=False):
        assert here.get("/settings/").status_code == 302


def test_guesses_at_the_same_address_leave_a_known_browser_its_tries(alice: User) -> None:
    hers, strangers = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    sign_in(hers)
    hers.post("/accounts/logout/")
    for _ in range(25):
        sign_in(strangers, password="wrong")
    assert "Too many tries" in sign_in(strangers)
    sign_in(hers)
    assert is_in(hers)


def test_a_known_browser_may_not_guess_for_ever(here: Client, alice: User) -> None:
    sign_in(here)
    here.post("/accounts/logout/")
    for _ in range(5):
        sign_in(here, password="wrong")
    assert "Too many tries" in sign_in(here)


def test_a_browser_known_to_one_person_is_not_known_to_another(here: Client, alice: User, bob: User) -> None:
    sign_in(here, "bob")
    here.post("/accounts/logout/")
    for _ in range(5):
        sign_in(here, password="wrong")
    assert "Too many tries" in sign_in(here)


@pytest.mark.parametrize("forged", ["", "nonsense", '["x", "y"]', "WyJ4IiwgInkiXQ:1abc:def"])
def test_a_forged_mark_helps_nobody(here: Client, alice: User, forged: str) -> None:
    here.cookies["vagus_known"] = forged
    for _ in range(5):
        sign_in(here, password="wrong")
    assert "Too many tries" in sign_in(here)


def test_a_name_that_nobody_has_costs_the_same_work(here: Client, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[int] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str, *more: int) -> str:
        hashed.append(1)
        return str(encode(self, password, salt, *more))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    work = []
    for name in ("alice", "nobody of that name"):
        hashed.clear()
        answer = here.post("/accounts/login/", {"login": name, "password": "wrong"})
        work.append((len(hashed), answer.status_code, "do not belong together" in answer.content.decode()))
    assert work[0] == work[1] == (1, 200, True)


def test_the_second_step_is_asked_for_where_the_owner_says_so(here: Client, alice: User, settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(here)
    opened = []
    for door in DOORS:
        # The sample diary is for whoever has no account yet; it holds nothing of anybody.
        if ":" in door.name and not door.parameters and not door.name.startswith(("api:v1:", "diary:sample")):
            answers = [here.get(door.url(alice)), here.post(door.url(alice))]
            led = [
                answer.headers.get("Location", "") == "/second-step-needed/" or answer.status_code in {401, 405}
                for answer in answers
            ]
            opened += [] if all(led) else [door.name]
    assert set(opened) <= PUBLIC | {"accounts:second_needed", "offline:worker", "offline:manifest", "offline:away"}
    assert "Add a passkey" in here.get("/second-step-needed/").content.decode()
    here.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert here.get("/accounts/second-step/app/").status_code == 200
    TOTP.activate(alice, SECRET)
    assert here.get("/today/").status_code == 200


def test_a_sample_diary_needs_no_second_step(client: Client, alice: User, settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(a_person("sample", is_sample=True))
    assert client.get("/settings/").status_code == 200


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(here: Client, alice: User) -> None:
    sign_in(here)
    assert {site.SESSION_COOKIE_NAME, "vagus_known"} <= here.cookies.keys()
    for cookie in here.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] in {"Lax", "Strict"}, cookie.key
    assert SESSION_KEY in here.session
