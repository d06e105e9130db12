"""Doors of the helper: a link for one person, good once, that says what goes into which box."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tracker.accounts.requests import PersonRequest
from tracker.experiments import blinding
from tracker.experiments.models import Experiment, State


@require_POST
def link(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Make the link; it is shown only now."""
    row = get_object_or_404(Experiment, owner=request.user, uid=uid, state=State.LOCKED)
    try:
        token = blinding.make_link(row)
    except blinding.NoLinkError:
        messages.error(request, _("No link can be made: there is no helper, or the link was opened."))
        return redirect("experiments:running", uid)
    address = request.build_absolute_uri(reverse("experiments:helper", args=[token]))
    return render(request, "experiments/helper_link.html", {"row": row, "link": address})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def boxes(request: HttpRequest, token: str) -> HttpResponse:
    """First what it is about; after a tap the list, once. Not for the person the boxes are for."""
    row = blinding.behind(token)
    if row is None:
        raise Http404
    if request.user.pk == row.owner_id:
        return render(request, "experiments/helper_own.html", {"row": row})
    if request.method != "POST":
        return render(request, "experiments/helper.html", {"row": row})
    try:
        found = blinding.open_once(token, timezone.now())
    except blinding.NoLinkError:
        raise Http404 from None
    return render(request, "experiments/helper_boxes.html", {"found": found})
