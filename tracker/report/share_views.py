"""Doors to copies that are shared: made and shut by the person, read by whoever has the link, without an account."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.accounts.audit import What, note
from tracker.accounts.requests import PersonRequest
from tracker.report import sharing
from tracker.report.forms import ShareForm
from tracker.report.models import SharedPage
from tracker.report.views import as_file
from tracker.web.files import LOCKED

# No script at all, nothing from elsewhere, no form, no frame.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
GUESSES = "shared_page"
LIMIT = {GUESSES: "20/10m/ip"}  # links that lead nowhere, from one address


@reauthentication_required(enabled=lambda request: not request.user.is_sample)  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: PersonRequest) -> HttpResponse:
    """The links there are, and a new one; its address is shown only in this answer."""
    form, now = ShareForm(request.POST if request.method == "POST" else None), timezone.now()
    context: dict[str, object] = {"form": form, "now": now, "here": "trends"}
    if form.is_bound and form.is_valid():
        try:
            row, token = sharing.make(request.user, form.cleaned_data["days"], now)
            link = request.build_absolute_uri(reverse("report:shared", args=[token]))
            context |= {"made": row, "link": link}
            note(request.user, What.SHARED, request)
        except sharing.TooManyError:
            messages.error(request, _("Ten links are open already. Shut one first."))
        except sharing.NothingToShareError:
            messages.error(request, _("The page is empty, so there is nothing to share."))
    context["links"] = sharing.listed(request.user)
    return render(request, "report/share.html", context, status=422 if form.is_bound and not form.is_valid() else 200)


@require_POST
def revoke(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Shut one link at once; no password is asked for, for this only ever closes a door."""
    if not sharing.revoke(request.user, uid, timezone.now()):
        raise Http404
    messages.success(request, _("The link is shut."))
    return redirect("report:summary")


def by_link(door: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A door without login that gets the copy behind the link.

    Over, shut and never made are the same: there is no such page. Whoever tried too many that lead nowhere finds
    nothing at all for a while, so that a right guess among them would not be noticed.
    """

    @login_not_required
    @require_safe
    @wraps(door)
    def guarded(request: HttpRequest, token: str, **where: int) -> HttpResponse:
        limit = {"request": request, "app": "tracker", "action": GUESSES, "config": LIMIT, "limit_get": True}
        if not ratelimit.consume(**limit, dry_run=True):
            return _private(ratelimit.respond_429(request), POLICY)
        row = sharing.behind(token, timezone.now())
        if row is None:
            ratelimit.consume(**limit)
            raise Http404
        return door(request, row, token, **where)

    return guarded


def _private(answer: HttpResponse, policy: str) -> HttpResponse:
    """For one reader: in no search engine, no cache and no other site's log."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = policy
    return answer


@by_link
def shared(request: HttpRequest, row: SharedPage, token: str) -> HttpResponse:
    """The copy, in the language in which it was made; each reading is counted."""
    if request.method == "GET":
        SharedPage.objects.opened(row.pk, timezone.now())
        note(row.owner, What.SHARE_OPENED, request)
    with translation.override(row.language), timezone.override(row.owner.zone):
        context = {"row": row, "token": token, **sharing.thawed(row)}
        return _private(render(request, "report/shared.html", context), POLICY)


@by_link
def shared_figure(request: HttpRequest, row: SharedPage, token: str, nth: int) -> HttpResponse:
    """One figure of the copy."""
    svgs = sharing.svgs(row)
    if nth >= len(svgs):
        raise Http404
    return _private(HttpResponse(svgs[nth], content_type="image/svg+xml"), LOCKED)


@by_link
def shared_paper(request: HttpRequest, row: SharedPage, token: str) -> HttpResponse:
    """The copy as PDF."""
    with translation.override(row.language):
        return _private(as_file(bytes(row.paper)), LOCKED)
