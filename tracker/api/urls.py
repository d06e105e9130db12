"""Doors for programs, and the pages in Settings about them."""

from tracker.web.later import Addresses, Views
from tracker.web.routes import path

views = Views("tracker.api.views")

app_name = "api"
urlpatterns = [
    path("settings/programs/", views.tokens_of, name="tokens"),
    path("settings/programs/new/", views.make, name="make"),
    path("settings/programs/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("settings/programs/recipes/", views.recipes, name="recipes"),
    path("settings/programs/reference/", views.reference_page, name="reference"),
    path("settings/programs/openapi.json", views.document, name="document"),
    Addresses("api/v1/", "tracker.api.addresses", namespace="v1"),
]
