"""Views that wait for their first request: each is there, and keeps what marks it."""

import gc
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from tracker.web import later
from tracker.web.later import Addresses, View, Views


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from patterns(part)
        else:
            yield part


WAITING = [pattern for pattern in patterns(get_resolver()) if isinstance(pattern.callback, View)]


def test_every_address_has_its_view() -> None:
    assert len(WAITING) > 100
    assert [pattern.lookup_str for pattern in WAITING if not callable(pattern.callback.door())] == []


def test_the_marks_of_a_view_are_those_of_the_view_itself() -> None:
    views = Views("tracker.web.views")
    assert views.alive.login_required is False
    assert views.policy_report.csrf_exempt is True
    assert not hasattr(views.alive, "csrf_exempt")


def test_a_view_that_is_not_there_is_said() -> None:
    with pytest.raises(AttributeError, match="nowhere"):
        Views("tracker.web.views").nowhere.door()


def test_looking_at_an_address_imports_nothing() -> None:
    view = Views("tracker.no_such_room").door_of_it
    pattern = URLPattern(RoutePattern("there/"), view, name="there")
    assert pattern.lookup_str == "tracker.no_such_room.door_of_it"
    assert not hasattr(view, "view_class")


def test_a_list_of_addresses_is_read_when_one_of_its_names_is_asked_for() -> None:
    rooms = Addresses("v/", "tracker.no_such_room.urls", namespace="none")
    rooms._populate()
    with pytest.raises(ModuleNotFoundError):
        rooms.resolve("v/there/")
    assert reverse("api:v1:root") == "/api/v1/"


def test_garbage_is_looked_for_again_once_all_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later, "QUIET", 0)
    before = gc.get_threshold()
    gc.disable()
    try:
        later.read_soon("tracker.trends.views")
        assert gc.isenabled()
        assert gc.get_freeze_count()
    finally:
        gc.enable()
        gc.set_threshold(*before)
        gc.unfreeze()
