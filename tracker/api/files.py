"""Doors of what comes in and goes out as files, by the same reading, comparing and writing as on the pages."""

from datetime import date
from typing import IO, Any, Literal, cast
from zoneinfo import ZoneInfo, available_timezones

from django.http import FileResponse, Http404
from django.utils import timezone
from ninja import File, Form, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from tracker.accounts.models import User
from tracker.api import paging, shapes
from tracker.api.paging import Paged
from tracker.api.requests import ApiRequest, Problem, invalid
from tracker.exchange.apply import apply, keep_mine, preview, report, take_theirs, to_add
from tracker.exchange.export import OFFERS, put_out
from tracker.exchange.formats.observation import UnreadableFile
from tracker.exchange.mapping_file import MappingFile, parse
from tracker.exchange.mappings import keep
from tracker.exchange.models import ImportBatch
from tracker.exchange.opening import Choices, Opened, open_file, questions, remember
from tracker.exchange.undo import undo
from tracker.exchange.wording import no_room, sentence
from tracker.web import room, uploads

router = Router(tags=["Files"])
MAPPING = Form("", max_length=200_000, description="JSON: moods, places, scales, as README tells of import_diary")
ZONE = Form("", max_length=60, description="where the days were spent, if the file does not say: Europe/Oslo")
THE_FILE = File(..., description="an export of one of the apps that the page Import names")
MOST_SHOWN = 500


def _opened(user: User, file: UploadedFile, mapping: str, zone: str, today: date) -> tuple[Opened, MappingFile]:
    if not room.takes(file.size or 0, uploads.folder()):
        raise Problem(507, no_room(), code="no_room")
    if zone and zone not in available_timezones():
        raise invalid(zone="This time zone is not known.")
    try:
        said = parse(mapping.encode()) if mapping else MappingFile()
    except ValueError:
        raise invalid(mapping='Send JSON such as {"moods": {"so so": 4}, "places": {"tea": "own_tea"}}.') from None
    choices = Choices(said.moods, zone=ZoneInfo(zone) if zone else None, mapping=said.mapping)
    try:
        return open_file(user, cast(IO[bytes], file.file), choices, today=today), said
    except UnreadableFile as error:
        raise Problem(422, sentence(error.message, error.facts), code="unreadable_file") from None


@router.post("imports/preview", response=shapes.Preview)
def look_first(
    request: ApiRequest, file: UploadedFile = THE_FILE, mapping: str = MAPPING, zone: str = ZONE
) -> dict[str, Any]:
    """What a file would change; nothing is written and the file is not kept."""
    opened, _said = _opened(request.user, file, mapping, zone, request.user.today(request.tap.now))
    found = preview(request.user, opened.readings)
    return {
        "format": opened.kind, "asks": questions(opened), "report": report(found),
        "preview": to_add(found)[:MOST_SHOWN],
    }  # fmt: skip


@router.post("imports", response={200: shapes.ImportOut, 201: shapes.ImportOut})
def bring_in(
    request: ApiRequest,
    file: UploadedFile = THE_FILE,
    mapping: str = MAPPING,
    zone: str = ZONE,
    take: Literal["mine", "theirs"] = Form("mine", description="whose value holds where the two differ"),
) -> Any:
    """Bring a file in, all or nothing; the same file twice changes nothing (200, id 0)."""
    now = request.tap.now
    opened, said = _opened(request.user, file, mapping, zone, request.user.today(now))
    if opened.asks:
        raise Problem(422, "Say in `mapping` first what these are.", code="undecided", asks=questions(opened))
    remember(request.user, opened, said.moods)
    keep(request.user, opened.source, said.mapping)
    batch = apply(
        request.user, opened.readings, kind=opened.kind, sha256=opened.sha256, now=now,
        take=take_theirs if take == "theirs" else keep_mine,
    )  # fmt: skip
    return Status(201 if batch.pk else 200, _told(batch))


@router.get("imports", response=shapes.Imports)
def imports(request: ApiRequest, pages: Paged) -> dict[str, Any]:
    """What was brought in, oldest first, by the days on which it was."""
    rows = ImportBatch.objects.filter(owner=request.user).defer("changes").order_by("created", "pk")
    span = paging.span_of(pages, request.user.today(request.tap.now))
    found = [row for row in rows if timezone.localdate(row.created) in span]
    after = int(pages.cursor) if pages.cursor.isascii() and pages.cursor.isdigit() else 0
    some = [row for row in found if row.pk > after]
    shown = some[: pages.limit]
    return {"items": [_told(row) for row in shown], "next": str(shown[-1].pk) if len(some) > len(shown) else None}


@router.get("imports/{int:batch}", response=shapes.ImportOut)
def one_import(request: ApiRequest, batch: int) -> dict[str, Any]:
    """The report of one file."""
    return _told(_batch(request.user, batch))


@router.post("imports/{int:batch}/undo", response=shapes.Undone)
def take_back(request: ApiRequest, batch: int) -> dict[str, int]:
    """Take back exactly what it set and nobody has changed since."""
    undone = undo(request.user, _batch(request.user, batch), request.tap.now)
    return {"gone": undone.gone, "stayed": undone.stayed}


def _batch(user: User, pk: int) -> ImportBatch:
    found = ImportBatch.objects.filter(owner=user, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _told(row: ImportBatch) -> dict[str, Any]:
    return {
        "id": row.pk or 0, "created": row.created, "format": row.kind, "undone": row.undone, "report": row.report,
    }  # fmt: skip


@router.get("exports/{kind}")
def export(request: ApiRequest, kind: Literal["archive", "csv", "fhir", "sleep"]) -> FileResponse:
    """The whole diary as a file: the archive, one table, FHIR R4, Open mHealth."""
    now, offer = request.tap.now, OFFERS[kind]
    return FileResponse(
        put_out(request.user, kind, now), as_attachment=True, filename=offer.file_name(request.user, now),
        content_type=offer.content_type, headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"},
    )  # fmt: skip
