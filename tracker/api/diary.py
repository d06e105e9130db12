"""Doors to days, to what stands on them, and back: undo."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from ninja import Path, Router
from ninja.responses import Status

from tracker.api import days, entries, occasional, paging, shapes
from tracker.api import occasional_shapes as rare
from tracker.api.entries import Sort
from tracker.api.paging import Paged
from tracker.api.requests import ApiRequest
from tracker.diary import changes
from tracker.diary.models import SavedAnswer

router = Router(tags=["Diary"])
CHANGE = "Vagus-Change"  # names what a write changed, so that it can be undone
A_DAY = Path(..., description="a day as 2026-11-21, or today", pattern=r"^(today|\d{4}-\d{2}-\d{2})$")


@router.get("days", response=shapes.Days)
def noted_days(request: ApiRequest, pages: Paged) -> dict[str, Any]:
    """The days with any record, oldest first. A day that is not in the list was not noted."""
    span = paging.span_of(pages, request.user.today(request.tap.now))
    after = paging.day_in(pages.cursor, "cursor") if pages.cursor else None
    noted = [day for day in days.noted(request.user, span) if after is None or day > after]
    some = noted[: pages.limit]
    return {
        "items": days.told(request.user, some),
        "next": some[-1].isoformat() if len(noted) > len(some) else None,
    }  # fmt: skip


@router.get("days/{day}", response=shapes.OneDayOut)
def one_day(request: ApiRequest, day: str = A_DAY) -> dict[str, Any]:
    """One day, noted or not."""
    return days.one(request.user, days.opened(day, request.user.today(request.tap.now)))


@router.patch("days/{day}", response=shapes.OneDayOut)
def answer(
    request: ApiRequest, response: HttpResponse, sent: shapes.DayFields, day: str = A_DAY
) -> dict[str, Any]:  # fmt: skip
    """Answer some fields of a day; all of them or, if one cannot be kept, none."""
    today = request.user.today(request.tap.now)
    on = days.opened(day, today)
    if days.put(request.tap, on, sent.model_dump(exclude_unset=True), today):
        response.headers[CHANGE] = request.tap.key
    return days.one(request.user, on)


@router.post("changes/{change}/undo", response=shapes.BroughtBack)
def undo(
    request: ApiRequest, change: str = Path(..., description="as the header Vagus-Change named it", max_length=64)
) -> dict[str, Any]:
    """Bring back exactly what stood before a change; what was changed again since stays as it is."""
    if not SavedAnswer.objects.filter(owner=request.user, batch=change).exists():
        raise Http404
    return {"fields": {saved.field: saved.verdict.value for saved in changes.undo(request.tap, change)}}


def listing(sort: Sort, page: Any) -> Callable[..., dict[str, Any]]:
    def door(request: ApiRequest, pages: Paged) -> dict[str, Any]:
        latest = date.max if sort.may_come else request.user.today(request.tap.now)
        found, after = paging.page(entries.rows(sort, request.user), pages, latest)
        return {"items": [sort.tell(row, request.user, request.LANGUAGE_CODE) for row in found], "next": after}

    return door


def adding(sort: Sort, shape: Any) -> Callable[..., Any]:
    def door(request: ApiRequest, response: HttpResponse, sent: shape) -> Any:
        today = request.user.today(request.tap.now)
        row = entries.add(sort, request.tap, sent.model_dump(), today)
        response.headers["Location"] = f"{request.path}/{row.uid}"
        response.headers[CHANGE] = request.tap.key
        return Status(201, sort.tell(row, request.user, request.LANGUAGE_CODE))

    return door


def reading(sort: Sort) -> Callable[..., Any]:
    def door(request: ApiRequest, uid: UUID) -> Any:
        return sort.tell(entries.found(sort, request.user, uid), request.user, request.LANGUAGE_CODE)

    return door


def changing(sort: Sort, shape: Any) -> Callable[..., Any]:
    def door(request: ApiRequest, response: HttpResponse, uid: UUID, sent: shape) -> Any:
        row, today = entries.found(sort, request.user, uid), request.user.today(request.tap.now)
        row = entries.change(sort, request.tap, row, sent.model_dump(exclude_unset=True), today)
        response.headers[CHANGE] = request.tap.key
        return sort.tell(row, request.user, request.LANGUAGE_CODE)

    return door


def removing(sort: Sort) -> Callable[..., Any]:
    def door(request: ApiRequest, response: HttpResponse, uid: UUID) -> Any:
        changes.remove(request.tap, [entries.found(sort, request.user, uid)])
        response.headers[CHANGE] = request.tap.key
        return Status(204, None)

    return door


def doors_of(name: str, sort: Sort, out: Any, new: Any, changed: Any, what: str) -> None:
    """List, add, read, change and take out one kind of entry."""
    page = type(f"{out.__name__.removesuffix('Out')}Page", (shapes.Page,), {"__annotations__": {"items": list[out]}})
    one = name[:-1]
    router.get(name, response=page, url_name=name, operation_id=f"list_{name}", summary=f"{what}, by their days")(
        listing(sort, page)
    )
    router.post(name, response={201: out}, url_name=name, operation_id=f"add_{one}", summary=f"Add: {what.lower()}")(
        adding(sort, new)
    )
    path = f"{name}/{{uuid:uid}}"
    router.get(path, response=out, url_name=one, operation_id=f"read_{one}", summary="One of them")(reading(sort))
    if changed is not None:
        router.patch(path, response=out, url_name=one, operation_id=f"change_{one}", summary="Change what is named")(
            changing(sort, changed)
        )
    router.delete(
        path, response={204: None}, url_name=one, operation_id=f"remove_{one}",
        summary="Take it out; undo brings it back for thirty days",
    )(removing(sort))  # fmt: skip


doors_of(
    "servings", entries.SERVINGS, shapes.ServingOut, shapes.ServingIn, shapes.ServingChange, "Servings of food"
)  # fmt: skip
doors_of("doses", entries.DOSES, shapes.DoseOut, shapes.DoseIn, None, "Doses of supplements")
doors_of("events", entries.EVENTS, shapes.EventOut, shapes.EventIn, shapes.EventChange, "Events that last")
doors_of(
    "moments", entries.MOMENTS, shapes.MomentOut, shapes.MomentIn, shapes.MomentChange, "Moments"
)  # fmt: skip
doors_of(
    "totals",
    occasional.TOTALS,
    rare.TotalOut,
    rare.TotalIn,
    rare.TotalChange,
    "Totals of questionnaires",
)
doors_of(
    "lab_values", occasional.LAB_VALUES, rare.LabValueOut, rare.LabValueIn, rare.LabValueChange,
    "Laboratory values",
)  # fmt: skip
doors_of(
    "breaks",
    occasional.BREAKS,
    rare.BreakOut,
    rare.BreakIn,
    rare.BreakChange,
    "Breaks",
)
