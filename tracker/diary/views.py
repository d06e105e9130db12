"""Doors of the daily log."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tracker.accounts.requests import PersonRequest


def home(request: PersonRequest) -> HttpResponse:
    return redirect("diary:today")


def today(request: PersonRequest) -> HttpResponse:
    return day(request, request.user.today(timezone.now()))


def day(request: PersonRequest, day: date) -> HttpResponse:
    return render(request, "diary/day.html", {"day": day})


def calendar(request: PersonRequest) -> HttpResponse:
    return render(request, "diary/day.html", {"day": request.user.today(timezone.now()), "here": "calendar"})
