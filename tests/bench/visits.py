"""A look at Trends as a phone takes it that was here before: the page, then each figure that waits for no scroll.

Figures are kept as a browser keeps them: one that may be shown for a while is not asked for again under the same
address, any other is asked for with its tag. Those further down are asked for when somebody comes near them; each is
measured by itself too.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import brotli

from tests.bench.wire import Answer, Door

if TYPE_CHECKING:
    from tests.bench.served import House

NAME, PATH = "Trends with its figures", "/trends/"
PICTURES = re.compile(r"<picture>.*?</picture>", re.DOTALL)
WAITS = 'loading="lazy"'
# A browser takes the first source that fits its screen; of two themes the one for the day is told by having no rival.
ON_A_PHONE = re.compile(r'srcset="([^"]*\.svg\?[^"]*size=narrow[^"]*theme=light[^"]*)"')
FOR_A_WHILE = re.compile(r"\bmax-age=[1-9]")


@dataclass
class Visitor:
    """One browser, with the figures that it keeps by their addresses."""

    door: Door
    figures: dict[str, Answer] = field(default_factory=dict)
    bytes: int = 0
    requests: int = 0

    def look(self) -> float:
        """Seconds of everything, one after the other."""
        page = self.door.get(PATH, encodings="br")
        assert page.status == 200
        answers = {one: self._asked(one) for one in _addresses(page) if not self._may_show(one)}
        self.figures |= {one: answer for one, answer in answers.items() if answer.status == 200}
        all_of_it = [page, *answers.values()]
        self.bytes, self.requests = sum(len(answer.raw) for answer in all_of_it), len(all_of_it)
        return sum(answer.seconds for answer in all_of_it)

    def told(self, house: "House", name: str) -> None:
        """Note what the last look took."""
        house.sizes[name], house.requests[name] = self.bytes, self.requests

    def _may_show(self, address: str) -> bool:
        """Without asking; the time for which it may is longer than any run that looks often enough to matter."""
        return address in self.figures and bool(FOR_A_WHILE.search(self.figures[address].header("Cache-Control")))

    def _asked(self, address: str) -> Answer:
        before = self.figures.get(address)
        answer = self.door.get(address, If_None_Match=before.header("ETag") if before else "")
        assert answer.status in (200, 304), answer.status
        return answer


def _addresses(page: Answer) -> list[str]:
    html = brotli.decompress(page.raw.partition(b"\r\n\r\n")[2]).decode()
    shown = (found for found in PICTURES.findall(html) if WAITS not in found)
    found = [one.replace("&amp;", "&") for picture in shown for one in ON_A_PHONE.findall(picture)]
    assert found
    return found
