"""Doors of the food card."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tracker.accounts.requests import PersonRequest
from tracker.diary import changes, doses, meals, replies
from tracker.diary.forms import MealNameForm, PortionForm, ServingForm
from tracker.diary.models import MealOfDay, Serving
from tracker.foods.models import SavedMeal
from tracker.web.numbers import typed


@require_POST
def plate(request: PersonRequest, day: date) -> HttpResponse:
    replies.open_day(request, day)
    tap = replies.tap_of(request)
    if not meals.tapped(tap, day, request.POST):
        raise Http404
    return replies.rows(request, day, tap.key)


@require_POST
def serve(request: PersonRequest, day: date) -> HttpResponse:
    replies.open_day(request, day)
    tap = replies.tap_of(request)
    form = ServingForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, "diary/serve.html", {"form": form, "day": day}, status=422)
    meals.serve(tap, day, form.cleaned_data["food"], form.cleaned_data["grams"], form.cleaned_data["meal"])
    return replies.rows(request, day, tap.key)


@require_http_methods(["GET", "HEAD", "POST"])
def serving(request: PersonRequest, day: date, uid: UUID) -> HttpResponse:
    replies.open_day(request, day)
    row = get_object_or_404(Serving.objects.select_related("food"), owner=request.user, day=day, uid=uid)
    tap = replies.tap_of(request)
    if request.POST.get("remove"):
        changes.remove(tap, [row])
        return replies.rows(request, day, tap.key, toast=_("%(food)s taken back") % {"food": _name(row)})
    form = PortionForm(request.POST or None, initial={"grams": typed(row.grams), "meal": row.meal})
    if request.method == "POST" and form.is_valid():
        changes.change_row(tap, row, **form.cleaned_data)
        return replies.rows(request, day, tap.key, toast=_("%(food)s saved") % {"food": _name(row)})
    context = {"form": form, "row": row, "name": _name(row), "day": day}
    return render(request, "diary/serving.html", context, status=422 if form.is_bound else 200)


def _name(row: Serving) -> str:
    return row.food.name(replies.language())


@require_POST
def copy(request: PersonRequest, day: date) -> HttpResponse:
    replies.open_day(request, day)
    tap = replies.tap_of(request)
    if request.POST.get("what") == "doses":
        added = doses.copy_doses(tap, day)
        words = ngettext("%(n)s dose copied", "%(n)s doses copied", len(added)) % {"n": len(added)}
        return replies.rows(request, day, tap.key, toast=words, doses=True)
    meal = request.POST.get("meal", "")
    added = meals.copy_food(tap, day, meal=meal if meal in MealOfDay.values else "")
    words = ngettext("%(n)s serving copied", "%(n)s servings copied", len(added)) % {"n": len(added)}
    return replies.rows(request, day, tap.key, toast=words)


@require_POST
def serve_meal(request: PersonRequest, day: date) -> HttpResponse:
    replies.open_day(request, day)
    tap = replies.tap_of(request)
    pk = request.POST.get("meal", "")
    meal = get_object_or_404(SavedMeal, owner=request.user, pk=int(pk) if pk.isdecimal() else 0)
    meals.serve_meal(tap, day, meal)
    return replies.rows(request, day, tap.key, toast=_("%(meal)s added") % {"meal": meal.name})


@require_http_methods(["GET", "HEAD", "POST"])
def keep_meal(request: PersonRequest, day: date) -> HttpResponse:
    replies.open_day(request, day)
    form = MealNameForm(request.POST or None, user=request.user)
    of_day = request.POST.get("of_day", "")
    if request.method == "POST" and form.is_valid():
        if meals.keep_meal(request.user, day, form.cleaned_data["name"], of_day=of_day):
            return redirect("diary:day", day)
        form.add_error(None, _("There is nothing to keep yet: note what you ate first."))
    context = {"form": form, "day": day, "meals": [(m.value, m.label) for m in MealOfDay if m], "of_day": of_day}
    return render(request, "diary/keep_meal.html", context, status=422 if form.is_bound else 200)
