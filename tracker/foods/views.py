"""Doors to foods: searching, reading about one, one's own foods, favourites and saved meals."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.accounts.requests import PersonRequest
from tracker.foods import shelves
from tracker.foods.forms import MealForm, OwnFoodForm
from tracker.foods.models import Favourite, Food, SavedMeal
from tracker.foods.names import can_search
from tracker.foods.search import find
from tracker.web.kept import keepable

PAGE = 50  # own foods on one page


def _language() -> str:
    return get_language() or "en"


def _day(request: PersonRequest) -> date:
    """The day that food is looked up for: the one asked for, today where that is no day or has not come."""
    today = request.user.today(timezone.now())
    try:
        return min(date.fromisoformat(request.GET.get("day", "")), today)
    except ValueError:
        return today


@require_safe
@keepable
def search(request: PersonRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    matches = find(query, language=_language(), user=request.user) if query else []
    day = _day(request)
    context = {
        "query": query, "matches": matches, "day": day, "here": "diary", "searched": can_search(query),
        "add_query": urlencode({"name": query, "day": day.isoformat()}),
    }  # fmt: skip
    page = render(request, "foods/_results.html" if request.htmx else "foods/search.html", context)
    patch_vary_headers(page, ["HX-Request"])
    return page


@require_safe
@keepable
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    food = get_object_or_404(Food.objects.seen_by(request.user), pk=pk)
    favourite = Favourite.objects.filter(owner=request.user, food=food).exists()
    context = {
        "page": shelves.about(food, _language()), "food": food, "favourite": favourite, "day": _day(request),
        "here": "diary",
    }  # fmt: skip
    return render(request, "foods/detail.html", context)


@require_safe
@keepable
def own(request: PersonRequest) -> HttpResponse:
    shelf = shelves.shelf(request.user, _language())
    page = Paginator(shelf.own, PAGE).get_page(request.GET.get("page"))
    return render(request, "foods/own.html", {"shelf": shelf, "page": page, "here": "accounts"})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PersonRequest) -> HttpResponse:
    form = OwnFoodForm(request.POST or None, initial={"name_en": request.GET.get("name", "")[:120]})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            food = form.keep(request.user)
            request.user.foods_changed()
        messages.success(request, _("%(food)s is in your list.") % {"food": food.name_en})
        if request.GET.get("day"):
            return redirect(
                f"{reverse('foods:search')}?{urlencode({'q': food.name_en, 'day': _day(request).isoformat()})}"
            )
        return redirect("foods:own")
    return _form(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    food = get_object_or_404(Food, owner=request.user, pk=pk)
    form = OwnFoodForm(request.POST or None, instance=food)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.keep(request.user)
            request.user.foods_changed()
            request.user.diary_changed()  # days on which it was eaten add up differently now
        messages.success(request, _("%(food)s is saved.") % {"food": food.name_en})
        return redirect("foods:own")
    return _form(request, form, food=food)


def _form(request: PersonRequest, form: OwnFoodForm, **more: Any) -> HttpResponse:
    context = {"form": form, "here": "accounts", **more}
    return render(request, "foods/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def archive(request: PersonRequest, pk: int) -> HttpResponse:
    """Put an own food away or, with `back`, bring it back; days that used it keep it."""
    food = get_object_or_404(Food, owner=request.user, pk=pk)
    food.archived = "back" not in request.POST
    with transaction.atomic():
        food.save(update_fields=["archived"])
        request.user.foods_changed()
        request.user.diary_changed()  # pages offer it no more, or again
    words = _("%(food)s is put away.") if food.archived else _("%(food)s is back in your list.")
    messages.success(request, words % {"food": food.name_en})
    return redirect("foods:own")


@require_POST
def favourite(request: PersonRequest, pk: int) -> HttpResponse:
    """Set or, with `off`, take away the star; sending it twice changes nothing."""
    food = get_object_or_404(Food.objects.seen_by(request.user), pk=pk)
    liked, back = "off" not in request.POST, request.POST.get("next", "")
    shelves.star(request.user, food, liked=liked)
    if request.htmx:
        context = {"food_id": food.pk, "name": food.name(_language()), "favourite": liked, "next": back}
        return render(request, "foods/_star.html", context)
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "foods:own")


@require_safe
def meals(request: PersonRequest) -> HttpResponse:
    return render(request, "foods/meals.html", {"meals": shelves.meals(request.user, _language()), "here": "accounts"})


@require_POST
def meal(request: PersonRequest, pk: int) -> HttpResponse:
    """Rename a saved meal or, with `delete`, forget it; days that used it keep their food."""
    saved = get_object_or_404(SavedMeal, owner=request.user, pk=pk)
    if "delete" in request.POST:
        saved.delete()
        messages.success(request, _("%(meal)s is deleted.") % {"meal": saved.name})
        return redirect("foods:meals")
    form = MealForm(request.POST, instance=saved)
    if form.is_valid():
        form.save()
        return redirect("foods:meals")
    context = {"meals": shelves.meals(request.user, _language()), "form": form, "wrong": pk, "here": "accounts"}
    return render(request, "foods/meals.html", context, status=422)
