"""Doors to what one may read."""

from django.urls import path

from tracker.guidance import views

app_name = "guidance"
urlpatterns = [path("learn/", views.index, name="index"), path("help/", views.help_now, name="help")]
