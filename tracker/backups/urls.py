"""Doors to the backups."""

from tracker.web.later import Views
from tracker.web.routes import path

views = Views("tracker.backups.views")

app_name = "backups"
urlpatterns = [path("rehearsal/", views.rehearsal, name="rehearsal")]
