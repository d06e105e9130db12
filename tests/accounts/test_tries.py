"""Guessing at a password: slower with each wrong one, over after a hundred, and nobody else's trouble."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests.accounts.test_login import is_in, sign_in
from tests.builders import a_person
from tracker.accounts import known, way_back
from tracker.accounts.tries import FREE, FREE_TOGETHER, LONGEST, MOST, minutes_after, take
from tracker.models import User

START = datetime(2026, 11, 21, 20, tzinfo=UTC)


def guess_for(client: Client, hours: int, name: str = "alice") -> list[float]:
    """Try a wrong password every minute; after how many minutes each was looked at."""
    looked = []
    for minute in range(hours * 60):
        with time_machine.travel(START + timedelta(minutes=minute), tick=False):
            if "do not belong together" in sign_in(client, name, "wrong"):
                looked.append(minute)
    return looked


def test_each_wait_is_longer_than_the_one_before_up_to_an_hour() -> None:
    waits = [minutes_after(failures) for failures in range(MOST)]
    assert waits[:FREE] == [0] * FREE
    assert waits[FREE : FREE + 5] == [5, 10, 20, 40, 60]
    assert set(waits[FREE + 5 :]) == {LONGEST}


def test_guesses_every_minute_are_looked_at_ever_more_rarely(elsewhere: Client, alice: User) -> None:
    looked = guess_for(elsewhere, 2)
    assert looked == [0, 1, 2, 3, 4, 9, 19, 39, 79]


@pytest.fixture
def worn_out(alice: User) -> datetime:
    """Somebody elsewhere guessed a hundred times, as patiently as they had to; a day after the last one."""
    request, at = RequestFactory().post("/", REMOTE_ADDR="192.168.1.20"), START
    for failures in range(MOST):
        at += timedelta(minutes=minutes_after(failures))
        take(request, "Alice", at.timestamp())
    return at + timedelta(days=1)


def test_after_a_hundred_not_even_the_right_one_opens_from_there(worn_out: datetime, elsewhere: Client) -> None:
    with time_machine.travel(worn_out, tick=False):
        assert "Too many tries from here" in sign_in(elsewhere)
        assert not is_in(elsewhere)


def test_meanwhile_the_person_comes_in_from_their_own_address(worn_out: datetime, here: Client) -> None:
    with time_machine.travel(worn_out, tick=False):
        sign_in(here)
        assert is_in(here)


def test_a_new_password_set_on_the_machine_begins_anew(
    worn_out: datetime, elsewhere: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda **_asked: "yet another long sentence")
    call_command("changepassword", "alice", stdout=StringIO())
    with time_machine.travel(worn_out, tick=False):
        sign_in(elsewhere, password="yet another long sentence")
        assert is_in(elsewhere)


def test_a_browser_she_came_in_by_before_has_its_own_tries_at_the_same_address(alice: User) -> None:
    hers, strangers = (Client(SERVER_NAME="localhost", REMOTE_ADDR="192.168.1.20") for _ in range(2))
    sign_in(hers)
    hers.post("/accounts/logout/")
    looked = guess_for(strangers, 1)
    assert len(looked) == 8
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        assert "Too many tries" in sign_in(strangers)
        sign_in(hers)
        assert is_in(hers)


def test_two_hundred_tries_at_once_are_stopped_after_five_and_hers_passes(alice: User) -> None:
    hers, strangers = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost", REMOTE_ADDR="192.168.1.20")
    sign_in(hers)
    hers.post("/accounts/logout/")
    with time_machine.travel(START, tick=False):
        looked = ["do not belong together" in sign_in(strangers, password=f"guess {n}") for n in range(200)]
        sign_in(hers)
    assert sum(looked) == FREE
    assert is_in(hers)


def test_a_right_one_begins_anew(elsewhere: Client, alice: User) -> None:
    request = RequestFactory().post("/", REMOTE_ADDR="192.168.1.20")
    for _ in range(FREE):
        take(request, "alice", (START - timedelta(hours=1)).timestamp())
    with time_machine.travel(START, tick=False):
        sign_in(elsewhere)
        assert is_in(elsewhere)
        for _ in range(FREE):
            take(request, "alice", START.timestamp())
        with pytest.raises(ValidationError, match="Wait 5 minutes"):
            take(request, "alice", START.timestamp())


def test_the_wait_is_said_in_minutes(elsewhere: Client, alice: User) -> None:
    request = RequestFactory().post("/", REMOTE_ADDR="192.168.1.20")
    for failures in range(FREE + 2):
        take(request, "alice", (START + timedelta(hours=failures)).timestamp())
    with time_machine.travel(START + timedelta(hours=FREE + 1, minutes=2), tick=False):
        assert "Too many tries. Wait 18 minutes, then try again." in sign_in(elsewhere)


def test_a_whole_network_of_version_6_is_one_address(alice: User) -> None:
    looked = [
        "do not belong together"
        in sign_in(Client(SERVER_NAME="localhost", REMOTE_ADDR=f"2001:db8:1:2::{n:x}"), password="wrong")
        for n in range(1, 12)
    ]
    assert sum(looked) == FREE


@pytest.mark.parametrize("name", ["alice", "nobody of that name", "sample", "carol"])
def test_nobody_learns_who_has_an_account(
    elsewhere: Client, alice: User, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one who has one, one who has none, a sample diary and one switched off: same work, same words, same waits."""
    sample = a_person("sample", is_sample=True)
    sample.set_unusable_password()
    sample.save()
    a_person("carol", is_active=False)
    hashed: list[int] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *told: hashed.append(1) or encode(*told))  # type: ignore[func-returns-value]
    told = []
    with time_machine.travel(START, tick=False):
        for _ in range(FREE + 2):
            hashed.clear()
            answer = elsewhere.post("/accounts/login/", {"login": name, "password": "wrong"})
            page = answer.text.replace(name, "somebody")
            told.append((len(hashed), answer.status_code, "do not belong" in page, "Wait five minutes" in page))
    assert told == [(1, 200, True, False)] * FREE + [(0, 200, False, True)] * 2


