"""A write sent twice is done once: the same key gives the same answer, and another body under it is refused."""

import hashlib
import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from tracker.api.models import ApiReply
from tracker.api.requests import ApiRequest
from tracker.web.problems import problem

HEADER = "Idempotency-Key"
KEY = re.compile(r"[!-~]{1,200}")
KEPT = timedelta(days=1)
LEFT_BEHIND = timedelta(minutes=2)  # a write that nobody finished; its change has a name, so doing it again is safe
HEADERS = ("Location", "Vagus-Change")
CHANGES = uuid.UUID("0d6b1f52-7c0c-4d3e-8a0e-51c7d3a9be42")

Run = Callable[[], HttpResponseBase]


def answered(request: ApiRequest, run: Run) -> HttpResponseBase:
    """The answer to a write, kept for a day where the request carries a key."""
    key = request.headers.get(HEADER, "")
    if not key:
        return run()
    if not KEY.fullmatch(key):
        return problem(400, "An idempotency key has 1 to 200 visible ASCII characters.", code="bad_key")
    row = _begun(request, hashlib.sha256(key.encode()).hexdigest(), mark(request))
    if not isinstance(row, ApiReply):
        return row
    # Named after the row: done again after a crash it is the same change, and a key used anew next week is not.
    request.tap = request.tap._replace(key=uuid.uuid5(CHANGES, str(row.pk)).hex)
    return _once(row, run)


def _begun(request: ApiRequest, key_hash: str, asked: str) -> ApiReply | HttpResponse:
    """The row that waits for our answer, or what to say instead."""
    mine = ApiReply.objects.filter(owner=request.user, key_hash=key_hash)
    mine.filter(created__lt=request.tap.now - KEPT).delete()
    try:
        with transaction.atomic():
            return ApiReply.objects.create(
                owner=request.user, key_hash=key_hash, asked=asked, created=request.tap.now
            )  # fmt: skip
    except IntegrityError:
        row = mine.get()
    if row.asked != asked:
        return problem(422, "This idempotency key belongs to another request.", code="key_reused")
    if row.status:
        return _again(row)
    idle = mine.filter(status=0, created__lt=request.tap.now - LEFT_BEHIND)
    if idle.update(created=request.tap.now):
        return row
    return problem(409, "The first request with this key is still being worked on.", code="in_progress")


def _once(row: ApiReply, run: Run) -> HttpResponseBase:
    kept = ApiReply.objects.filter(owner=row.owner_id, pk=row.pk)
    try:
        response = run()
    except BaseException:
        kept.delete()
        raise
    if response.status_code >= 500 or not isinstance(response, HttpResponse):
        kept.delete()
        return response
    headers = {name: response.headers[name] for name in ("Content-Type", *HEADERS) if name in response.headers}
    kept.update(status=response.status_code, headers=headers, body=response.content.decode())
    return response


def _again(row: ApiReply) -> HttpResponse:
    response = HttpResponse(row.body, status=row.status, headers=row.headers)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def mark(request: HttpRequest) -> str:
    """A mark of what was asked for; the same request gives the same one."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                for piece in file.chunks():
                    digest.update(piece)
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def purge(now: datetime) -> int:
    """Forget answers that nobody will ask for again."""
    return ApiReply.objects.filter(created__lt=now - KEPT).delete()[0]
