"""Doors to the backups."""

from django.urls import path

from tracker.web.later import Views

views = Views("tracker.backups.views")

app_name = "backups"
urlpatterns = [path("rehearsal/", views.rehearsal, name="rehearsal")]
