"""Doors of the daily log."""

from django.urls import path

from tracker.diary import views

app_name = "diary"
urlpatterns = [
    path("", views.home, name="home"),
    path("today/", views.today, name="today"),
    path("day/<day:day>/", views.day, name="day"),
    path("days/", views.calendar, name="calendar"),
]
