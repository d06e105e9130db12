"""Doors of what comes in and goes out."""

from tracker.web.later import Views
from tracker.web.routes import path

views = Views("tracker.exchange.views")

app_name = "exchange"
urlpatterns = [
    path("import/", views.index, name="index"),
    path("import/columns/", views.columns, name="columns"),
    path("import/progress/", views.progress, name="progress"),
    path("import/preview/", views.show, name="preview"),
    path("import/preview/apply/", views.bring_in, name="apply"),
    path("import/preview/cancel/", views.cancel, name="cancel"),
    path("import/<int:batch>/", views.report, name="report"),
    path("import/<int:batch>/undo/", views.take_back, name="undo"),
    path("export/", views.leave, name="out"),
    path("export/diary.csv", views.export, name="export"),
    path("export/archive.zip", views.take_out, {"kind": "archive"}, name="archive"),
    path("export/fhir.json", views.take_out, {"kind": "fhir"}, name="fhir"),
    path("export/sleep.json", views.take_out, {"kind": "sleep"}, name="sleep"),
]
