"""Doors of what comes in and goes out."""

from django.urls import path

from tracker.exchange import views

app_name = "exchange"
urlpatterns = [
    path("import/", views.index, name="index"),
    path("import/columns/", views.columns, name="columns"),
    path("import/preview/", views.show, name="preview"),
    path("import/preview/apply/", views.bring_in, name="apply"),
    path("import/preview/cancel/", views.cancel, name="cancel"),
    path("import/<int:batch>/", views.report, name="report"),
    path("import/<int:batch>/undo/", views.take_back, name="undo"),
    path("export/diary.csv", views.export, name="export"),
]
