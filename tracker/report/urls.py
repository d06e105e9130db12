"""Doors."""

from tracker.web.later import Views
from tracker.web.routes import path

share_views = Views("tracker.report.share_views")
views = Views("tracker.report.views")

app_name = "report"
urlpatterns = [
    path("summary/", views.summary, name="summary"),
    path("summary/page.pdf", views.own_paper, name="paper"),
    path("summary/share/", share_views.share, name="share"),
    path("summary/share/<uuid:uid>/shut/", share_views.revoke, name="revoke"),
    path("shared/<str:token>/", share_views.shared, name="shared"),
    path("shared/<str:token>/<int:nth>.svg", share_views.shared_figure, name="shared_figure"),
    path("shared/<str:token>/page.pdf", share_views.shared_paper, name="shared_paper"),
]
