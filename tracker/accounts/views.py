"""Doors to one's account."""

from django.http import HttpResponse
from django.shortcuts import render

from tracker.accounts.requests import PersonRequest


def settings(request: PersonRequest) -> HttpResponse:
    return render(request, "accounts/settings.html")
