"""The files of a figure in a page: which of them is for which screen."""

from collections.abc import Callable, Iterable
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from tracker.charts.style import Size

DARK = "(prefers-color-scheme: dark)"


class Source(NamedTuple):
    """One file and the screens it is for (no condition: all others)."""

    media: str
    url: str
    width: int
    height: int


class Pictured:
    """What `trends/_picture.html` shows: the files of a figure and what they say in words."""

    __slots__ = ()
    sources: tuple[Source, ...]
    alt: str

    @property
    def markup(self) -> SafeString:
        """The picture, put together here, where a template takes ten times as long."""
        return self._markup("")

    @property
    def late(self) -> SafeString:
        """The same, whose file is asked for when somebody comes near it."""
        return self._markup(' loading="lazy"')

    def _markup(self, loading: str) -> SafeString:
        *others, standard = self.sources  # the last is for a browser that knows no other
        rest = "".join(
            # Before its address, for after it the next address reads as this one.
            f'<source media="{escape(one.media)}" width="{one.width}" height="{one.height}"'
            f' srcset="{escape(one.url)}">\n'
            for one in others
        )
        return mark_safe(  # noqa: S308 (numbers, and texts that are escaped)
            f'<picture>{rest}<img src="{escape(standard.url)}" width="{standard.width}" height="{standard.height}"'
            f' alt="{escape(self.alt)}" decoding="async"{loading}></picture>'
        )


def for_screens(
    widths: Iterable[tuple[Size, str]], theme: str, url: Callable[[Size, str], str], height: Callable[[Size], int]
) -> tuple[Source, ...]:
    """A file for each width under its condition, in two themes unless the person chose one."""
    return tuple(
        Source(" and ".join(filter(None, (media, dark))), url(size, name), size.width, height(size))
        for size, media in widths
        for name, dark in ([(theme, "")] if theme else [("dark", DARK), ("light", "")])
    )
