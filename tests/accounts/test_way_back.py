"""A link made on the machine leads one person back in: once, within the hour, as far as it says and no further."""

import re
from collections.abc import Callable
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import set_script_prefix
from django.utils import timezone
from pytest_django import Settings

from tests.accounts.test_audit import told
from tests.accounts.test_login import is_in, sign_in
from tests.accounts.test_second_step import SECRET
from tests.builders import PASSWORD, a_person
from tracker.accounts import recovery, way_back
from tracker.models import KeptCopy, User
from tracker.web.address import Addresses

NEW = "what I shall not lose again"


def printed(name: str = "alice", *options: str) -> str:
    out = StringIO()
    call_command("recover", name, *options, stdout=out)
    return out.getvalue()


def link(name: str = "alice", *options: str) -> str:
    found = re.search(r"http://localhost:8000(/way-back/\S+/)", printed(name, *options))
    assert found
    return found[1]


def follow(browser: Client, path: str, password: str = NEW) -> str:
    """Open a link and type a new password; the page that comes then."""
    if browser.get(path).status_code != 302:
        return ""
    return browser.post("/way-back/", {"password": password}, follow=True).content.decode()


@pytest.fixture
def both_steps(alice: User) -> User:
    TOTP.activate(alice, SECRET)
    recovery.make(alice)
    return alice


def test_she_sets_a_password_and_comes_in_by_it(here: Client, alice: User) -> None:
    path = link("ALICE")
    assert here.get(path).headers["Location"] == "/way-back/"
    page = here.get("/way-back/").content.decode()
    assert "A new password for alice." in page
    assert path not in page
    assert "The new password is set" in follow(here, path)
    sign_in(here, password=PASSWORD)
    assert not is_in(here)
    sign_in(here, password=NEW)
    assert is_in(here)


def test_it_works_once_and_another_made_before_not_any_more(here: Client, elsewhere: Client, alice: User) -> None:
    path, other = link(), link()
    for _looking in range(3):
        assert here.get(path).status_code == 302
    follow(here, path)
    for used in (path, other):
        assert elsewhere.get(used).status_code == 404


def test_of_two_who_opened_it_one_sets_a_password(here: Client, elsewhere: Client, alice: User) -> None:
    path = link()
    here.get(path)
    elsewhere.get(path)
    assert here.post("/way-back/", {"password": NEW}).status_code == 302
    assert elsewhere.post("/way-back/", {"password": "of somebody quicker, nearly"}).status_code == 404
    alice.refresh_from_db()
    assert alice.check_password(NEW)


def test_at_the_same_moment_too(alice: User, monkeypatch: pytest.MonkeyPatch, rf: Callable[..., object]) -> None:
    """Both looked at the link before either set a password: the row that is held says who was first."""
    token = way_back.make(alice, drops=False)
    before = way_back.behind(token)
    request = Client().post("/").wsgi_request
    assert way_back.use(token, NEW, request)
    monkeypatch.setattr(way_back, "behind", lambda _token: before)
    before.user.password = alice.password  # type: ignore[union-attr]
    assert not way_back.use(token, "of somebody a moment later", request)
    alice.refresh_from_db()
    assert alice.check_password(NEW)


@pytest.mark.parametrize(("seconds", "status"), [(0, 302), (59 * 60, 302), (61 * 60, 404), (24 * 60 * 60, 404)])
def test_it_holds_for_an_hour(here: Client, alice: User, seconds: int, status: int) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        path = link()
    with time_machine.travel(now.timestamp() + seconds, tick=False):
        assert here.get(path).status_code == status


def test_a_page_that_was_open_for_more_than_an_hour_sets_nothing(here: Client, alice: User) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        here.get(link())
    with time_machine.travel(now.timestamp() + 3700, tick=False):
        assert here.post("/way-back/", {"password": NEW}).status_code == 404
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_any_other_new_password_ends_it(here: Client, alice: User) -> None:
    path = link()
    alice.set_password(NEW)
    alice.save()
    assert here.get(path).status_code == 404


def test_nothing_in_it_can_be_changed(here: Client, both_steps: User, bob: User) -> None:
    token = way_back.make(both_steps, drops=False)
    number, rest = token.split("-", 1)
    signature = token.rpartition(".")[2]
    forged = [
        f"{bob.pk}-{rest}", token.replace("keep", "drop"), token[:-1], token + "x", f"{number}-keep", "-", "0-keep.x.y",
        way_back.make(bob, drops=True).rpartition(".")[0] + f".{signature}", f"{'9' * 40}-{rest}", f"٣-{rest}",
    ]  # fmt: skip
    for text in forged:
        assert way_back.behind(text) is None, text
    assert here.get(f"/way-back/{forged[0]}/").status_code == 404
    assert len(signature) == 43  # 256 bits


