"""Doors of the daily log."""

from tracker.web.later import Views
from tracker.web.routes import path

break_views = Views("tracker.diary.break_views")
food_views = Views("tracker.diary.food_views")
history_views = Views("tracker.diary.history_views")
list_views = Views("tracker.diary.list_views")
moment_views = Views("tracker.diary.moment_views")
occasional_views = Views("tracker.diary.occasional_views")
own_views = Views("tracker.diary.own_views")
sample_views = Views("tracker.diary.sample_views")
views = Views("tracker.diary.views")

app_name = "diary"
urlpatterns = [
    path("", views.home, name="home"),
    path("hello/", views.hello, name="hello"),
    path("today/", views.today, name="today"),
    path("today/low-card/", views.low_card, name="low_card"),
    path("days/", views.calendar, name="calendar"),
    path("history/", history_views.history, name="history"),
    path("history/trash/", history_views.trashed, name="trash"),
    # of one day
    path("day/<day:day>/", views.day, name="day"),
    path("day/<day:day>/answer/", views.answer, name="answer"),
    path("day/<day:day>/undo/", views.undo, name="undo"),
    path("day/<day:day>/plate/", food_views.plate, name="plate"),
    path("day/<day:day>/copy/", food_views.copy, name="copy"),
    path("day/<day:day>/servings/", food_views.serve, name="serve"),
    path("day/<day:day>/servings/<uuid:uid>/", food_views.serving, name="serving"),
    path("day/<day:day>/meals/", food_views.serve_meal, name="serve_meal"),
    path("day/<day:day>/meals/new/", food_views.keep_meal, name="keep_meal"),
    path("day/<day:day>/doses/", list_views.dose, name="dose"),
    path("day/<day:day>/events/new/", list_views.add_event, name="add_event"),
    path("day/<day:day>/moments/new/", moment_views.add_moment, name="add_moment"),
    # of the person
    path("moments/<uuid:uid>/", moment_views.moment, name="moment"),
    path("moods/", moment_views.mood_names, name="mood_names"),
    path("moods/<int:pk>/remove/", moment_views.drop_mood_name, name="drop_mood_name"),
    path("breaks/", break_views.breaks_of, name="breaks"),
    path("breaks/<uuid:uid>/", break_views.one_break, name="break"),
    path("breaks/<uuid:uid>/end/", break_views.end_break, name="end_break"),
    path("events/<uuid:uid>/", list_views.event, name="event"),
    path("supplements/", list_views.supplements, name="supplements"),
    path("supplements/new/", list_views.supplement, name="add_supplement"),
    path("supplements/<slug:slug>/", list_views.supplement, name="supplement"),
    path("supplements/<slug:slug>/move/", list_views.supplement_move, name="supplement_move"),
    path("occasional/", occasional_views.index, name="occasional"),
    path("occasional/undo/", occasional_views.undo, name="undo_occasional"),
    path("occasional/totals/new/", occasional_views.add_total, name="add_total"),
    path("occasional/totals/<uuid:uid>/", occasional_views.total, name="total"),
    path("occasional/values/new/", occasional_views.add_lab_value, name="add_lab_value"),
    path("occasional/values/<uuid:uid>/", occasional_views.lab_value, name="lab_value"),
    path("trackers/", own_views.trackers, name="trackers"),
    path("trackers/new/", own_views.tracker, name="add_tracker"),
    path("trackers/<slug:slug>/", own_views.tracker, name="tracker"),
    path("trackers/<slug:slug>/move/", own_views.tracker_move, name="tracker_move"),
    # of nobody
    path("sample/", sample_views.look_around, name="sample"),
    path("sample/remove/", sample_views.remove, name="remove_sample"),
]
