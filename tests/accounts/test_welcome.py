"""The first visitor becomes the owner, and nobody else does."""

import stat
import threading
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests.builders import PASSWORD, a_person
from tracker.accounts import joining, setup
from tracker.models import User

FACTS = {"username": "Mari", "password": PASSWORD, "time_zone": "Europe/Oslo"}


@pytest.mark.parametrize("path", ["/", "/today/", "/accounts/login/", "/settings/", "/accounts/signup/"])
def test_on_a_new_machine_every_way_leads_to_the_welcome(here: Client, path: str) -> None:
    answer = here.get(path, follow=True)
    assert answer.redirect_chain[-1][0] == "/welcome/"
    assert "Create the first account" in answer.content.decode()


def test_a_sample_diary_is_nobody(here: Client) -> None:
    a_person("sample", is_sample=True)
    assert here.get("/accounts/login/").headers["Location"] == "/welcome/"


def test_the_first_visitor_becomes_the_owner_and_is_signed_in(here: Client) -> None:
    answer = here.post("/welcome/", FACTS, follow=True)
    user = User.objects.get()
    assert (user.username, user.is_owner, user.time_zone) == ("Mari", True, "Europe/Oslo")
    assert answer.redirect_chain == [("/welcome/ready/", 302)]
    assert "changepassword Mari" in answer.content.decode()
    assert here.get("/settings/").status_code == 200


def test_what_was_typed_is_kept_but_the_password(here: Client) -> None:
    page = here.post("/welcome/", {**FACTS, "password": "short"}).content.decode()
    assert 'value="Mari"' in page
    assert "Use 15 characters or more" in page
    assert 'short"' not in page
    assert not User.objects.exists()


def test_an_unknown_time_zone_is_refused(here: Client) -> None:
    here.post("/welcome/", {**FACTS, "time_zone": "Mars/Base"})
    assert not User.objects.exists()


def test_whoever_has_an_account_goes_on_to_today(door: Client) -> None:
    assert door.get("/welcome/").headers["Location"] == reverse("diary:today")


def test_a_second_visitor_finds_sign_up_closed(here: Client, alice: User) -> None:
    assert "need an invitation" in here.get("/welcome/").content.decode()
    here.post("/welcome/", FACTS)
    assert list(User.objects.all()) == [alice]


def test_an_owner_may_open_sign_up_to_all(here: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(sign_up_open=True)
    here.post("/welcome/", FACTS)
    assert User.objects.get(username="Mari").is_owner is False


@pytest.mark.parametrize("name", ["ALICE", "alice ", "ａｌｉｃｅ"])
def test_a_name_that_differs_only_in_writing_is_taken(here: Client, alice: User, name: str) -> None:
    User.objects.filter(pk=alice.pk).update(sign_up_open=True)
    assert "This name is taken." in here.post("/welcome/", {**FACTS, "username": name}).content.decode()


def test_a_name_needs_something_to_see(here: Client) -> None:
    page = here.post("/welcome/", {**FACTS, "username": "a\u200bb"}).content.decode()
    assert "can be seen" in page


def test_of_two_first_visitors_one_is_too_late(monkeypatch: pytest.MonkeyPatch, alice: User) -> None:
    """Both looked before either had written: the database itself refuses the second owner."""
    monkeypatch.setattr(joining, "nobody_yet", lambda: True)
    with pytest.raises(joining.ClosedError):
        joining.join({"username": "Bob", "password": PASSWORD}, first=True, invitation=None, now=alice.date_joined)
    assert list(User.objects.all()) == [alice]


def test_a_page_from_before_there_was_an_owner_makes_no_owner(alice: User) -> None:
    with pytest.raises(joining.ClosedError):
        joining.join({"username": "Bob", "password": PASSWORD}, first=True, invitation=None, now=alice.date_joined)


def test_from_another_machine_the_code_is_asked_for(elsewhere: Client) -> None:
    assert "Set-up code" in elsewhere.get("/welcome/").content.decode()
    for code in ("", "wrong-code"):
        elsewhere.post("/welcome/", {**FACTS, "code": code})
        assert not User.objects.exists()
    elsewhere.post("/welcome/", {**FACTS, "code": setup.code().replace("-", " ").upper()})
    assert User.objects.get().is_owner


def test_on_this_machine_no_code_is_asked_for(here: Client) -> None:
    assert "Set-up code" not in here.get("/welcome/").content.decode()


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"])
def test_a_proxy_on_this_machine_is_not_this_machine(here: Client, header: str) -> None:
    assert "Set-up code" in here.get("/welcome/", **{header: "127.0.0.1"}).content.decode()


def test_what_the_front_door_noticed_counts(here: Client) -> None:
    assert "Set-up code" in here.get("/welcome/", **{"vagus.passed_on": True}).content.decode()


def test_an_address_in_numbers_is_not_this_machine(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["192.168.1.5"]
    assert "Set-up code" in Client(SERVER_NAME="192.168.1.5").get("/welcome/").content.decode()


def test_guessing_the_code_is_limited(elsewhere: Client) -> None:
    tries = [elsewhere.post("/welcome/", {**FACTS, "code": "wrong"}).status_code for _ in range(11)]
    assert tries == [200] * 10 + [429]
    elsewhere.post("/welcome/", {**FACTS, "code": setup.code()})
    assert not User.objects.exists()


def test_the_code_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    code = setup.code()
    assert code == setup.code()
    assert len(code.replace("-", "")) == 16
    assert stat.S_IMODE((tmp_path / "setup_code").stat().st_mode) == 0o600


def test_the_code_opens_nothing_once_there_is_an_owner(elsewhere: Client, tmp_path: Path) -> None:
    elsewhere.post("/welcome/", {**FACTS, "code": setup.code()})
    assert not (tmp_path / "setup_code").exists()
    assert setup.code() == ""
    assert not setup.matches("")


@pytest.mark.django_db(transaction=True)
def test_two_first_visitors_at_the_same_moment_make_one_owner() -> None:
    together, outcomes = threading.Barrier(2), []

    def visit(name: str) -> None:
        facts = {"username": name, "password": PASSWORD}
        together.wait()
        try:
            outcomes.append(joining.join(facts, first=True, invitation=None, now=timezone.now()).username)
        except joining.ClosedError:
            outcomes.append("closed")
        finally:
            connection.close()

    visitors = [threading.Thread(target=visit, args=(name,)) for name in ("Mari", "Per")]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert sorted(outcomes, key=lambda outcome: outcome == "closed")[1] == "closed"
    assert User.objects.filter(is_owner=True).count() == User.objects.count() == 1


def test_a_sample_diary_gets_no_second_factor_that_would_outlive_it(client: Client, db: None) -> None:
    client.force_login(a_person("sample", is_sample=True))
    for name in ("mfa_add_webauthn", "mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_list_webauthn"):
        assert client.get(reverse(name)).status_code == 404, name
