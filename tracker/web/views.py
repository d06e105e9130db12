"""Doors that belong to no room: health checks and the pages for what went wrong."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tracker.web import reports
from tracker.web.failure import unavailable


@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and its tables are those of this version."""
    executor = MigrationExecutor(connection)
    behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return JsonResponse({"status": "migrations missing" if behind else "ok"}, status=503 if behind else 200)


@login_not_required
@csrf_exempt  # a browser sends these by itself, without a form; nothing is changed by them
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """A browser refused something that the policy for our pages forbids."""
    return reports.take(request)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not opened here, or long ago."""
    known = not settings.ADDRESSES.is_local
    origin = request.headers.get("Origin", "")[:120]
    return render(request, "403_csrf.html", {"known": known or not origin, "origin": origin}, status=403)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """What went wrong where no view could say it: storage that failed outside of one, or a mistake of ours."""
    try:
        return unavailable(request, sys.exception()) or HttpResponse(render_to_string("500.html"), status=500)
    except Exception:  # the page for a mistake must not depend on there being only one
        return HttpResponse("Something in Vagus went wrong.", content_type="text/plain; charset=utf-8", status=500)
