"""Doors: a file comes in, is shown, is brought in, is taken back; the diary goes out."""

from typing import IO, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tracker.accounts.requests import PersonRequest
from tracker.exchange import uploads
from tracker.exchange.apply import apply, preview
from tracker.exchange.columns_page import columns_page, said_in
from tracker.exchange.export import OFFERS, diary_csv, put_out
from tracker.exchange.formats.observation import UnreadableFile
from tracker.exchange.mappings import keep
from tracker.exchange.models import ImportBatch
from tracker.exchange.opening import Choices, Opened, open_file, remember
from tracker.exchange.pages import changes_nothing, choice_in, mapping_in, moods_in, preview_page, readable, report_page
from tracker.exchange.undo import undo
from tracker.exchange.uploads import Upload
from tracker.exchange.wording import refusal


def index(request: PersonRequest) -> HttpResponse:
    """Choose a file, and what was brought in before."""
    uploads.sweep(timezone.now())
    return take_in(request) if request.method == "POST" else _index(request)


def _index(request: PersonRequest, error: str = "") -> HttpResponse:
    batches = ImportBatch.objects.filter(owner=request.user).defer("changes").order_by("-created", "-pk")
    pending = uploads.pending(request.session, request.user)
    context = {"batches": batches, "error": error, "pending": pending, "readable": readable()}
    return render(request, "exchange/index.html", context, status=422 if error else 200)


def take_in(request: PersonRequest) -> HttpResponse:
    """Keep an uploaded file that can be read; say what is wrong with one that cannot."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return _index(request, _("Choose a file first."))
    if (file.size or 0) > uploads.MOST:
        return _index(request, _("This file is larger than 64 MB, which is the most that can be read here."))
    try:
        opened = open_file(
            request.user, cast(IO[bytes], file.file), Choices(), today=request.user.today(timezone.now())
        )
    except UnreadableFile as error:
        return _index(request, refusal(error))
    uploads.keep(request.session, request.user, file)
    return redirect("exchange:columns" if opened.asks_columns else "exchange:preview")


def _opened(request: PersonRequest, upload: Upload) -> Opened:
    choices = Choices(activities=upload.activities)
    return open_file(request.user, upload.read(), choices, today=request.user.today(timezone.now()))


def columns(request: PersonRequest) -> HttpResponse:
    """What the columns of a table are; asked once for tables with the same columns."""
    upload = uploads.pending(request.session, request.user)
    opened = _opened(request, upload) if upload else None
    if upload is None or opened is None or opened.look is None:
        return _gone(request)
    tried = request.method == "POST"
    if tried:
        keep(request.user, opened.source, said_in(request.POST, opened.look))
        opened = _opened(request, upload)
        if not opened.asks_columns:
            return redirect("exchange:preview")
    assert opened.look and opened.plan
    page = columns_page(request.user, upload, opened.look, opened.plan, request.LANGUAGE_CODE, tried=tried)
    return render(request, "exchange/columns.html", page, status=422 if tried else 200)


def show(request: PersonRequest) -> HttpResponse:
    """What would change; a choice made on the page is kept and shows what would change then."""
    upload = uploads.pending(request.session, request.user)
    if upload is None:
        return _gone(request)
    if request.method != "POST":
        opened = _opened(request, upload)
        return redirect("exchange:columns") if opened.asks_columns else _preview(request, upload, opened)
    _decide(request, upload, _opened(request, upload))
    if request.htmx:
        upload = uploads.pending(request.session, request.user) or upload
        return _preview(request, upload, _opened(request, upload))
    return redirect("exchange:preview")


def _preview(request: PersonRequest, upload: Upload, opened: Opened, *, undecided: bool = False) -> HttpResponse:
    page = preview_page(request.user, opened, preview(request.user, opened.readings), upload, request.LANGUAGE_CODE)
    name = "exchange/_preview.html" if request.htmx else "exchange/preview.html"
    return render(request, name, page | {"asks": undecided}, status=422 if undecided else 200)


def _decide(request: PersonRequest, upload: Upload, opened: Opened) -> bool:
    """Keep what the form says; whether that is just what the preview was made with."""
    moods, said = moods_in(request.POST, opened), mapping_in(request.POST, opened)
    activities = request.POST.get("activities", "note") != "out"
    same = changes_nothing(moods, opened) and not said and activities == upload.activities
    if not same:
        remember(request.user, opened, moods)
        keep(request.user, opened.source, said)
        uploads.decide(request.session, upload, activities=activities)
    return same


def _gone(request: PersonRequest) -> HttpResponse:
    messages.warning(request, _("There is no file waiting any more. Choose it once more."))
    return redirect("exchange:index")


@require_POST
def bring_in(request: PersonRequest) -> HttpResponse:
    """Write what was shown; choices changed since are shown first."""
    upload = uploads.pending(request.session, request.user)
    if upload is None:
        return _gone(request)
    opened = _opened(request, upload)
    if not _decide(request, upload, opened):
        messages.info(request, _("Your choices changed, so look once more at what would change."))
        return redirect("exchange:preview")
    if opened.asks:
        return _preview(request, upload, opened, undecided=True)
    batch = apply(
        request.user, opened.readings, kind=opened.kind, sha256=opened.sha256, now=timezone.now(),
        take=choice_in(request.POST),
    )  # fmt: skip
    uploads.discard(request.session, request.user)
    if batch.pk is None:
        messages.success(request, _("Nothing had to be changed: your diary stays as it was."))
        return redirect("exchange:index")
    return redirect("exchange:report", batch=batch.pk)


@require_POST
def cancel(request: PersonRequest) -> HttpResponse:
    uploads.discard(request.session, request.user)
    messages.success(request, _("The file is deleted; nothing was changed."))
    return redirect("exchange:index")


@require_GET
def report(request: PersonRequest, batch: int) -> HttpResponse:
    found = get_object_or_404(ImportBatch.objects.filter(owner=request.user), pk=batch)
    return render(request, "exchange/report.html", report_page(found))


@require_POST
def take_back(request: PersonRequest, batch: int) -> HttpResponse:
    found = get_object_or_404(ImportBatch.objects.filter(owner=request.user), pk=batch)
    undone = undo(request.user, found, timezone.now())
    words = ngettext("%(count)s value is taken back.", "%(count)s values are taken back.", undone.gone)
    messages.success(request, words % {"count": undone.gone})
    return redirect("exchange:report", batch=found.pk)


@require_GET
def export(request: PersonRequest) -> HttpResponse:
    name = f"vagus-{request.user.today(timezone.now()).isoformat()}.csv"
    return HttpResponse(
        diary_csv(request.user), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )  # fmt: skip


@require_GET
def leave(request: PersonRequest) -> HttpResponse:
    """What can be taken out, and as what."""
    return render(request, "exchange/out.html")


@require_GET
def take_out(request: PersonRequest, kind: str) -> FileResponse:
    """One of the files, sent piece by piece."""
    now, offer = timezone.now(), OFFERS[kind]
    return FileResponse(
        put_out(request.user, kind, now), as_attachment=True, filename=offer.file_name(request.user, now),
        content_type=offer.content_type, headers={"X-Content-Type-Options": "nosniff"},
    )  # fmt: skip
