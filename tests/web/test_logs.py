"""Nothing a person typed gets into a log or an error report."""

import json
import logging
import secrets
from io import StringIO

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from django.views.debug import ExceptionReporter
from django.views.decorators.csrf import csrf_exempt

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


@csrf_exempt
@login_not_required
def failing_save(request: HttpRequest) -> HttpResponse:
    note = request.POST["note"]
    raise DatabaseError(f"Failing row contains (1, {note}, {request.POST['grams']})")


urlpatterns = [path("save/", failing_save), path("", include("tracker.urls"))]
handler500 = "tracker.web.views.server_error"


@pytest.mark.urls(__name__)
def test_a_failing_save_logs_its_place_and_no_value(client: Client, lines: StringIO) -> None:
    client.raise_request_exception = False
    client.post("/save/?q=pomegranate%20jam", {"note": SENTINELS[0], "grams": SENTINELS[1]})
    (line,) = [json.loads(line) for line in lines.getvalue().splitlines() if '"status": 500' in line]
    assert line["error"] == ["django.db.utils.DatabaseError"]
    assert "failing_save" in line["where"][-1]
    assert not [word for word in (*SENTINELS, "pomegranate") if word in lines.getvalue()]


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


@pytest.mark.parametrize("path", ["/way-back/{}/", "/invite/{}/", "/shared/{}/", "/experiments/helper/{}/"])
def test_the_secret_of_a_link_stands_in_no_line(client: Client, lines: StringIO, path: str, db: None) -> None:
    secret = secrets.token_urlsafe(32)
    client.get(path.format(secret))
    logging.getLogger("django.request").error("Internal Server Error: %s", path.format(secret))
    assert path.format("…") in lines.getvalue()
    assert secret not in lines.getvalue()


def test_any_other_path_stands_there_whole(lines: StringIO) -> None:
    path = "/experiments/0d5f4a3e-6f0e-4c53-9d0f-3b7c6f0f2a11/day/2026-11-21/"
    logging.getLogger("django.request").error("Internal Server Error: %s", path)
    assert path in lines.getvalue()
