"""The page as PDF: two sheets of A4 unless more were asked for, the same letters and lines as on the screen."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from tracker.accounts.models import User
from tracker.charts.style import to_svg
from tracker.report import wording
from tracker.report.fitting import TWO_PAGES, fitted, left_out
from tracker.report.given import Given
from tracker.report.letters import Letters
from tracker.report.sheet import Drawn, Line, Sheet
from tracker.report.trials import Trial
from tracker.trends import figures
from tracker.trends.wording import in_a_row
from tracker.web.languages import tag

MOST = 2
NEXT_TO_NOTHING = 70  # mm from the upper edge
STEP = 8  # lines less at each try, should letters wider than reckoned with not fit
NUMBERS = (66, 22, 30, 22, 38)
STOOL = (58, 24, 24, 24, 24, 24)

logging.getLogger("fpdf").setLevel(logging.ERROR)  # what it says of missing letters stands on the page instead


def drawings(user: User, sheet: Sheet) -> dict[str, str]:
    """The figures of the page as SVG, by metric."""
    orders = ((figure.key, figure.order) for figure in sheet.figures)
    return {key: to_svg(figures.draw(order, figures.ground(user, order))).decode() for key, order in orders if order}


def paper(sheet: Sheet, svgs: dict[str, str], today: date, *, long: bool) -> bytes:
    """The document; equal pages give equal bytes."""
    if long:
        return _best(sheet, svgs, today)[0]
    for room in range(TWO_PAGES, 0, -STEP):
        made, pages = _best(fitted(sheet, room), svgs, today)
        if pages <= MOST:
            break
    return made


def _best(sheet: Sheet, svgs: dict[str, str], today: date) -> tuple[bytes, int]:
    """The document and its pages; rows stand closer if that saves a last page with next to nothing on it."""
    from tracker.report.page import AIR, TIGHT  # the library behind it is slow to load, and only this needs it

    made, pages, low = _made(sheet, svgs, today, AIR)
    if pages > 1 and low < NEXT_TO_NOTHING:
        closer, fewer, _ = _made(sheet, svgs, today, TIGHT)
        return (closer, fewer) if fewer < pages else (made, pages)
    return made, pages


def _made(sheet: Sheet, svgs: dict[str, str], today: date, air: float) -> tuple[bytes, int, float]:
    """The document, its pages, and how far down the last one is filled."""
    from tracker.report.page import Page

    language = get_language() or "en"
    letters = Letters(_texts(asdict(sheet)), language)
    number = gettext("Page %(page)s of %(pages)s")
    page = Page(letters, wording.above(), wording.below(sheet.name, sheet.made), number, air=air)
    page.set_title(letters.shown(gettext("Summary for %(name)s") % {"name": sheet.name}))
    page.set_lang(tag(language))
    page.set_creator("Vagus")
    page.set_creation_date(datetime.combine(today, time(12), UTC))
    page.add_page()
    for part in (_top, _numbers, _stool, _figures, _lists, _given, _trials, _notes, _end):
        part(page, sheet, svgs)
    low = page.get_y()
    return bytes(page.output()), page.page, low


def _texts(found: Any) -> Iterator[str]:
    """Every text of the page, whoever wrote it."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict | list | tuple):
        for each in found.values() if isinstance(found, dict) else found:
            yield from _texts(each)


def _top(page: Any, sheet: Sheet, svgs: dict[str, str]) -> None:
    page.start_section(page.letters.shown(sheet.name))
    page.say(gettext("Summary for %(name)s") % {"name": sheet.name}, 17, bold=True, high=8)
    page.say(sheet.covered)
    if sheet.question:
        page.heading(gettext("What I would like to ask"))
        page.say(sheet.question, 9.4, high=4.6)


def _numbers(page: Any, sheet: Sheet, svgs: dict[str, str]) -> None:
    if not (sheet.outcomes or sheet.habits):
        return
    page.heading(gettext("Numbers"), then=24)
    page.row(wording.number_heads(sheet.days), NUMBERS, right=1, head=True)
    for line in (*sheet.outcomes, *sheet.habits):
        page.row(_cells(line), NUMBERS, right=1)


def _cells(line: Line) -> tuple[str, ...]:
    name = gettext("%(name)s, %(unit)s") % {"name": line.name, "unit": line.unit} if line.unit else line.name
    return name, line.mean, line.extent, str(line.noted), line.before


def _stool(page: Any, sheet: Sheet, svgs: dict[str, str]) -> None:
    if not sheet.stool:
        return
    page.heading(gettext("Stool, number of days"), then=22)
    page.row(wording.stool_heads(), STOOL, right=1, head=True)
    for name, stools in sheet.stool:
        page.row((name, *map(str, (*stools.types, stools.none, stools.blank))), STOOL, right=1)


