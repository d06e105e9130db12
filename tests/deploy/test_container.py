"""What the container's files take for granted of each other and of Vagus holds."""

import re

from tests.running import ROOT

CONTAINER = (ROOT / ".deploy" / "Containerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / ".deploy" / "compose.yaml").read_text(encoding="utf-8")
CLIENTS = {"bookworm": "15", "trixie": "17"}  # the postgresql-client of each Debian
PYTHON = "/opt/vagus/.venv/bin/python"


def test_the_database_is_the_one_whose_client_makes_the_backups() -> None:
    debian, database = re.search(r"debian:(\w+)", CONTAINER), re.search(r"/postgres:(\d+)", COMPOSE)
    assert debian
    assert database
    assert database[1] == CLIENTS[debian[1]]


def test_the_database_counts_as_there_once_it_answers_by_the_network() -> None:
    """While it is set up for the first time it answers on its socket already, and then goes once more."""
    asked = re.search(r"pg_isready [^\"]*", COMPOSE)
    assert asked
    assert "--host 127.0.0.1" in asked[0]


def test_both_files_ask_after_health_in_the_same_words() -> None:
    asked = re.search(r'"-c", "([^"]+)"\]', CONTAINER)
    assert asked
    assert f'{PYTHON} -c \\"{asked[1]}\\"' in COMPOSE
    assert f'["{PYTHON}", "/opt/vagus/manage.py"]' in CONTAINER
    assert (ROOT / "manage.py").exists()


def test_the_address_can_be_read_by_whom_vagus_runs_as() -> None:
    runs_as = re.search(r"^USER (\d+):", CONTAINER, re.MULTILINE)
    assert runs_as
    assert runs_as[1] != "0"
    assert f"chown {runs_as[1]} address" in COMPOSE
