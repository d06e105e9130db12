"""The first version of the API: its rooms put together, and its refusals in one form."""

import json
from collections.abc import Callable
from typing import Any, NoReturn

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.security import HttpBearer

from tracker.api import about, answers, diary, files
from tracker.api.entrance import entrance
from tracker.api.requests import ApiRequest, Problem
from tracker.web.problems import problem


class Bearer(HttpBearer):
    """For the schema; who it is was settled at the entrance."""

    def __call__(self, request: ApiRequest) -> Any:  # type: ignore[override]
        return request.token

    def authenticate(self, request: HttpRequest, token: str) -> NoReturn:
        raise NotImplementedError


class Json(Parser):
    """Bodies as JSON: no number that JSON does not know, no text that is no text."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = json.loads(request.body, parse_constant=_no_number)
        json.dumps(body, ensure_ascii=False).encode()
        return body


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="Vagus", version="1", urls_namespace="v1", auth=Bearer(), parser=Json(), docs_url=None, openapi_url=None,
    description="One person's diary, for programs of their own. A number that was not noted is null, never zero.",
)  # fmt: skip
for part in (about, diary, answers, files):
    api.add_router("", part.router)


@api.exception_handler(Problem)
def _refused(request: HttpRequest, refusal: Problem) -> HttpResponse:
    return problem(refusal.status, refusal.detail, code=refusal.code, **refusal.more)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "There is no such thing in your diary.")


@api.exception_handler(HttpError)
def _error(request: HttpRequest, error: HttpError) -> HttpResponse:
    malformed = error.status_code == 400  # the library's word for a body that cannot be read
    return (
        problem(error.status_code, "The body is no JSON.", code="malformed")
        if malformed
        else problem(error.status_code, str(error))
    )


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Where and why, never what was sent."""
    errors = [
        {"field": ".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0]), "message": one["msg"]}
        for one in error.errors
    ]
    return problem(422, "Something in it cannot be kept, so nothing was saved.", code="invalid", errors=errors)


@api.exception_handler(Exception)
def _fault(request: HttpRequest, error: Exception) -> NoReturn:
    """A mistake of ours goes the way of all mistakes, to the log that keeps no words of it."""
    raise error


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address that the API does not have."""
    return problem(404, "The API has no such address.", code="no_such_address")


def _guarded(pattern: URLPattern) -> URLPattern:
    pattern.callback = entrance(pattern.callback)
    return pattern


def patterns(document: Callable[..., HttpResponse]) -> list[URLPattern]:
    """Every address, each behind the entrance; `document` answers with the schema."""
    mine = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    mine += [path("openapi.json", document, name="openapi"), path("<path:rest>", nothing_here, name="nothing")]
    return [_guarded(pattern) for pattern in (*mine, path("", nothing_here, name="root"))]
