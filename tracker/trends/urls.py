"""Doors."""

from django.urls import path

from tracker.trends import views

app_name = "trends"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:figure>/table/", views.table, name="table"),
    path("<slug:figure>.<slug:ending>", views.chart, name="chart"),
]
