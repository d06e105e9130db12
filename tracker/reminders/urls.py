"""Doors to reminders, and the one to the calendar feed, which its secret address opens."""

from tracker.web.later import Views
from tracker.web.routes import path

channel_views = Views("tracker.reminders.channel_views")
views = Views("tracker.reminders.views")

app_name = "reminders"
urlpatterns = [
    path("settings/reminders/", views.index, name="index"),
    path("settings/reminders/choice/", views.choice, name="choice"),
    path("settings/reminders/new/", views.reminder, name="add"),
    path("settings/reminders/feed/", channel_views.new_feed, name="new_feed"),
    path("settings/reminders/by/<slug:kind>/", channel_views.add_channel, name="add_channel"),
    path("settings/reminders/ways/<uuid:uid>/", channel_views.channel, name="channel"),
    path("settings/reminders/ways/<uuid:uid>/edit/", channel_views.edit_channel, name="edit_channel"),
    path("settings/reminders/<uuid:uid>/", views.reminder, name="reminder"),
    path("reminders/<str:token>.ics", views.calendar, name="calendar"),
]
