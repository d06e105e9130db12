"""Static files whose answers are worded with the first request for each: seventy lie there, a page asks for seven."""

from collections.abc import Callable, Mapping
from functools import partial
from os import stat_result
from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware


class Waiting:
    """Stands among the files for one that nobody has asked for yet."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None

    def get_response(self, method: str, headers: Mapping[str, Any]) -> Any:
        if self._made is None:
            self._made = self._make()
        return self._made.get_response(method, headers)


class Shelf(WhiteNoiseMiddleware):  # type: ignore[misc]  # it carries no types
    """WhiteNoise; what it looks up at a start are the names and sizes of files, as ever."""

    def get_static_file(self, path: str, url: str, stat_cache: dict[str, stat_result] | None = None) -> Any:
        make = partial(super().get_static_file, path, url, stat_cache)
        return make() if stat_cache is None else Waiting(make)
