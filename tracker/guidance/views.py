"""Doors to what one may read."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts.requests import PersonRequest
from tracker.guidance import leads
from tracker.guidance.cards import card_for
from tracker.guidance.forms import CardForm, CountryForm
from tracker.guidance.help_lines import help_lines, refused
from tracker.guidance.library import library, safety_texts
from tracker.guidance.licences import packages
from tracker.guidance.opened import Opened
from tracker.guidance.passages import index as index_of_passages
from tracker.guidance.search import LONGEST
from tracker.web.kept import keepable


@require_safe
@keepable
def index(request: PersonRequest) -> HttpResponse:
    shelf = library()
    facts = {
        "covers": shelf.covers, "steps": shelf.steps, "counted": shelf.counted, "words": len(shelf.words),
    }  # fmt: skip
    return render(request, "guidance/index.html", facts)


@require_safe
@keepable
def article(request: PersonRequest, slug: str) -> HttpResponse:
    shelf = library()
    found = shelf.article(slug)
    if found is None:
        raise Http404
    user = request.user
    due = found.review_is_due(user.today(timezone.now()))
    opened = Opened(shelf, found, user.food_free, tuple(user.modules), due)
    return render(request, "guidance/article.html", {"opened": opened})


@require_safe
def search(request: PersonRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:LONGEST]
    return render(request, "guidance/search.html", {"query": query, "found": index_of_passages().find(query)})


@require_safe
@keepable
def insights_made(request: PersonRequest) -> HttpResponse:
    return render(request, "guidance/insights_made.html", {"insights": leads.insight()})


@require_safe
@keepable
def experiments_made(request: PersonRequest) -> HttpResponse:
    return render(request, "guidance/experiments_made.html", {"planner": leads.planner()})


@require_safe
@keepable
def glossary(request: PersonRequest) -> HttpResponse:
    return render(request, "guidance/words.html", {"library": library()})


@require_safe
def safety(request: PersonRequest) -> HttpResponse:
    return render(request, "guidance/safety.html", {"library": library()})


@require_safe
@keepable
def sources(request: PersonRequest) -> HttpResponse:
    facts = {"library": library(), "packages": packages(settings.ROOT / "requirements.txt")}
    return render(request, "guidance/data.html", facts)


@login_not_required
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Open to everyone; the country comes from the address, else from what the person keeps."""
    lines = help_lines()
    kept = getattr(request.user, "country", "")
    chosen = lines.country(request.GET.get("country", kept))
    facts = {
        "here": "help",
        "safety": safety_texts(),
        "lines": lines,
        "chosen": chosen,
        "kept": lines.country(kept),
        "form": CountryForm(initial={"country": chosen.code if chosen else ""}),
        "refused": refused() if getattr(request.user, "is_owner", False) else (),
        "re_check_is_due": lines.re_check_is_due(timezone.localdate()),
    }
    return render(request, "guidance/help.html", facts)


@require_POST
def keep_country(request: PersonRequest) -> HttpResponse:
    form = CountryForm(request.POST)
    if form.is_valid():
        request.user.country = form.cleaned_data["country"]
        request.user.save(update_fields=["country"])
        messages.success(request, _("This country opens first from now on."))
    return redirect("guidance:help")


@require_safe
def card(request: PersonRequest) -> HttpResponse:
    """One passage: a fragment for Today, a small page for whoever follows the link."""
    form = CardForm(request.GET)
    day = form.cleaned_data["day"] if form.is_valid() else None
    found = card_for(library(), request.user, day or request.user.today(timezone.now()))
    if found is None or not request.user.learn_card:
        return HttpResponse(status=204) if request.htmx else redirect("guidance:index")
    return render(request, "guidance/_card.html" if request.htmx else "guidance/card.html", {"card": found})


@require_POST
def card_off(request: PersonRequest) -> HttpResponse:
    return _switch_card(request, shown=False)


@require_POST
def card_on(request: PersonRequest) -> HttpResponse:
    return _switch_card(request, shown=True)


def _switch_card(request: PersonRequest, *, shown: bool) -> HttpResponse:
    request.user.learn_card = shown
    request.user.save(update_fields=["learn_card"])
    if not request.htmx:
        messages.success(request, _("The card is back.") if shown else _("The card will not be shown again."))
        return redirect("diary:today")
    return redirect(reverse("guidance:card")) if shown else render(request, "guidance/_card_off.html")
