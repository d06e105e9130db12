"""Doors to foods."""

from tracker.web.later import Views
from tracker.web.routes import path

views = Views("tracker.foods.views")

app_name = "foods"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("own/", views.own, name="own"),
    path("own/new/", views.add, name="add"),
    path("own/<int:pk>/", views.edit, name="edit"),
    path("own/<int:pk>/archive/", views.archive, name="archive"),
    path("meals/", views.meals, name="meals"),
    path("meals/<int:pk>/", views.meal, name="meal"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/favourite/", views.favourite, name="favourite"),
]
