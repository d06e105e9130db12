"""The owner's door to the backups: a rehearsal, which reads one and changes nothing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tracker.accounts.people import owner_only
from tracker.accounts.requests import PersonRequest
from tracker.backups.copies import Refused
from tracker.backups.place import here
from tracker.backups.restoring import rehearse
from tracker.backups.state import lines


@require_POST
@owner_only
def rehearsal(request: PersonRequest) -> HttpResponse:
    """Bring the newest backup back to a temporary place, and say what was in it."""
    try:
        found = rehearse(here())
    except Refused as error:
        return render(request, "backups/rehearsal.html", {"error": error})
    return render(request, "backups/rehearsal.html", {"found": found, "lines": lines(found)})
