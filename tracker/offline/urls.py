"""Doors for devices that keep a copy."""

from tracker.web.later import Views
from tracker.web.routes import path

views = Views("tracker.offline.views")

app_name = "offline"
urlpatterns = [
    # A worker sees the pages below its own address, so it stands at the top.
    path("worker.js", views.worker, name="worker"),
    path("vagus.webmanifest", views.manifest, name="manifest"),
    path("offline/away/", views.away, name="away"),
    path("offline/shell/", views.blank, name="shell"),
    path("offline/hello/", views.hello, name="hello"),
    path("offline/sync/", views.take, name="sync"),
    path("offline/keep/", views.keep, name="keep"),
    path("offline/drop/", views.drop, name="drop"),
]
