"""An A4 page with its headings, tables and columns: lengths are mm, colours those of the day palette."""

from collections.abc import Sequence
from io import BytesIO

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from tracker.charts.style import LIGHT
from tracker.report.letters import FILES, Letters, other

SIDE, TOP, FOOT = 16, 18, 15
WIDTH = 210 - 2 * SIDE
GAP = 8
TEXT, SMALL, HEADING, TITLE = 8.6, 7.4, 10.4, 17  # points
ROW = 4.1  # mm, a line of text
AIR, TIGHT = 0.85, 0.3  # mm above and below it in a table
DOUBLE = 2
CLOSING = frozenset("，。、；：？！）》」』】”’")


class Page(FPDF):
    """What every page of the document carries, and the few things that are put on it."""

    def __init__(self, letters: Letters, above: str, below: str, number: str, *, air: float) -> None:
        super().__init__(format="A4")
        self.letters, self.above, self.below, self.number = letters, above, below, number
        self.air = air
        for name in letters.fonts:
            regular, bold = FILES.get(name, (other(), None))
            self.add_font(name, "", regular)
            if bold:
                self.add_font(name, "B", bold)
        self.set_fallback_fonts(list(letters.fonts), exact_match=False)
        self.set_margins(SIDE, TOP)
        self.set_auto_page_break(True, FOOT)
        self.left, self.wide = float(SIDE), float(WIDTH)

    def header(self) -> None:
        """On each page, so that a single sheet of it says what it is."""
        self.set_y(9)
        self.ink(SMALL, soft=True)
        self.cell(WIDTH, ROW, self.letters.shown(self.above))
        self.set_draw_color(LIGHT.grid)
        self.line(SIDE, 14, SIDE + WIDTH, 14)
        self.set_y(TOP)

    def footer(self) -> None:
        self.set_y(-11)
        self.ink(SMALL, soft=True)
        self.cell(WIDTH - 40, ROW, self.letters.shown(self.below))
        # The place of the number of pages is wider than the number that will stand in it.
        wider = self.get_string_width("{nb}") - self.get_string_width("0")
        self.cell(40 + wider, ROW, self.number % {"page": self.page_no(), "pages": "{nb}"}, align="R")

    def ink(self, size: float = TEXT, *, bold: bool = False, soft: bool = False) -> None:
        self.set_font(self.letters.fonts[0], "B" if bold else "", size)
        self.set_text_color(LIGHT.ink_2 if soft else LIGHT.ink)

    def room(self) -> float:
        """Mm that are left on this page."""
        return float(self.h - FOOT - self.get_y())

    def keep(self, height: float) -> None:
        """Begin a new page if so much does not find room, and could on a whole one."""
        if self.room() < height < self.h - FOOT - TOP:
            self.add_page()

    def broken(self, text: str, wide: float) -> list[str]:
        """The lines of a text in the letters that are set; none begins with a sign that closes a Chinese phrase."""
        found = self.multi_cell(wide, ROW, self.letters.shown(text), align="L", dry_run=True, output="LINES")
        lines: list[str] = found if isinstance(found, list) else []
        for nth in range(1, len(lines)):
            if lines[nth][:1] in CLOSING and len(lines[nth - 1]) > 1:
                lines[nth - 1], lines[nth] = lines[nth - 1][:-1], lines[nth - 1][-1] + lines[nth]
        return lines or [""]

    def say(self, text: str, size: float = TEXT, *, bold: bool = False, soft: bool = False, high: float = ROW) -> None:
        """A paragraph in the present column."""
        self.ink(size, bold=bold, soft=soft)
        self.set_x(self.left)
        shown = "\n".join(self.broken(text, self.wide))
        self.multi_cell(self.wide, high, shown, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def heading(self, text: str, then: float = 14) -> None:
        """A heading that is never the last line of a page; it stands in the document's outline."""
        self.keep(then + 8)
        self.ln(2.2 + self.air)
        self.start_section(self.letters.shown(text))
        self.say(text, HEADING, bold=True, high=5)
        self.ln(0.6)

    def row(self, cells: Sequence[str], widths: Sequence[float], *, right: int = 99, head: bool = False) -> None:
        """A row of a table with a hairline below; cells from `right` on end at their right edge."""
        self.ink(SMALL if head else TEXT, soft=head)
        broken = [self.broken(text, wide - DOUBLE) for text, wide in zip(cells, widths, strict=True)]
        line = 3.5 if head else ROW
        height = max(map(len, broken)) * line + 2 * self.air
        self.keep(height + (2 * ROW if head else 0))
        top, x = self.get_y(), self.left
        for nth, (text, wide) in enumerate(zip(broken, widths, strict=True)):
            self.set_xy(x + (DOUBLE if nth >= right else 0), top + self.air)
            if not head:
                self.ink(soft=False)
            self.multi_cell(
                wide - DOUBLE, line, "\n".join(text), align="R" if nth >= right else "L", new_y=YPos.TOP
            )  # fmt: skip
            x += wide
        self.set_draw_color(LIGHT.edge if head else LIGHT.grid)
        self.set_line_width(0.2)
        self.line(self.left, top + height, self.left + self.wide, top + height)
        self.set_xy(self.left, top + height)

    def column(self, nth: int, of: int) -> None:
        """Write in one of so many columns from now on; `column(0, 1)` is the whole page."""
        self.wide = (WIDTH - GAP * (of - 1)) / of
        self.left = SIDE + nth * (self.wide + GAP)
        self.set_left_margin(self.left)
        self.set_x(self.left)

    def drawing(self, svg: str, alt: str, width: int, height: int) -> None:
        """A figure as wide as the column, as lines and not as dots; its digits are text in our letters."""
        tall = self.wide * height / width
        self.image(
            BytesIO(_in_letters(svg, self.letters.fonts[0])), self.left, self.get_y(), self.wide, tall, alt_text=alt
        )
        self.set_y(self.get_y() + tall)


def _in_letters(svg: str, font: str) -> bytes:
    start, _, rest = svg.partition('font-family="')
    return f'{start}font-family="{font}"{rest[rest.index(chr(34)) + 1 :]}'.encode()