# from many places at once


def at(network: int) -> Client:
    return Client(SERVER_NAME="localhost", REMOTE_ADDR=f"203.0.{network // 250}.{network % 250 + 1}")


def scattered_for(hours: int, name: str = "alice") -> list[float]:
    """Wrong passwords from another network every minute; after how many minutes each was looked at."""
    looked = []
    for minute in range(hours * 60):
        with time_machine.travel(START + timedelta(minutes=minute), tick=False):
            if "do not belong together" in sign_in(at(minute), name, "wrong"):
                looked.append(minute)
    return looked


@pytest.mark.parametrize("name", ["alice", "nobody of that name"])
def test_guesses_from_many_networks_are_slowed_together(alice: User, name: str) -> None:
    looked = scattered_for(4, name)
    assert looked == [*range(FREE_TOGETHER), 34, 44, 64, 104, 164, 224]


@pytest.fixture
def besieged(alice: User) -> datetime:
    """A hundred and more networks guessed at her name, as patiently as they had to; an hour after the last one."""
    at_time = START
    for number in range(MOST):
        at_time += timedelta(minutes=minutes_after(number, FREE_TOGETHER))
        take(RequestFactory().post("/", REMOTE_ADDR=f"203.0.113.{number}"), "Alice", at_time.timestamp())
    return at_time + timedelta(hours=1, minutes=1)


def test_after_a_hundred_in_a_row_no_strange_network_opens(besieged: datetime, elsewhere: Client) -> None:
    with time_machine.travel(besieged, tick=False):
        assert "Too many tries from here" in sign_in(elsewhere)
        assert not is_in(elsewhere)


def test_the_browser_and_the_network_of_the_person_stay_open(alice: User, elsewhere: Client) -> None:
    hers = Client(SERVER_NAME="localhost", REMOTE_ADDR="198.51.100.7")
    with time_machine.travel(START - timedelta(days=2), tick=False):
        for browser in (elsewhere, hers):
            sign_in(browser)
            browser.post("/accounts/logout/")
    for number in range(MOST):
        when = START + timedelta(hours=number)
        take(RequestFactory().post("/", REMOTE_ADDR=f"203.0.113.{number}"), "alice", when.timestamp())
    new_at_home = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.168.1.20")
    hers.defaults["REMOTE_ADDR"] = "100.64.3.3"  # on the way, in a network of strangers
    strange = Client(SERVER_NAME="localhost", REMOTE_ADDR="100.64.3.3")
    with time_machine.travel(START + timedelta(hours=MOST, minutes=1), tick=False):
        assert "Too many tries from here" in sign_in(strange)
        for browser in (hers, new_at_home):
            sign_in(browser)
            assert is_in(browser)


def test_coming_in_begins_the_common_count_anew(alice: User, besieged: datetime, elsewhere: Client) -> None:
    hers = Client(SERVER_NAME="localhost")
    hers.cookies["vagus_known"] = a_known_browser(alice)
    with time_machine.travel(besieged, tick=False):
        sign_in(hers)
        assert is_in(hers)
        sign_in(elsewhere)
        assert is_in(elsewhere)


def a_known_browser(user: User) -> str:
    answer = HttpResponse()
    known.remember(RequestFactory().get("/"), answer, user)
    return answer.cookies["vagus_known"].value


def test_a_link_from_the_machine_begins_it_anew_too(alice: User, besieged: datetime, elsewhere: Client) -> None:
    with time_machine.travel(besieged, tick=False):
        elsewhere.get(f"/way-back/{way_back.make(alice, drops=False)}/")
        elsewhere.post("/way-back/", {"password": "yet another long sentence"})
        sign_in(elsewhere, password="yet another long sentence")
        assert is_in(elsewhere)


def test_one_patient_stranger_shuts_no_other_network(worn_out: datetime, alice: User) -> None:
    with time_machine.travel(worn_out, tick=False):
        for network in range(5):
            sign_in(at(network), password="wrong")
        sign_in(at(9))
        browser = at(10)
        sign_in(browser)
        assert is_in(browser)


def test_at_home_the_waits_are_those_of_one_network(alice: User, elsewhere: Client) -> None:
    with time_machine.travel(START - timedelta(hours=2), tick=False):
        sign_in(elsewhere)
    stranger = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.168.1.20")
    assert guess_for(stranger, 1) == [0, 1, 2, 3, 4, 9, 19, 39]


def test_a_browser_that_was_stolen_guesses_no_faster_than_a_stranger(alice: User, elsewhere: Client) -> None:
    stolen = Client(SERVER_NAME="localhost")
    stolen.cookies["vagus_known"] = a_known_browser(alice)
    assert guess_for(stolen, 2) == [0, 1, 2, 3, 4, 9, 19, 39, 79]
    with time_machine.travel(START + timedelta(hours=2), tick=False):
        sign_in(elsewhere)
        assert is_in(elsewhere)
