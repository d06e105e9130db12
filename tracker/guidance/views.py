"""Doors to what one may read."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tracker.accounts.requests import PersonRequest


def index(request: PersonRequest) -> HttpResponse:
    return render(request, "guidance/index.html")


@login_not_required
def help_now(request: HttpRequest) -> HttpResponse:
    return render(request, "guidance/help.html", {"here": "help"})
