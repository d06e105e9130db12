"""Doors."""

from django.http import HttpResponse
from django.shortcuts import render

from tracker.accounts.requests import PersonRequest


def index(request: PersonRequest) -> HttpResponse:
    return render(request, "trends/index.html")
