"""Takes what browsers say about refusals by our own policy, and keeps no more of it than a rule and a page's name.

A report may quote addresses with dates and tokens, or pieces of a page. So of each only three words are logged, all
from lists of ours: which rule, what sort of source, which of our pages. Nothing leaves the machine.
"""

import json
import logging
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

logger = logging.getLogger("tracker.web.reports")

MOST_BYTES = 16 * 1024
MOST_IN_ONE = 20
AN_HOUR, MOST_AN_HOUR = 60 * 60, 60  # of everybody together: what is broken is broken after one
TYPES = frozenset({"application/csp-report", "application/reports+json"})
RULES = frozenset(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]) | {
    "script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr", "frame-src", "media-src",
}  # fmt: skip
SORTS = frozenset({"inline", "eval", "wasm-eval", "data", "blob", "self"})


def read(body: bytes) -> list[str]:
    """What a report says, in words of ours.

    Raises:
        ValueError: if it is no report.
    """
    told = json.loads(body)
    single = isinstance(told, dict)
    parts = [told.get("csp-report")] if single else [part.get("body") for part in told if isinstance(part, dict)]
    known = [part for part in parts if isinstance(part, dict)]
    if not parts or len(parts) > MOST_IN_ONE or len(known) < len(parts):
        raise ValueError("no report")
    return [_said(part) for part in known]


def _said(part: dict[str, Any]) -> str:
    rule = str(part.get("effective-directive") or part.get("effectiveDirective") or part.get("violated-directive"))
    source = str(part.get("blocked-uri") or part.get("blockedURL"))
    page = str(part.get("document-uri") or part.get("documentURL"))
    rule = rule.split(" ")[0]
    return f"{rule if rule in RULES else 'other'} refused {_sort_of(source)} on {_name_of(page)}"


def _sort_of(source: str) -> str:
    sort = source.partition(":")[0]
    return sort if sort in SORTS else "an address" if "://" in source else "something"


def _name_of(page: str) -> str:
    """The name of a door: an address may hold a day or a secret."""
    try:
        path = urlsplit(page).path.removeprefix(settings.ADDRESSES.path)
        return resolve(path).view_name or "a page"
    except (Resolver404, ValueError):
        return "no page of ours"


def has_room() -> bool:
    """Whether more may be logged in this hour."""
    cache.add("policy-reports", 0, AN_HOUR)
    try:
        return cache.incr("policy-reports") <= MOST_AN_HOUR
    except ValueError:  # the hour ended in between
        return True


def take(request: HttpRequest) -> HttpResponse:
    """Log what was refused, in our words; the browser learns only whether it was a report."""
    if request.content_type not in TYPES:
        return HttpResponse(status=415)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        told = read(request.body)
    except (ValueError, AttributeError, TypeError, RecursionError):
        return HttpResponse(status=400)
    if has_room():
        for line in dict.fromkeys(told):
            logger.warning("the policy for pages: %s", line)
    return HttpResponse(status=204)
