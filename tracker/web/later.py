"""Views and whole lists of addresses that are imported with the first request for one, so that no start waits."""

import gc
import linecache
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLResolver
from django.utils.module_loading import import_string

from tracker.web.routes import Route

Door = Callable[..., HttpResponseBase]
QUIET = 2.0  # seconds
SELDOM = 10_000  # things made between two searches for garbage; at Python's 700 a page is made 4 % slower


class View:
    """Stands in an address list for `module.name`; what marks the view (login, CSRF) is read from the view itself."""

    def __init__(self, module: str, name: str, guard: str = "") -> None:
        self.__module__ = module
        self.__name__ = self.__qualname__ = name
        self._guard = guard
        self._door: Door | None = None

    def behind(self, guard: str) -> "View":
        """The same view inside a decorator, which is named by its dotted path."""
        return View(self.__module__, self.__name__, guard)

    def door(self) -> Door:
        """The view itself.

        Raises:
            AttributeError: if its module has none of that name.
        """
        if self._door is None:
            found: Door = getattr(import_module(self.__module__), self.__name__)
            self._door = import_string(self._guard)(found) if self._guard else found
        return self._door

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.door()(request, *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name == "view_class":  # Django asks every address for it, and must not import the view by that
            raise AttributeError(name)
        return getattr(self.door(), name)


class Views:
    """The views of one module, each by its name."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> View:
        return View(self._module, name)


class Addresses(URLResolver):
    """A list of addresses with a namespace; the module that holds it is read when one of them is asked for."""

    def __init__(self, route: str, module: str, namespace: str) -> None:
        super().__init__(Route(route, is_endpoint=False), module, app_name=namespace, namespace=namespace)

    def _populate(self) -> None:
        """Nothing to know beforehand: whoever looks for a name of this namespace asks for the list itself."""


def read_soon(*modules: str) -> None:
    """Import modules once a start has had its first seconds, which belong to whoever waits for the first page.

    `serve` starts a worker without its collector of garbage, for what is read at a start stays; nothing that was read
    until now is looked through again.
    """
    time.sleep(QUIET)
    for module in modules:
        import_module(module)
    linecache.clearcache()  # a library that reads its own source while it is imported leaves it there
    gc.freeze()
    gc.set_threshold(SELDOM)
    gc.enable()
