"""The loop of the product, as links: Today, Trends, Insights, Experiments, Learn."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class NavItem(NamedTuple):
    """One link; `room` marks it current, `wide` ones only stand in the desktop's side bar."""

    label: object
    url: str
    icon: str
    room: str
    wide: bool = False


NAV = (
    NavItem(_("Today"), "diary:today", "sun", "diary"),
    NavItem(_("Trends"), "trends:index", "chart-spline", "trends"),
    NavItem(_("Insights"), "insights:index", "lightbulb", "insights"),
    NavItem(_("Experiments"), "experiments:index", "flask-conical", "experiments"),
    NavItem(_("Learn"), "guidance:index", "book-open", "guidance"),
    NavItem(_("History"), "diary:history", "history", "history", wide=True),
    NavItem(_("Import"), "exchange:index", "file-up", "exchange", wide=True),
    NavItem(_("Settings"), "accounts:settings", "settings", "accounts", wide=True),
    NavItem(_("Need help now?"), "guidance:help", "life-buoy", "help", wide=True),
)