@pytest.mark.parametrize("key", ["another machine's", "only for tests"])
def test_it_is_of_this_machine_and_survives_a_restart(alice: User, settings: Settings, key: str) -> None:
    token = way_back.make(alice, drops=False)
    settings.SECRET_KEY = key
    assert (way_back.behind(token) is not None) is (key == "only for tests")


def test_the_second_step_stays_and_is_asked_for(here: Client, both_steps: User) -> None:
    text = printed()
    assert "A second step stays and is asked for" in text
    path = link()
    here.get(path)
    assert "Your second step stays" in here.get("/way-back/").content.decode()
    follow(here, path)
    assert Authenticator.objects.count() == 2
    sign_in(here, password=NEW)
    assert not is_in(here)
    assert "factor_removed" not in told(both_steps)


def test_it_goes_where_the_machine_said_so(here: Client, both_steps: User, bob: User) -> None:
    TOTP.activate(bob, SECRET)
    assert "takes the second step away" in printed("alice", "--drop-second-factor")
    path = link("alice", "--drop-second-factor")
    here.get(path)
    assert "are taken away too" in here.get("/way-back/").content.decode()
    assert Authenticator.objects.filter(user=both_steps).count() == 2
    follow(here, path)
    assert Authenticator.objects.get().user == bob
    sign_in(here, password=NEW)
    assert is_in(here)
    assert told(both_steps) == ["way_back", "password", "factor_removed", "in"]


@pytest.mark.parametrize(("option", "taken"), [([], True), (["--drop-second-factor"], False)])
def test_a_short_password_is_enough_only_beside_a_second_step_that_stays(
    here: Client, both_steps: User, option: list[str], taken: bool
) -> None:
    page = follow(here, link("alice", *option), "tea & 8 rain")
    assert ("The new password is set" in page) is taken
    assert ("15 characters or more" in page) is not taken


def test_an_obvious_one_is_refused_and_the_link_still_good(here: Client, alice: User) -> None:
    path = link()
    assert "Too easy to guess" in follow(here, path, "alicealicealicealice")
    assert "The new password is set" in follow(here, path)


def test_every_session_and_copy_ends(here: Client, elsewhere: Client, strangers_door: Client, alice: User) -> None:
    sign_in(elsewhere)
    KeptCopy.objects.create(owner=alice, token_hash="0" * 64)
    follow(here, link())
    assert elsewhere.get("/settings/").status_code == 302
    assert not KeptCopy.objects.exists()
    assert strangers_door.get("/settings/").status_code == 200


def test_she_finds_it_in_her_list(here: Client, alice: User, bob: User) -> None:
    follow(here, link())
    assert told(alice) == ["way_back", "password"]
    assert told(bob) == []
    sign_in(here, password=NEW)
    page = here.get("/settings/happened/").content.decode()
    assert "Link to set a new password made" in page
    assert "On the machine itself" in page


def test_it_lies_in_no_row_in_the_clear(here: Client, alice: User) -> None:
    path = link()
    here.get(path)
    token = path.split("/")[2]
    stored = str([session.get_decoded() for session in Session.objects.all()])
    assert "way_back" in stored
    assert token not in stored
    assert token.rpartition(".")[2] not in stored


def test_who_asks_without_a_link_finds_nothing(here: Client, alice: User) -> None:
    assert here.get("/way-back/").status_code == 404
    assert here.post("/way-back/", {"password": NEW}).status_code == 404


def test_guessing_is_slowed_and_a_right_link_never(elsewhere: Client, here: Client, alice: User) -> None:
    said = [elsewhere.get(f"/way-back/{alice.pk}-keep.1abcde.{n}/").status_code for n in range(22)]
    assert said == [404] * 20 + [429] * 2
    assert elsewhere.get(link()).status_code == 302


@pytest.mark.parametrize("name", ["carol", "a sample", ""])
def test_a_name_that_nobody_has_is_said(alice: User, name: str) -> None:
    a_person("a sample", is_sample=True)
    with pytest.raises(CommandError, match=f"Nobody here is called {name}."):
        call_command("recover", name)


def test_who_is_switched_off_stays_so(here: Client, alice: User) -> None:
    path = link()
    User.objects.update(is_active=False)
    assert here.get(path).status_code == 404
    with pytest.raises(CommandError, match="alice is switched off"):
        call_command("recover", "alice")


def test_it_names_the_address_that_people_use(alice: User, settings: Settings) -> None:
    settings.ADDRESSES = Addresses.parse("https://diary.example.org/gut/")
    set_script_prefix("/gut/")  # as a start does with the setting
    try:
        assert f"  https://diary.example.org/gut/way-back/{alice.pk}-keep." in printed()
    finally:
        set_script_prefix("/")
