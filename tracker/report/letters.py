"""The letters of the PDF: our fonts, one that the figures bring along, and a sign for what none of them has."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
LATIN, HAN, OTHER = "latin", "han", "other"
# In the Chinese font quotation marks, dots and the like are as wide as a Chinese letter; in the Latin one they are not.
FILES = {
    LATIN: (FONTS / "NotoSansSC-Latin-Regular.ttf", FONTS / "NotoSansSC-Latin-Bold.ttf"),
    HAN: (FONTS / "NotoSansSC-Regular.ttf", FONTS / "NotoSansSC-Bold.ttf"),
}
UNKNOWN = "□"


def other() -> Path:
    """DejaVu Sans: Cyrillic, Greek, Arabic, Hebrew, Georgian, Armenian and many signs."""
    import matplotlib  # takes its time, so not before it is needed

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


@cache
def known(path: Path) -> frozenset[int]:
    """The code points that a font can draw."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


class Letters:
    """Which fonts the texts of one document need, the first being that of its language."""

    def __init__(self, texts: Iterable[str], language: str) -> None:
        used = {ord(sign) for text in texts for sign in text if sign.isprintable() and sign != " "}
        first, second = (HAN, LATIN) if language.startswith("zh") else (LATIN, HAN)
        fonts, rest = [first], used - known(FILES[first][0])
        for name, file in ((second, FILES[second][0]), (OTHER, other())):
            if rest & known(file):
                fonts.append(name)
                rest -= known(file)
        if rest and HAN not in fonts:  # which has the box
            fonts.append(HAN)
        self.fonts, self.unknown = tuple(fonts), frozenset(rest)

    def shown(self, text: str) -> str:
        """The text with a box for every letter that no font has, so that nothing typed vanishes without a trace."""
        tidy = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
        return "".join(UNKNOWN if ord(sign) in self.unknown else sign for sign in tidy)
