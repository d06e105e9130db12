"""Log lines that cannot carry a diary: an allow-list of facts, one JSON object a line.

What a person typed reaches a log through messages filled with arguments, through the words of exceptions
(PostgreSQL quotes the whole row) and through local variables. So arguments are filled in for a few loggers
known to name only paths and statuses, and of an exception only its kind and where it happened is kept.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

# Their arguments are paths without query strings, statuses, file names and settings.
PLAIN = ("tracker", "django.request", "django.server", "django.utils.autoreload", "_granian")

# A part of a path as long as no word, date or number of ours is: the secret of a link.
SECRET = re.compile(r"(?<=/)[\w.~:=-]{40,}")


class JsonLines(logging.Formatter):
    """Time, level, logger, message; status and the kind and place of an error where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.message(record),
        }
        if isinstance(status := getattr(record, "status_code", None), int):
            line["status"] = status
        if record.exc_info and record.exc_info[1]:
            line |= error_facts(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)

    def message(self, record: logging.LogRecord) -> str:
        named = any(record.name == name or record.name.startswith(f"{name}.") for name in PLAIN)
        return SECRET.sub("…", record.getMessage()) if named else str(record.msg)


def error_facts(error: BaseException) -> dict[str, Any]:
    """The kinds of an error and its causes, and the lines it passed; never its words."""
    kinds, seen = [], error
    while seen:
        kinds.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        seen = seen.__cause__ or seen.__context__  # type: ignore[assignment]
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return {"error": kinds, "where": where[-12:]}


class NothingTyped(SafeExceptionReporterFilter):
    """Error reports without form values and local variables, whatever the view says of itself."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request else {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> Any:
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]
