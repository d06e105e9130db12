"""What looks for typed words in logs finds them, whichever way they came and went."""

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from tests.builders import a_day, an_own_tracker
from tests.running import running
from tests.typed import TYPED, unusual
from tracker.models import User

NOTE = "Zebra finch, 3 of them"


@pytest.fixture(autouse=True)
def forgiven(_nothing_typed_is_logged: None) -> Iterator[None]:
    """These tests are what the look through the logs must find."""
    yield
    TYPED.begin()


def test_logs_that_were_set_up_anew_are_listened_to_again() -> None:
    logging.getLogger().removeHandler(TYPED)
    TYPED.begin()
    say(NOTE)
    assert TYPED.lines


def say(words: str, logger: str = "tracker.anything") -> None:
    logging.getLogger(logger).error("could not save %s", words)


def test_what_a_form_sent_is_found(rf: RequestFactory) -> None:
    rf.post("/anywhere/", {"note": NOTE, "grams": "4242.42"})
    say(NOTE)
    say("4242.42")
    assert len(TYPED.found()) == 2


def test_what_came_as_json_is_found(client: Client, db: None) -> None:
    client.post("/api/v1/anywhere", {"rows": [{"note": NOTE}]}, content_type="application/json")
    say(NOTE.upper())
    assert TYPED.found() == []
    say(NOTE)
    assert len(TYPED.found()) == 1


def test_what_builders_put_into_a_diary_is_found(alice: User) -> None:
    a_day(alice, date(2026, 11, 20), note="line one\nline two")
    an_own_tracker(alice, "Coffee, black")
    say("the note 'line one\nline two'")
    say("Coffee, black")
    say("2026-11-20")
    assert len(TYPED.found()) == 2


def test_arguments_of_unknown_loggers_are_not_written_and_so_not_found(rf: RequestFactory) -> None:
    rf.post("/anywhere/", {"note": NOTE})
    say(NOTE, "some.library")
    assert TYPED.lines
    assert TYPED.found() == []


@pytest.mark.parametrize("word", ["2026-11-21", "own_magnesium", "mood", "7", "Europe/Oslo", "42"])
def test_what_addresses_may_hold_is_no_typed_word(word: str) -> None:
    assert list(unusual({"field": word})) == []


@pytest.mark.parametrize("word", [NOTE, "Ærlig", "søvnløs", "3,25 g", "12.75", 0.125, ["deep", {"in": "Some list"}]])
def test_what_only_a_person_types_is_one(word: object) -> None:
    assert len(list(unusual({"field": word}))) == 1


@pytest.mark.server
def test_a_servers_own_log_is_looked_through(tmp_path: Path) -> None:
    def talks() -> None:
        with running(tmp_path / "data", tmp_path / "log") as server:
            connection = server.connect()
            connection.request("POST", "/accounts/login/", body=f"login={NOTE}")
            connection.getresponse().read()
            connection.close()
            with server.log.open("a", encoding="utf-8") as log:
                log.write(f'{{"message": "who is {NOTE}?"}}\n')

    with pytest.raises(AssertionError, match="something typed"):
        talks()
    TYPED.sent.discard(NOTE)
