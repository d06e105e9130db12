"""Doors to the backups."""

from django.urls import path

from tracker.backups import views

app_name = "backups"
urlpatterns = [path("rehearsal/", views.rehearsal, name="rehearsal")]
