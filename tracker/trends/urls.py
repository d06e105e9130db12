"""Doors."""

from tracker.web.later import Views
from tracker.web.routes import path

points_views = Views("tracker.trends.points_views")
views = Views("tracker.trends.views")

app_name = "trends"
urlpatterns = [
    path("", views.index, name="index"),
    path("more/", views.more, name="more"),
    path("points.<slug:ending>", points_views.chart, name="points"),
    path("points/table/", points_views.table, name="points_table"),
    path("<slug:figure>/table/", views.table, name="table"),
    path("<slug:figure>.<slug:ending>", views.chart, name="chart"),
]
