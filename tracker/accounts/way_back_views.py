"""Doors for somebody who holds a link back in."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from tracker.accounts import way_back
from tracker.accounts.forms import NewPasswordForm

LIMIT = {"way_back": "20/10m/ip"}  # links that are none; a right one is never counted


@login_not_required
@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """What the link allows moves into the session, so the token leaves the address; looking uses nothing up."""
    if way_back.behind(token) is None:
        if not ratelimit.consume(request, app="tracker", action="way_back", config=LIMIT, limit_get=True):
            return ratelimit.respond_429(request)
        raise Http404
    way_back.keep(request.session, token)
    return redirect("accounts:way_back")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def new_password(request: HttpRequest) -> HttpResponse:
    """A new password for whoever the link is for."""
    token = way_back.kept(request.session)
    way = way_back.behind(token)
    if way is None:
        raise Http404
    form = NewPasswordForm(request.POST or None, user=way.judged)
    if request.method == "POST" and form.is_valid():
        request.session.pop(way_back.IN_SESSION)
        if not way_back.use(token, form.cleaned_data["password"], request):
            raise Http404
        messages.success(request, _("The new password is set. Sign in with it."))
        return redirect("account_login")
    return render(request, "accounts/way_back.html", {"form": form, "way": way})
