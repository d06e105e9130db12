"""Doors."""

from tracker.web.later import Views
from tracker.web.routes import path

views = Views("tracker.insights.views")

app_name = "insights"
urlpatterns = [
    path("", views.index, name="index"),
    path("noise/", views.noise_page, name="noise"),
    path("noise/figure.<slug:ending>", views.noise_chart, name="noise_chart"),
    path("<slug:habit>/<slug:outcome>/", views.pair, name="pair"),
    path("<slug:habit>/<slug:outcome>/working/", views.working, name="working"),
    path("<slug:habit>/<slug:outcome>/working.zip", views.bundle, name="bundle"),
    path("<slug:habit>/<slug:outcome>/figure.<slug:ending>", views.chart, name="chart"),
]
