"""Doors: the page, its figures as files, their numbers."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.accounts.models import User
from tracker.accounts.requests import PersonRequest
from tracker.charts.style import to_pdf, to_png, to_svg
from tracker.trends import figures, grounds, numbers, orders, page, pictures, points, wording
from tracker.trends import more as further
from tracker.trends.grounds import Ground
from tracker.trends.look import Look
from tracker.trends.orders import Order
from tracker.web import files, naming
from tracker.web.kept import keepable

FILES: dict[str, tuple[str, Callable[[User, Order], Ground], Callable[[Order, Ground], bytes | str]]] = {
    "svg": ("image/svg+xml", figures.ground, lambda order, ground: to_svg(figures.draw(order, ground))),
    "png": ("image/png", figures.ground, lambda order, ground: to_png(figures.draw(order, ground), order.palette)),
    "pdf": ("application/pdf", figures.ground, lambda order, ground: to_pdf(figures.draw(order, ground))),
    "csv": ("text/csv; charset=utf-8", grounds.told, numbers.as_csv),
}


@require_safe
@keepable
def index(request: PersonRequest) -> HttpResponse:
    """Mood above, habits below, a year, weekdays, stool, before and after; or what will be here."""
    look = Look(request.user, request.GET, request.user.today(timezone.now()))
    given = points.panel(look.user, look.besides.groups(), request.GET, look.today)
    shown = {"look": look, "asked": look.asked, "points": given}
    if look.too_little:
        return render(request, "trends/empty.html", shown | {"figures": page.first_figures(look)})
    return render(request, "trends/index.html", shown | page.context(look))


@require_safe
@keepable
def more(request: PersonRequest) -> HttpResponse:
    """Further figures, each with what it still lacks."""
    look = Look(request.user, request.GET, request.user.today(timezone.now()))
    return render(request, "trends/more.html", further.context(look))


@require_safe
@keepable
def chart(request: PersonRequest, figure: str, ending: str) -> HttpResponse:
    """One figure as a file; asked again, it is drawn only if what it shows has changed."""
    order = orders.read(request.user, figure, request.GET, request.user.today(timezone.now()))
    if ending not in FILES:
        raise Http404
    content_type, read, make = FILES[ending]
    ground = read(request.user, order)
    stamp = grounds.stamp(request.user, order, ground, ending)
    named = request.GET.get("stamp") == stamp[: pictures.LETTERS]
    return files.answer(
        request, grounds.tag(order, ending, stamp), content_type, lambda: make(order, ground), named=named
    )


@require_safe
@keepable
def table(request: PersonRequest, figure: str) -> HttpResponse:
    """The numbers of a figure; each day leads to its page."""
    order = orders.read(request.user, figure, request.GET, request.user.today(timezone.now()))
    names = naming.listed(wording.label(metric) for metric in order.metrics)
    context = {
        "order": order, "numbers": numbers.numbers(request.user, order), "span": wording.span(order.span),
        "names": names, "caption": f"{names}, {wording.span(order.span)}",
        "csv": pictures.file_url(order, "csv"),
    }  # fmt: skip
    return render(request, "trends/table.html", context)
