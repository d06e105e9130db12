"""What is typed anywhere stands in no line of a log and in no report of an error, whatever goes wrong meanwhile."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import StringIO
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import DataError, connection, transaction
from django.test import Client
from django.urls import resolve
from django.views.debug import ExceptionReporter

from tests.conftest import Stay
from tests.security.typed import Form, Forms
from tests.test_doors import DOORS
from tracker.models import User
from tracker.reminders.hosts import Hosts
from tracker.web.logs import JsonLines

WORD, NUMBER = "zebrafinch", "4242.42"
QUIET = "a mistake says little"
LEFT_OUT = {"account_logout", "accounts:delete", "language", "diary:sample"}
CHANGES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """Everything that any logger says at its most talkative, as it would be printed."""
    stream, root = StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    names = ["", *logging.root.manager.loggerDict]
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    others, root.handlers = root.handlers, [handler]
    connection.force_debug_cursor = True  # statements are told with what they carry
    yield stream
    connection.force_debug_cursor = False
    root.handlers = others
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def reports(trouble: str) -> Iterator[list[str]]:
    """The report of each error that a page ended with, as it would be shown or mailed; written where it is read."""
    found: list[str] = []

    def write(sender: object, request: Any, **told: object) -> None:
        report = ExceptionReporter(request, *sys.exc_info())
        found.extend((report.get_traceback_text(), report.get_traceback_html()) if trouble == QUIET else ("",))

    got_request_exception.connect(write)
    yield found
    got_request_exception.disconnect(write)


@pytest.fixture(scope="module")
def without_forms() -> set[str]:
    """Doors behind which somebody just like her met no form; they need not be looked behind again."""
    return set()


def met_at(client: Client, path: str) -> list[Form]:
    answer = client.get(path)
    is_page = answer.status_code == 200 and "html" in answer.headers["Content-Type"]
    return Forms(answer.text, path).found if is_page else []


@pytest.fixture
def forms(trusted: Client, alice: User, settings: Any, without_forms: set[str]) -> list[Form]:
    """Every form that somebody signed in meets, each once."""
    settings.NOTIFY_HOSTS, settings.ACCOUNT_RATE_LIMITS = Hosts.parse("ntfy.example.org"), False
    found: dict[tuple[str, ...], Form] = {}
    trusted.raise_request_exception = False
    alices = Stay(trusted, alice, asked=True)
    for door in (door for door in DOORS if door.name not in LEFT_OUT and not door.name.startswith("api:v1")):
        path = door.url(alice)
        met = [] if door.name in without_forms else met_at(trusted, path)
        if not met:
            without_forms.add(door.name)
        for form in met:
            if form.to and resolve(form.to).view_name not in LEFT_OUT:
                found.setdefault((resolve(form.to).view_name, *sorted(form.fields)), form)
        alices.again()
    return list(found.values())


def fails(how: type[Exception], *, aloud: bool) -> Callable[..., Any]:
    """A database that refuses to write; some tell the whole row."""

    def refused(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        is_ours = sql.startswith(CHANGES) and "tracker_" in sql and "tracker_auditentry" not in sql
        if is_ours:
            raise how(f"Failing row contains {params}" if aloud else "refused")
        return execute(sql, params, many, context)

    return refused


def sent(client: Client, form: Form) -> int:
    """How a form is answered; what breaks in it breaks in it alone."""
    status = client.post(form.to, form.filled(WORD, NUMBER)).status_code
    transaction.set_rollback(False)
    return int(status)


TROUBLES = {
    "all is well": None, "the database tells the row": fails(DataError, aloud=True),
    "a mistake tells the row": fails(ValueError, aloud=True), QUIET: fails(ValueError, aloud=False),
}  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES)
def test_nothing_that_is_typed_is_told(
    trusted: Client, forms: list[Form], lines: StringIO, reports: list[str], trouble: str
) -> None:
    assert sum(len(form.words) for form in forms) >= 45
    with ExitStack() as stack:
        if wrapper := TROUBLES[trouble]:
            stack.enter_context(connection.execute_wrapper(wrapper))
        told = [sent(trusted, form) for form in forms]
    assert any(status in {200, 302} for status in told)
    assert bool(reports) is bool(wrapper) is (500 in told or 503 in told)
    assert lines.getvalue().count("\n") > 100
    assert WORD not in lines.getvalue()
    assert NUMBER not in lines.getvalue()
    if trouble == QUIET:  # what the error itself says stands in its report; nobody is sent one
        assert [report for report in reports if WORD in report or NUMBER in report] == []


def test_the_same_eyes_see_a_line_that_tells(lines: StringIO) -> None:
    logging.getLogger("tracker.careless").info("saved %s", WORD)
    assert WORD in lines.getvalue()
