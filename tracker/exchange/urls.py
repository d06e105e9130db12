"""Doors."""

from django.urls import path

from tracker.exchange import views

app_name = "exchange"
urlpatterns = [path("", views.index, name="index")]
