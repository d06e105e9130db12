"""A figure in a page: which file for which screen, and what an address may ask of one."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict

from tracker.charts.style import PALETTES, Palette, Size
from tracker.web.pictures import Pictured, Source, for_screens

WIDTHS = ((Size.NARROW, "(max-width: 40rem)"), (Size.MIDDLE, "(max-width: 70rem)"), (Size.HALF, ""))


@dataclass(frozen=True, slots=True)
class Picture(Pictured):
    """Everything `trends/_picture.html` needs, and the files to keep."""

    sources: tuple[Source, ...]
    alt: str
    base: str

    @property
    def files(self) -> list[tuple[str, str]]:
        """Name and address of each file to keep, in the colours of paper."""
        return [
            (ending.upper(), f"{self.base}.{ending}?size=wide&theme=light") for ending in ("svg", "png", "pdf", "csv")
        ]


def picture(base: str, alt: str, theme: str, height: Callable[[Size], int]) -> Picture:
    """The files of a figure whose addresses begin with `base`: two themes unless the person chose one, two widths."""
    sources = for_screens(WIDTHS, theme, lambda size, name: f"{base}.svg?size={size}&theme={name}", height)
    return Picture(sources, alt, base)


def look_of(query: QueryDict) -> tuple[Palette, Size]:
    """The colours and the width that an address asks for; whatever makes no sense is paper, wide."""
    size = query.get("size", "")
    return PALETTES.get(query.get("theme", ""), PALETTES["light"]), Size(size) if size in set(Size) else Size.WIDE
