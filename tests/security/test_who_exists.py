"""Nobody outside learns who has an account: not by words, by what a browser is asked, or by work that takes time."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.accounts.test_welcome import FACTS
from tests.builders import a_passkey, a_person
from tracker.accounts import way_back
from tracker.models import User


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with each password that is hashed."""
    found: list[int] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *told: found.append(1) or encode(*told))  # type: ignore[func-returns-value]
    return found


def plain(page: str, name: str) -> str:
    """A page without its token and without the name that was typed."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page).replace(name, "somebody")


@pytest.mark.parametrize("path", ["/accounts/forgotten/", "/accounts/no-password/"])
def test_help_for_a_lost_password_asks_for_no_name(here: Client, elsewhere: Client, alice: User, path: str) -> None:
    page = here.get(path).text
    assert re.findall(r'<input type="(?!hidden|submit|radio)', page) == []
    assert "alice" not in page


def test_a_link_back_says_and_costs_the_same_whoever_it_names(here: Client, alice: User, hashed: list[int]) -> None:
    a_person("carol", is_active=False)
    people = [alice.pk, User.objects.get(username="carol").pk, 987654]
    told = []
    for number in people:
        token = re.sub(r"^\d+", str(number), way_back.make(User(pk=1, password="x"), drops=False))
        hashed.clear()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = here.get(f"/way-back/{token}/")
        statements = sum("tracker_" in query["sql"] for query in asked)
        told.append((answer.status_code, plain(answer.text, token), len(hashed), statements))
    assert told[0] == told[1] == told[2]
    assert told[0][0] == 404


@pytest.mark.parametrize("name", ["alice", "nobody of that name"])
def test_without_an_invitation_a_name_is_not_even_looked_at(
    elsewhere: Client, alice: User, hashed: list[int], name: str
) -> None:
    answer = elsewhere.post("/welcome/", {**FACTS, "username": name})
    assert "New accounts need an invitation" in answer.text
    assert hashed == []
    assert User.objects.count() == 1


def test_who_was_let_in_hears_that_a_name_is_taken_ten_times_at_most(
    elsewhere: Client, alice: User, hashed: list[int]
) -> None:
    """A name must be free, so it is said in words; that is rationed, and no hash tells anything besides."""
    User.objects.filter(pk=alice.pk).update(sign_up_open=True)
    said = []
    for number in range(12):
        name = "alice" if number % 2 else f"name {number}"
        answer = elsewhere.post("/welcome/", {**FACTS, "username": name, "password": "short"})
        said.append((answer.status_code, "This name is taken" in answer.text))
    assert said == [(200, bool(number % 2)) for number in range(10)] + [(429, False)] * 2
    assert hashed == []


def test_the_question_to_a_passkey_names_nobody(here: Client, alice: User) -> None:
    headers = {"X-Requested-With": "XMLHttpRequest"}
    before = here.get("/accounts/passkeys/login/", headers=headers).json()["request_options"]["publicKey"]
    key = a_passkey(alice)
    after = here.get("/accounts/passkeys/login/", headers=headers).json()["request_options"]["publicKey"]
    assert not after.get("allowCredentials")
    assert {**before, "challenge": ""} == {**after, "challenge": ""}
    assert key.data["credential"]["id"] not in str(after)


def test_that_the_house_has_passkeys_says_not_whose(here: Client, alice: User, bob: User) -> None:
    key = a_passkey(alice)
    page = plain(here.get("/accounts/login/").text, "x")
    key.delete()
    a_passkey(bob)
    assert plain(Client(SERVER_NAME="localhost").get("/accounts/login/").text, "x") == page


@pytest.mark.parametrize("name", ["alice", "nobody of that name"])
def test_a_name_behind_a_proxy_is_looked_at_only_where_the_owner_said_so(
    here: Client, alice: User, settings: Settings, name: str
) -> None:
    answer = here.get("/accounts/login/", headers={"Remote-User": name})
    assert plain(answer.text, name) == plain(Client(SERVER_NAME="localhost").get("/accounts/login/").text, name)
