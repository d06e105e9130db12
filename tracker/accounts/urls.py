"""Doors to one's account."""

from django.urls import include, path

from tracker.accounts import views

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include(([path("settings/", views.settings, name="settings")], "accounts"))),
]
