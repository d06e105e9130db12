"""Addresses are found as Django finds them, and compiled when somebody needs them."""

import pytest
from django.urls import path as djangos
from django.urls.resolvers import RoutePattern

from tracker.web import converters
from tracker.web.routes import Route, path

assert converters  # registers <day:…>
ROUTES = ("", "today/", "day/<day:day>/", "foods/<int:pk>/", "<slug:article>/")
ASKED = ("", "today/", "today", "today/more", "day/2026-11-21/", "day/2026-13-21/", "foods/7/", "foods/seven/", "mood/")


@pytest.mark.parametrize("ends", [True, False])
@pytest.mark.parametrize("route", ROUTES)
def test_a_route_fits_what_djangos_own_fits(route: str, ends: bool) -> None:
    ours, theirs = Route(route, is_endpoint=ends), RoutePattern(route, is_endpoint=ends)
    assert [ours.match(asked) for asked in ASKED] == [theirs.match(asked) for asked in ASKED]
    assert ours.regex.pattern == theirs.regex.pattern


def test_nothing_is_compiled_before_an_address_with_a_value_is_asked_for() -> None:
    plain, valued = (path(route, print, name="there").pattern for route in ("there/", "there/<int:pk>/"))
    assert plain.match("there/")
    assert "search" not in vars(plain.regex) and "search" not in vars(valued.regex)
    assert valued.match("there/7/")
    assert "search" in vars(valued.regex)
    assert djangos("there/", print, name="there").name == path("there/", print, name="there").name
