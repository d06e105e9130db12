"""Doors."""

from django.urls import path

from tracker.report import views

app_name = "report"
urlpatterns = [path("", views.summary, name="summary")]
