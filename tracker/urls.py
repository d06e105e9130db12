"""The front door: one include a room."""

from django.urls import include

from tracker.web import converters, languages, views
from tracker.web.routes import path

assert converters  # registers <day:…> and <metric:…>

urlpatterns = [
    # Whoever has a name for itself comes first: the others are looked through address by address.
    path("foods/", include("tracker.foods.urls")),
    path("trends/", include("tracker.trends.urls")),
    path("experiments/", include("tracker.experiments.urls")),
    path("insights/", include("tracker.insights.urls")),
    path("settings/backups/", include("tracker.backups.urls")),
    path("", include("tracker.diary.urls")),
    path("", include("tracker.accounts.urls")),
    path("", include("tracker.report.urls")),
    path("", include("tracker.guidance.urls")),
    path("", include("tracker.exchange.urls")),
    path("", include("tracker.api.urls")),
    path("", include("tracker.reminders.urls")),
    path("", include("tracker.offline.urls")),
    path("language/", languages.pick, name="language"),
    path("policy-reports/", views.policy_report, name="policy_report"),
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
]
handler500 = "tracker.web.views.server_error"
