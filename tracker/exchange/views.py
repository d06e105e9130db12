"""Doors: a file comes in, is shown, is brought in, is taken back; the diary goes out."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from tracker.accounts.again import asked_again
from tracker.accounts.requests import PersonRequest
from tracker.exchange import jobs, uploads
from tracker.exchange.apply import preview
from tracker.exchange.columns_page import columns_page, said_in
from tracker.exchange.export import OFFERS, diary_csv, put_out
from tracker.exchange.formats.archive import MEBI
from tracker.exchange.jobs import State
from tracker.exchange.mappings import keep
from tracker.exchange.models import ImportBatch, ImportJob
from tracker.exchange.opening import Opened, remember
from tracker.exchange.pages import changes_nothing, mapping_in, moods_in, preview_page, readable, report_page
from tracker.exchange.taking import facts_in, facts_of, take_in_form
from tracker.exchange.undo import undo
from tracker.exchange.wording import no_room, problem
from tracker.web import room
from tracker.web.uploads import folder


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PersonRequest) -> HttpResponse:
    """Choose a file, and what was brought in before."""
    uploads.sweep(timezone.now())
    return take_in(request) if request.method == "POST" else _index(request)


def _index(request: PersonRequest, error: str = "") -> HttpResponse:
    batches = ImportBatch.objects.filter(owner=request.user).defer("changes").order_by("-created", "-pk")
    job = jobs.pending(request.user)
    context = {"batches": batches, "error": error, "job": job, "readable": readable(), "most": uploads.MOST // MEBI}
    return render(request, "exchange/index.html", context, status=422 if error else 200)


def take_in(request: PersonRequest) -> HttpResponse:
    """Keep an uploaded file and read it; say what is wrong with one that cannot be read."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return _index(request, _("Choose a file first."))
    if (file.size or 0) > uploads.MOST:
        return _index(request, _("This file is larger than %(most)s MB.") % {"most": uploads.MOST // MEBI})
    if not room.takes(file.size or 0, folder()):
        return _index(request, no_room())
    try:
        job = jobs.receive(request.user, file, request.LANGUAGE_CODE)
    except jobs.Busy:
        return _index(request, _("Another file is being brought in just now. Wait until it is done."))
    if job.state == State.FAILED:
        jobs.discard(request.user)
        return _index(request, problem(job))
    return _on(request, job)


def _on(request: PersonRequest, job: ImportJob) -> HttpResponse:
    """To the page that shows the file as it is now."""
    if job.state != State.READ:
        return progress_of(request, job) if job.state == State.DONE else redirect("exchange:progress")
    try:
        return redirect("exchange:columns" if jobs.opened_of(job).asks_columns else "exchange:preview")
    except FileNotFoundError:
        return _gone(request)


@require_safe
def progress(request: PersonRequest) -> HttpResponse:
    """How far a large file is; once it is there, the page that shows it."""
    job = jobs.pending(request.user)
    if job is None:
        return _gone(request)
    found = progress_of(request, job)
    if request.htmx and found.status_code == 302:
        return HttpResponseClientRedirect(found.headers["Location"])
    return found


def progress_of(request: PersonRequest, job: ImportJob) -> HttpResponse:
    if job.state == State.READ:
        return _on(request, job)
    if job.state == State.DONE and job.batch_id is None:
        messages.success(request, _("Nothing had to be changed: your diary stays as it was."))
        return redirect("exchange:index")
    if job.state == State.DONE:
        return redirect("exchange:report", batch=job.batch_id)
    name = "exchange/_progress.html" if request.htmx else "exchange/progress.html"
    return render(request, name, {"job": job, "problem": problem(job)})


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: PersonRequest) -> HttpResponse:
    """What the columns of a table are; asked once for tables with the same columns."""
    job, opened = _waiting(request)
    if job is None or opened is None or opened.look is None:
        return _gone(request)
    tried = request.method == "POST"
    if tried:
        keep(request.user, opened.source, said_in(request.POST, opened.look))
        job = jobs.decide(job, activities=job.activities, zone=job.zone, times=job.times)
        if job.state != State.READ or not jobs.opened_of(job).asks_columns:
            return _on(request, job)
        opened = jobs.opened_of(job)
    assert opened.look and opened.plan
    page = columns_page(request.user, job, opened.look, opened.plan, request.LANGUAGE_CODE, tried=tried)
    return render(request, "exchange/columns.html", page, status=422 if tried else 200)


def _waiting(request: PersonRequest) -> tuple[ImportJob | None, Opened | None]:
    """The file that waits for a word, with what was read in it."""
    job = jobs.pending(request.user)
    if job is None or job.state != State.READ:
        return job, None
    try:
        return job, jobs.opened_of(job)
    except FileNotFoundError:
        return None, None


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PersonRequest) -> HttpResponse:
    """What would change; a choice made on the page is kept and shows what would change then."""
    job, opened = _waiting(request)
    if job is None:
        return _gone(request)
    if opened is None:
        return _on(request, job)
    if request.method != "POST":
        return redirect("exchange:columns") if opened.asks_columns else _preview(request, job, opened)
    _same, job = _decide(request, job, opened)
    if not request.htmx:
        return redirect("exchange:preview" if job.state == State.READ else "exchange:progress")
    if job.state != State.READ:
        return HttpResponseClientRedirect(reverse("exchange:progress"))
    return _preview(request, job, jobs.opened_of(job))


