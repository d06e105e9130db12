"""Doors: what goes together, one pair of it, its working, and what noise looks like."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.accounts.requests import PersonRequest
from tracker.insights import detail, looking, noise, page, pairs
from tracker.insights.keeping import Progress
from tracker.insights.looking import Look
from tracker.insights.pairs import Pair
from tracker.web import files
from tracker.web.kept import keep

TYPES = {
    "svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf", "csv": "text/csv; charset=utf-8",
}  # fmt: skip


def _look(request: PersonRequest) -> Look:
    return looking.look(request.user, request.user.today(timezone.now()))


def _waiting(request: PersonRequest, progress: Progress) -> HttpResponse:
    """Where a sum stands, on a page that looks again by itself."""
    return render(request, "insights/waiting.html", {"progress": progress})


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """What stands out, what lacks days, what shows no link; or what will be here."""
    look = _look(request)
    if look.progress:
        return _waiting(request, look.progress)
    asked_for = pairs.asked_for(look, request.GET)
    if look.answers is None:
        item = page.of_pair(asked_for) if asked_for else None
        return keep(render(request, "insights/empty.html", page.empty(look) | {"asked_for": item}))
    return keep(render(request, "insights/index.html", page.context(look, asked_for)))


@require_safe
def pair(request: PersonRequest, habit: str, outcome: str) -> HttpResponse:
    look = _look(request)
    if look.progress:
        return _waiting(request, look.progress)
    return keep(render(request, "insights/pair.html", detail.context(pairs.pair(look, habit, outcome))))


def _answered(request: PersonRequest, habit: str, outcome: str) -> Pair:
    one = pairs.pair(_look(request), habit, outcome)
    if one.compared is None:
        raise Http404
    return one


@require_safe
def working(request: PersonRequest, habit: str, outcome: str) -> HttpResponse:
    look = _look(request)
    if look.progress:
        return _waiting(request, look.progress)
    return render(request, "insights/working.html", detail.working(pairs.pair(look, habit, outcome)))


@require_safe
def bundle(request: PersonRequest, habit: str, outcome: str) -> HttpResponse:
    one = _answered(request, habit, outcome)
    tag = pairs.tag(one.look, habit, outcome, "zip")
    answer = files.answer(request, tag, "application/zip", lambda: pairs.bundle(one))
    answer.headers["Content-Disposition"] = f'attachment; filename="vagus-{habit}-{outcome}.zip"'
    return answer


@require_safe
def chart(request: PersonRequest, habit: str, outcome: str, ending: str) -> HttpResponse:
    """The figure as a file; asked again, it is drawn only if the diary has changed."""
    one = _answered(request, habit, outcome)
    if ending not in TYPES:
        raise Http404
    tag = pairs.tag(one.look, habit, outcome, ending, request.GET.get("size"), request.GET.get("theme"))
    make = (lambda: pairs.as_csv(one)) if ending == "csv" else (lambda: pairs.drawn(one, request.GET, ending))
    return files.answer(request, tag, TYPES[ending], make)


@require_safe
def noise_page(request: PersonRequest) -> HttpResponse:
    """The same search where nothing can be true."""
    look = _look(request)
    if look.answers is None:
        empty = render(request, "insights/empty.html", page.empty(look))
        return _waiting(request, look.progress) if look.progress else empty
    moves = noise.result(look)
    if isinstance(moves, Progress):
        return _waiting(request, moves)
    return render(request, "insights/noise.html", noise.context(look, moves))


@require_safe
def noise_chart(request: PersonRequest, ending: str) -> HttpResponse:
    look = _look(request)
    moves = noise.result(look) if look.answers else None
    if ending not in TYPES or moves is None or isinstance(moves, Progress):
        raise Http404
    tag = pairs.tag(look, "noise", ending, request.GET.get("size"), request.GET.get("theme"))
    make = (lambda: noise.as_csv(moves)) if ending == "csv" else (lambda: noise.drawn(moves, request.GET, ending))
    return files.answer(request, tag, TYPES[ending], make)
