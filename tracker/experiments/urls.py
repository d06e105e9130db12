"""Addresses of the experiments room."""

from tracker.web.later import Views
from tracker.web.routes import path

helper_views = Views("tracker.experiments.helper_views")
running_views = Views("tracker.experiments.running_views")
verdict_views = Views("tracker.experiments.verdict_views")
views = Views("tracker.experiments.views")

app_name = "experiments"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<uuid:uid>/question/", views.step, {"step": "question"}, name="question"),
    path("<uuid:uid>/safety/", views.step, {"step": "gate"}, name="gate"),
    path("<uuid:uid>/plan/", views.step, {"step": "plan"}, name="plan"),
    path("<uuid:uid>/lock/", views.lock, name="lock"),
    path("<uuid:uid>/protocol.json", views.plan_file, name="plan_file"),
    path("<uuid:uid>/call-off/", views.call_off, name="call_off"),
    path("<uuid:uid>/", running_views.page, name="running"),
    path("<uuid:uid>/as-planned/", running_views.followed, name="followed"),
    path("<uuid:uid>/bad-event/", running_views.adverse, name="adverse"),
    path("<uuid:uid>/event/", running_views.happening, name="happening"),
    path("<uuid:uid>/stop/", running_views.stop, name="stop"),
    path("<uuid:uid>/calendar.ics", running_views.calendar, name="calendar"),
    path("<uuid:uid>/helper/", helper_views.link, name="helper_link"),
    path("boxes/<str:token>/", helper_views.boxes, name="helper"),
    path("<uuid:uid>/guess/", verdict_views.guess, name="guess"),
    path("<uuid:uid>/open/", verdict_views.reveal, name="reveal"),
    path("<uuid:uid>/answer/", verdict_views.page, name="verdict"),
    path("<uuid:uid>/answer/<slug:figure>.svg", verdict_views.figure, name="figure"),
    path("<uuid:uid>/report/", verdict_views.sheet, name="report"),
    path("<uuid:uid>/experiment.zip", verdict_views.files, name="files"),
    path("judged/", verdict_views.judged, name="judged"),
]
