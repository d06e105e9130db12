"""Addresses whose patterns are compiled when somebody needs them: a plain one is compared, and most never are."""

import re
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from django import urls
from django.urls.resolvers import RoutePattern


class Wording:
    """A regular expression as text; whoever turns names into addresses needs no more than that."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def search(self) -> Callable[[str], re.Match[str] | None]:
        return re.compile(self.pattern).search


class Route(RoutePattern):
    """A route as Django has it; one without values is found by comparing."""

    def __init__(self, route: str, name: str | None = None, is_endpoint: bool = False) -> None:
        super().__init__(route, name, is_endpoint)
        self.route, self.ends = str(route), is_endpoint

    @cached_property
    def regex(self) -> Wording:  # type: ignore[override]  # its two uses are those of a pattern
        return Wording(self._regex)  # type: ignore[attr-defined]  # as Django has worded the route

    def match(self, path: str) -> tuple[str, tuple[()], dict[str, Any]] | None:
        """What of the address is left behind this route, and the values in it."""
        if self.converters:
            return super().match(path)
        fits = path == self.route if self.ends else path.startswith(self.route)
        return (path[len(self.route) :], (), {}) if fits else None


path: Callable[..., Any] = partial(urls.path, Pattern=Route)