def _figures(page: Any, sheet: Sheet, svgs: dict[str, str]) -> None:
    if not sheet.figures:
        return
    page.heading(gettext("Charts"), then=52)
    legend = gettext("Dots or bars: %(mark)s. Line: %(line)s.") % {"mark": sheet.marks, "line": sheet.line}
    shaded = gettext("Shaded: an event.") if sheet.events else ""
    page.say(in_a_row(legend, shaded), 7.4, soft=True, high=3.8)
    for at in range(0, len(sheet.figures), 2):
        _side_by_side(page, [_drawing(page, one, svgs) for one in sheet.figures[at : at + 2]], high=50)


def _drawing(page: Any, one: Drawn, svgs: dict[str, str]) -> Callable[[], None]:
    def draw() -> None:
        page.ln(1.6)
        page.say(one.title, bold=True)
        if one.unit:
            page.say(one.unit, 7.4, soft=True, high=3.6)
        if one.key in svgs:
            page.drawing(svgs[one.key], one.alt, one.width, one.height)
        else:
            page.say(one.missing, 7.4, soft=True)

    return draw


def _side_by_side(page: Any, parts: list[Callable[[], None]], high: float, of: int = 2) -> None:
    """Beside each other, from the same line on."""
    page.keep(high)
    top, low = page.get_y(), page.get_y()
    for nth, part in enumerate(parts):
        page.column(nth, of)
        page.set_y(top)
        part()
        low = max(low, page.get_y())
    page.column(0, 1)
    page.set_y(low)


def _columns(page: Any, tables: list[tuple[str, list[tuple[str, ...]], tuple[float, ...]]]) -> None:
    """Two short tables beside each other; long ones, which a page must break, one below the other."""
    tables = [table for table in tables if table[1]]
    of = 2 if len(tables) == 2 and max(len(rows) for _, rows, _ in tables) <= 14 else 1

    def written(title: str, rows: list[tuple[str, ...]], shares: tuple[float, ...]) -> Callable[[], None]:
        def write() -> None:
            page.heading(title)
            for row in rows:
                page.row(row, [share * page.wide for share in shares])

        return write

    parts = [written(*table) for table in tables]
    if of == 2:
        tallest = max(_height(page, rows, shares) for _, rows, shares in tables)
        _side_by_side(page, parts, high=tallest)
    else:
        for part in parts:
            part()


def _height(page: Any, rows: list[tuple[str, ...]], shares: tuple[float, ...]) -> float:
    """About how tall a table is in half of the page."""
    page.column(0, 2)
    page.ink()
    taken: list[int] = [
        max(len(page.broken(text, share * page.wide - 2)) for text, share in zip(row, shares, strict=True))
        for row in rows
    ]
    page.column(0, 1)
    return 12.0 + sum(lines * 4.1 + 2.1 for lines in taken)


def _lists(page: Any, sheet: Sheet, svgs: dict[str, str]) -> None:
    taken: list[tuple[str, ...]] = [
        (
            gettext("%(name)s (%(dose)s)") % {"name": name, "dose": dose} if dose else name,
            ngettext("%(days)s day", "%(days)s days", days) % {"days": days},
        )
        for name, dose, days in sheet.supplements
    ]
    events: list[tuple[str, ...]] = list(sheet.events)
    _columns(
        page,
        [
            (gettext("Supplements and medicines taken"), taken, (0.76, 0.24)),
            (gettext("Events"), events, (0.38, 0.62)),
        ],
    )


def _given(page: Any, sheet: Sheet, svgs: dict[str, str]) -> None:
    def rows(found: tuple[Given, ...]) -> list[tuple[str, ...]]:
        return [(one.day, wording.with_beside(one.name, one.beside), one.value) for one in found]

    _columns(
        page,
        [
            (gettext("Questionnaire totals"), rows(sheet.totals), (0.2, 0.42, 0.38)),
            (gettext("Laboratory values"), rows(sheet.lab_values), (0.2, 0.5, 0.3)),
        ],
    )


def _trials(page: Any, sheet: Sheet, svgs: dict[str, str]) -> None:
    for trial in sheet.experiments:
        _trial(page, trial)


def _trial(page: Any, trial: Trial) -> None:
    page.heading(gettext("Experiment: %(title)s") % {"title": trial.title}, then=40)
    for name, words in trial.facts:
        page.row((name, words), (48, page.wide - 48))
    page.ln(1.2)
    for said in trial.said:
        page.say(said)
    page.say(trial.design, 7.4, soft=True, high=3.7)
    for said in trial.tempered:
        page.say(said, 7.4, soft=True, high=3.7)


def _notes(page: Any, sheet: Sheet, svgs: dict[str, str]) -> None:
    if sheet.notes:
        page.heading(gettext("My notes"))
    for day, note in sheet.notes:
        page.row((day, note), (22, page.wide - 22))


def _end(page: Any, sheet: Sheet, svgs: dict[str, str]) -> None:
    page.keep(24)
    page.ln(2.6)
    said = [wording.held(sheet.held), left_out(sheet.cut), wording.ratings()]
    if page.letters.unknown:
        said.append(gettext("A box (□) stands for a letter that this file’s fonts do not have."))
    for words in filter(None, (*said, wording.keep(), wording.disclaimer())):
        page.say(words, 7.4, soft=True, high=3.7)
