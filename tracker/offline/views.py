"""Doors for a device that keeps a copy: its worker and manifest, the blank page, what it asks and what it sends."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts import copies
from tracker.accounts.requests import PersonRequest
from tracker.offline import days, icons, shell, sync
from tracker.web.languages import tag

SCRIPTS = ("js/outbox.js", "js/worker.js", "js/push-worker.js")  # the last one where there is one


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: where things are, and the scripts it is made of. It is served here so that it may see
    every page of ours."""
    place = {
        "build": shell.build(), "root": reverse("diary:home"), "shell": reverse("offline:shell"),
        "away": reverse("offline:away"), "hello": reverse("offline:hello"), "sync": reverse("offline:sync"),
        "today": reverse("diary:today"), "help": reverse("guidance:help"),
        "static": settings.STATIC_URL, "language": tag(get_language() or "en"),
    }  # fmt: skip
    scripts = [staticfiles_storage.url(name) for name in SCRIPTS if (settings.ROOT / "static" / name).exists()]
    text = f"self.VAGUS = {json.dumps(place)};\nimportScripts({', '.join(json.dumps(script) for script in scripts)});\n"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a device has to know to put Vagus beside its other programs."""
    facts = {
        "id": reverse("diary:home"), "name": "Vagus", "short_name": "Vagus", "lang": get_language(),
        "description": _("A private gut-mind habit diary"), "start_url": reverse("diary:today"),
        "scope": reverse("diary:home"), "display": "standalone", "background_color": icons.PAPER,
        "theme_color": icons.PAPER, "icons": icons.listed(),
    }  # fmt: skip
    return JsonResponse(facts, content_type="application/manifest+json")


@login_not_required
@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """No connection: a page with nobody's data, kept by every worker."""
    return HttpResponse(shell.away())


@require_safe
def blank(request: PersonRequest) -> HttpResponse:
    """The page to keep, for a device that keeps one."""
    carried = copies.carried(request)
    if carried is None or carried.tag != copies.tag_of(request.user):
        raise Http404
    return HttpResponse(shell.blank(request.user))


@login_not_required
@require_safe
def hello(request: PersonRequest) -> HttpResponse:
    """Who is signed in here, a token for saving, and the last days; or that the copy must go."""
    if not request.user.is_authenticated:
        return _ended(request, {}, status=401)
    now = timezone.now()
    user, today = request.user, request.user.today(now)
    said = {"tag": copies.tag_of(user), "token": get_token(request), "build": shell.build(), "wipe": False}
    response = JsonResponse(said)
    if not copies.renew(request, response):
        return _ended(request, said)
    said |= {
        "now": round(now.timestamp() * 1000), "zone": user.time_zone, "starts": user.day_start_hour,
        "edition": shell.edition(user),
        "days": days.last_days(user, today, get_language() or "en"),
    }  # fmt: skip
    response.content = json.dumps(said).encode()
    return response


def _ended(request: HttpRequest, said: dict[str, Any], status: int = 200) -> HttpResponse:
    """Whether the copy must go, and whose it is; said once, so whoever hears it, page or worker, does it."""
    carried, wipe = copies.carried(request), copies.is_ended(request)
    response = JsonResponse(
        {**said, "wipe": wipe, **({"whose": carried.tag} if carried and wipe else {})}, status=status
    )
    if wipe:
        copies.end(request, response)
    return response


@login_not_required
@require_POST
def take(request: PersonRequest) -> HttpResponse:
    """Answers that waited: each is let in by itself, and each gets its own outcome."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    try:
        owner, waiting = sync.read(request.body)
    except sync.Unreadable:
        return JsonResponse({}, status=400)
    if owner != copies.tag_of(request.user):
        return JsonResponse({}, status=409)
    now = timezone.now()
    today = request.user.today(now)
    outcomes = [sync.take(request.user, change, today=today, now=now) for change in waiting]
    kept = days.last_days(request.user, today, get_language() or "en")
    return JsonResponse({"outcomes": sync.said(outcomes), "days": kept})


@require_POST
def keep(request: PersonRequest) -> HttpResponse:
    response = redirect(reverse("accounts:settings") + "#offline")
    copies.begin(request, response)
    return response


@require_POST
def drop(request: PersonRequest) -> HttpResponse:
    response = redirect(reverse("accounts:settings") + "#offline")
    copies.wipe(request, response)
    return response
