"""Nothing a person typed gets into a log or an error report."""

import json
import logging
from io import StringIO

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.views.debug import ExceptionReporter

from tracker.web.logs import JsonLines, NothingTyped

SENTINELS = ("zebrafinch", "4242.42", "pomegranate jam")


@pytest.fixture
def lines() -> object:
    """Everything that any logger writes, as it would be printed."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("django.request").setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    logging.getLogger("django.request").setLevel(logging.ERROR)


def test_a_failing_save_logs_its_place_and_no_value(
    door: Client, lines: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        note = SENTINELS[0]
        raise DatabaseError(f"Failing row contains (1, {note}, {SENTINELS[1]})")

    monkeypatch.setattr("tracker.accounts.models.User.today", fail)
    door.raise_request_exception = False
    door.post(f"/today/?q={SENTINELS[2]}", {"note": SENTINELS[0], "grams": SENTINELS[1]})
    printed = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line for line in printed if line.get("status") == 500 and "django.db.utils.DatabaseError" in line["error"]]
    assert not [word for word in SENTINELS if word in lines.getvalue() or word.replace(" ", "%20") in lines.getvalue()]


def test_arguments_of_unknown_loggers_are_left_out(lines: StringIO) -> None:
    logging.getLogger("some.library").error("bad value %s", SENTINELS[0])
    line = json.loads(lines.getvalue())
    assert line["message"] == "bad value %s"
    assert line["logger"] == "some.library"


def test_an_error_report_names_fields_and_variables_without_their_values(rf: RequestFactory) -> None:
    request = rf.post("/today/", {"note": SENTINELS[0]})
    try:
        grams = float(SENTINELS[1])
        raise LookupError(str(grams)[:0])
    except LookupError as error:
        reporter = ExceptionReporter(request, type(error), error, error.__traceback__)
    reporter.filter = NothingTyped()
    report = reporter.get_traceback_text() + reporter.get_traceback_html()
    assert "note" in report and "grams" in report
    # The test's own source lines are in a report; the values typed are not.
    assert "&#x27;zebrafinch&#x27;" not in report and "'zebrafinch'" not in report and "4242.42'" not in report
