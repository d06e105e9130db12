"""Doors to what one may read."""

from tracker.web.later import Views
from tracker.web.routes import path

views = Views("tracker.guidance.views")

app_name = "guidance"
urlpatterns = [
    path("learn/", views.index, name="index"),
    path("learn/search/", views.search, name="search"),
    path("learn/how-insights-are-made/", views.insights_made, name="insights_made"),
    path("learn/how-experiments-are-made/", views.experiments_made, name="experiments_made"),
    path("learn/words/", views.glossary, name="glossary"),
    path("learn/safety/", views.safety, name="safety"),
    path("learn/data/", views.sources, name="sources"),
    path("learn/card/", views.card, name="card"),
    path("learn/card/off/", views.card_off, name="card_off"),
    path("learn/card/on/", views.card_on, name="card_on"),
    path("learn/<slug:slug>/", views.article, name="article"),
    path("help/", views.help_now, name="help"),
    path("help/country/", views.keep_country, name="keep_country"),
]
