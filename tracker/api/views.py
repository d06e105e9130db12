"""Doors to the pages about programs: tokens, recipes, the reference; and the schema itself."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.accounts.requests import PersonRequest
from tracker.accounts.views import not_for_samples
from tracker.api import reference, tokens
from tracker.api.forms import TokenForm
from tracker.api.models import A_MINUTE, ApiToken
from tracker.api.recipes import recipes_for
from tracker.api.requests import ApiRequest


@require_safe
@not_for_samples
def tokens_of(request: PersonRequest) -> HttpResponse:
    """Who may come in, since when, when last; and who could."""
    now = timezone.now()
    rows = tokens.of(request.user)
    context = {
        "live": [row for row in rows if row.is_live(now)], "over": [row for row in rows if not row.is_live(now)],
        "a_minute": A_MINUTE, "here": "accounts",
    }  # fmt: skip
    return render(request, "api/tokens.html", context)


@not_for_samples
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: PersonRequest) -> HttpResponse:
    """A new token, shown in this answer and never again."""
    form = TokenForm(request.POST or None)
    if not (form.is_bound and form.is_valid()):
        context = {"form": form, "here": "accounts"}
        return render(request, "api/make.html", context, status=422 if form.is_bound else 200)
    try:
        token, text = tokens.make(
            request.user, form.cleaned_data["name"], timezone.now(), may_write=form.may_write, days=form.lasts
        )
    except tokens.TooManyError:
        messages.warning(request, _("You have as many tokens as fit. Revoke one that you do not use."))
        return redirect("api:tokens")
    return render(request, "api/made.html", {"token": token, "text": text, "here": "accounts"})


@require_POST
@not_for_samples
def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, owner=request.user, pk=pk)
    tokens.revoke(token, timezone.now())
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("api:tokens")


@require_safe
@not_for_samples
def recipes(request: PersonRequest) -> HttpResponse:
    base = request.build_absolute_uri(reverse("api:v1:root"))
    return render(request, "api/recipes.html", {"recipes": recipes_for(base), "base": base, "here": "accounts"})


@require_safe
@not_for_samples
def reference_page(request: PersonRequest) -> HttpResponse:
    base = request.build_absolute_uri(reverse("api:v1:root"))
    context = {
        "chapters": reference.chapters(request.user), "columns": reference.COLUMNS, "base": base,
        "problems": reference.PROBLEMS, "refusals": reference.REFUSALS, "here": "accounts",
    }  # fmt: skip
    return render(request, "api/reference.html", context)


@require_safe
@not_for_samples
def document(request: PersonRequest) -> HttpResponse:
    """The schema for whoever is signed in, to make a client with."""
    return JsonResponse(reference.document(request.user), headers={"Content-Disposition": "attachment"})


def schema(request: HttpRequest) -> HttpResponse:
    """The same for a program; behind the entrance."""
    if request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    return JsonResponse(reference.document(cast(ApiRequest, request).user))
