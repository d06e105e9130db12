"""Signing in: forgiving about capitals, silent about who exists, patient with guesses."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.builders import PASSWORD, a_passkey, a_person
from tracker.accounts.adapter import AccountAdapter
from tracker.models import User


def sign_in(client: Client, name: str = "alice", password: str = PASSWORD) -> str:
    return client.post("/accounts/login/", {"login": name, "password": password}).content.decode()


def is_in(client: Client) -> bool:
    return SESSION_KEY in client.session


@pytest.mark.parametrize("name", ["alice", "Alice", " ALICE"])
def test_capitals_do_not_matter(here: Client, alice: User, name: str) -> None:
    sign_in(here, name)
    assert is_in(here)


def test_letters_beyond_english_are_folded_too(here: Client) -> None:
    a_person("Åse Straße")
    sign_in(here, "åse STRASSE")
    assert is_in(here)


def test_an_unknown_name_gets_the_same_answer_as_a_wrong_password(here: Client, alice: User) -> None:
    wrong, unknown = sign_in(here, "alice", "not it"), sign_in(here, "carol", "not it")
    plain = [page.replace("carol", "alice") for page in (wrong, unknown)]
    token = [page[page.index('value="', page.index("csrfmiddlewaretoken")) :][:80] for page in plain]
    assert plain[0].replace(token[0], "").split("csrf")[0] == plain[1].replace(token[1], "").split("csrf")[0]
    assert all("do not belong together" in page for page in plain)
    assert not is_in(here)


def test_after_five_wrong_guesses_a_right_one_waits(here: Client, alice: User) -> None:
    for _ in range(5):
        assert "do not belong together" in sign_in(here, password="wrong")
    assert "Too many tries" in sign_in(here)
    assert not is_in(here)


def test_a_strangers_guesses_lock_nobody_else_out(here: Client, elsewhere: Client, alice: User) -> None:
    for _ in range(6):
        sign_in(elsewhere, password="wrong")
    sign_in(here)
    assert is_in(here)


def test_twenty_wrong_names_from_one_address_are_enough(elsewhere: Client, alice: User) -> None:
    for number in range(20):
        assert "do not belong together" in sign_in(elsewhere, f"name {number}")
    assert "Too many tries" in sign_in(elsewhere)


def test_signing_in_gives_a_new_session(here: Client, alice: User) -> None:
    here.get("/accounts/login/")
    session = here.session
    session["kept"] = True
    session.save()
    here.cookies["vagus_session"] = before = session.session_key
    sign_in(here)
    assert here.session.session_key != before


def test_signing_out_is_a_deliberate_act(door: Client) -> None:
    assert "Sign out of this browser" in door.get("/accounts/logout/").content.decode()
    assert is_in(door)
    assert door.post("/accounts/logout/").headers["Location"] == "/accounts/login/"
    assert not is_in(door)


def test_a_switched_off_account_stays_out(here: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    sign_in(here)
    assert not is_in(here)
    assert "switched off" in here.get("/accounts/inactive/").content.decode()


def test_changing_the_password_ends_other_sessions(here: Client, alice: User) -> None:
    phone = Client(SERVER_NAME="localhost")
    sign_in(here)
    sign_in(phone)
    new = "another quite long sentence"
    here.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": new})
    assert here.get("/settings/").status_code == 200
    assert phone.get("/settings/").status_code == 302
    alice.refresh_from_db()
    assert alice.check_password(new)


def test_a_new_password_turns_the_diarys_version_not_back(alice: User) -> None:
    read_earlier = User.objects.get(pk=alice.pk)
    alice.diary_changed()
    alice.foods_changed()
    AccountAdapter().set_password(read_earlier, "another quite long sentence")
    now = User.objects.get(pk=alice.pk)
    assert now.check_password("another quite long sentence")
    assert now.diary_version == read_earlier.diary_version + 1
    assert now.foods_edition == alice.foods_edition


def test_the_old_password_is_needed_for_a_new_one(door: Client, alice: User) -> None:
    page = door.post("/accounts/password/", {"oldpassword": "wrong", "password1": "another quite long sentence"})
    assert "not your password of today" in page.content.decode()


@pytest.mark.parametrize("name", ["account_reset_password", "account_set_password"])
def test_a_lost_password_leads_to_plain_advice(here: Client, alice: User, name: str) -> None:
    page = here.get(reverse(name)).content.decode()
    assert "manage.py recover NAME" in page
    assert "manage.py recover --drop-second-factor NAME" in page


@pytest.mark.parametrize(
    "name", ["account_email", "account_reset_password_done", "account_confirm_login_code", "account_request_login_code"]
)
def test_pages_that_need_mail_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_passkeys_are_not_offered_where_browsers_refuse_them(alice: User) -> None:
    a_passkey(alice)
    assert "passkey_login" in Client(SERVER_NAME="localhost").get("/accounts/login/").content.decode()
    assert "passkey_login" not in Client(SERVER_NAME="127.0.0.1").get("/accounts/login/").content.decode()
