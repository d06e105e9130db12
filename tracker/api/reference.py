"""The schema of the API for one person, own trackers included, and the page that is made of it."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse

from tracker.accounts.models import User
from tracker.api.v1 import api
from tracker.diary import fields
from tracker.metrics import Kind, Metric
from tracker.web import naming
from tracker.web.problems import TYPE

Document = dict[str, Any]
WRITES = ("post", "patch", "delete")
PROBLEM: Document = {
    "type": "object", "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "code": {"type": "string", "description": "a word that programs may rely on"}, "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}  # fmt: skip
# In English, as everything that is made from the schema.
COLUMNS = ("Name", "In", "May be", "What it is")
PROBLEMS = "Problems"
REFUSALS = {
    "400": "It cannot be read", "401": "No live token", "403": "The token may only read", "404": "No such thing",
    "409": "Not now", "412": "It has changed since it was read", "413": "Too large", "415": "Not application/json",
    "422": "It cannot be kept; `errors` says why", "429": "This minute's 120 requests are used up; see Retry-After",
    "503": "The disk is full or the database is busy; see Retry-After",
}  # fmt: skip
ONLY_WRITES = frozenset({"403", "413", "415"})
KEY_HEADER = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "The same key within a day gives the same answer, and the change is made once.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}  # fmt: skip
MATCH_HEADER = {
    "name": "If-Match", "in": "header", "required": False,
    "description": "The ETag that the thing was read with: it changes only if it is still as it was read.",
    "schema": {"type": "string"},
}  # fmt: skip
FILES = ("application/zip", "text/csv", "application/fhir+json", "application/json")


def document(user: User) -> Document:
    """OpenAPI 3.1 of what this person can ask and say."""
    found = deepcopy(_common(reverse("api:v1:root")))
    known = found["components"]["schemas"]["DayFields"]
    known["additionalProperties"] = False
    known["properties"] |= {key: _own(metric) for key, metric in fields.own(user).items()}
    return found


def _own(metric: Metric) -> Document:
    kind = "number" if metric.kind is Kind.AMOUNT else "integer"
    low, high = (metric.low, metric.high) if kind == "number" else (int(metric.low), int(metric.high))
    return {
        "anyOf": [{"type": kind, "minimum": low, "maximum": high}, {"type": "null"}],
        "description": " ".join(filter(None, (naming.label(metric), naming.unit(metric)))),
    }


@cache
def _common(prefix: str) -> Document:
    found: Document = deepcopy(dict(api.get_openapi_schema(path_prefix=prefix)))
    found["components"]["schemas"]["Problem"] = PROBLEM
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    return found


def _complete(path: str, method: str, operation: Document) -> None:
    """What the entrance adds to every door: refusals, headers, answers that have not changed."""
    wanted = REFUSALS if method in WRITES else {k: v for k, v in REFUSALS.items() if k not in ONLY_WRITES}
    operation["responses"] = {str(status): said for status, said in operation["responses"].items()} | {
        status: {"description": said, "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
        for status, said in wanted.items()
    }
    headers = [KEY_HEADER] if method in WRITES else []
    headers += [MATCH_HEADER] if method in ("patch", "delete") else []
    operation["parameters"] = [*map(_said_or_absent, operation.get("parameters", ())), *headers]
    if path.endswith("/exports/{kind}"):
        binary = {"schema": {"type": "string", "format": "binary"}}
        content = {kind: {} if kind.endswith("json") else binary for kind in FILES}
        operation["responses"]["200"] = {"description": "The file", "content": content}
    elif method == "get":
        operation["responses"]["304"] = {"description": "Not changed since the ETag in If-None-Match"}


def _said_or_absent(parameter: Document) -> Document:
    """In an address nothing is null: it is there or it is not."""
    schema = parameter["schema"]
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return parameter
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return parameter | {"schema": kinds[0] | rest}


# The page


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be sent: where it goes, what it may be."""

    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address with one method."""

    method: str
    path: str
    summary: str
    description: str
    fields: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        return f"{self.method}-{self.path}".translate(str.maketrans("/{}:", "----")).strip("-")


def chapters(user: User) -> dict[str, list[Operation]]:
    """Every operation under the name of its chapter, in the order of the rooms."""
    whole = document(user)
    found: dict[str, list[Operation]] = {}
    for path, operations in whole["paths"].items():
        for method, told in operations.items():
            found.setdefault(told["tags"][0], []).append(_operation(whole, path, method, told))
    return found


def _operation(whole: Document, path: str, method: str, told: Document) -> Operation:
    answers = ((status, said["description"]) for status, said in told["responses"].items() if status < "300")
    return Operation(
        method.upper(), path, told.get("summary", ""), told.get("description", ""),
        tuple(_fields(whole, told)), tuple(answers),
    )  # fmt: skip


def _fields(whole: Document, told: Document) -> Iterator[Field]:
    for one in told["parameters"]:
        yield Field(one["name"], one["in"], kind_of(whole, one["schema"]), bool(one.get("required")),
                    one.get("description") or one["schema"].get("description", ""))  # fmt: skip
    for media in told.get("requestBody", {}).get("content", {}).values():
        body = _resolved(whole, media["schema"])
        for name, schema in body.get("properties", {}).items():
            yield Field(name, "body", kind_of(whole, schema), name in body.get("required", ()),
                        _resolved(whole, schema).get("description", ""))  # fmt: skip


def _resolved(whole: Document, schema: Document) -> Document:
    name = schema.get("$ref", "").rpartition("/")[2]
    return whole["components"]["schemas"][name] if name else schema


def kind_of(whole: Document, schema: Document) -> str:
    """What a field may be, in a few words of the schema's own language."""
    schema = _resolved(whole, schema)
    if "anyOf" in schema:
        return " | ".join(kind_of(whole, one) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return " | ".join(f'"{one}"' for one in schema.get("enum", [schema.get("const")]))
    kind = str(schema.get("format") or schema.get("type", ""))
    if kind == "array":
        return f"[{kind_of(whole, schema.get('items', {}))}]"
    low, high = schema.get("minimum"), schema.get("maximum")
    return f"{kind} {low:g}…{high:g}" if low is not None and high is not None else kind