def _preview(request: PersonRequest, job: ImportJob, opened: Opened, *, undecided: bool = False) -> HttpResponse:
    page = preview_page(request.user, opened, preview(request.user, opened.readings), job, request.LANGUAGE_CODE)
    name = "exchange/_preview.html" if request.htmx else "exchange/preview.html"
    context = page | {"asks": undecided, "problem": problem(job)}
    return render(request, name, context, status=422 if undecided else 200)


def _decide(request: PersonRequest, job: ImportJob, opened: Opened) -> tuple[bool, ImportJob]:
    """Keep what the form says; whether that is just what the preview was made with, and the file as it is then."""
    moods, said = moods_in(request.POST, opened), mapping_in(request.POST, opened)
    facts = facts_in(request.POST, opened, job)
    if changes_nothing(moods, opened) and not said and facts == facts_of(job):
        return True, job
    remember(request.user, opened, moods)
    keep(request.user, opened.source, said)
    return False, jobs.decide(job, activities=facts.activities, zone=facts.zone, times=facts.times)


def _gone(request: PersonRequest) -> HttpResponse:
    messages.warning(request, _("There is no file waiting any more. Choose it once more."))
    return redirect("exchange:index")


@require_POST
def bring_in(request: PersonRequest) -> HttpResponse:
    """Write what was shown; choices changed since are shown first."""
    job, opened = _waiting(request)
    if job is None:
        return _gone(request)
    if opened is None:
        return _on(request, job)
    same, job = _decide(request, job, opened)
    if not same:
        messages.info(request, _("Your choices changed, so look once more at what would change."))
        return redirect("exchange:preview")
    if opened.asks:
        return _preview(request, job, opened, undecided=True)
    return _on(request, jobs.bring_in(job, take_in_form(request.POST)))


@require_POST
def cancel(request: PersonRequest) -> HttpResponse:
    jobs.discard(request.user)
    messages.success(request, _("The file is deleted; nothing was changed."))
    return redirect("exchange:index")


@require_safe
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


@require_safe
@asked_again
def export(request: PersonRequest) -> HttpResponse:
    name = f"vagus-{request.user.today(timezone.now()).isoformat()}.csv"
    return HttpResponse(
        diary_csv(request.user), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )  # fmt: skip


@require_safe
@asked_again
def leave(request: PersonRequest) -> HttpResponse:
    """What can be taken out, and as what."""
    return render(request, "exchange/out.html")


@require_safe
@asked_again
def take_out(request: PersonRequest, kind: str) -> FileResponse:
    """One of the files, sent piece by piece."""
    now, offer = timezone.now(), OFFERS[kind]
    return FileResponse(
        put_out(request.user, kind, now), as_attachment=True, filename=offer.file_name(request.user, now),
        content_type=offer.content_type, headers={"X-Content-Type-Options": "nosniff"},
    )  # fmt: skip
