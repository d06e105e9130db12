"""Addresses of the experiments room."""

from django.urls import path

from tracker.experiments import views

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
]
