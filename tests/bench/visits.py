"""A look at Trends as a phone takes it that was here before: the page, then each figure that waits for no scroll.

The figures further down are asked for when somebody comes near them; each is measured by itself too.
"""

import re
from dataclasses import dataclass, field

from tests.bench.wire import Door

NAME, PATH = "Trends with its figures", "/trends/"
PICTURES = re.compile(r"<picture>.*?</picture>", re.DOTALL)
WAITS = 'loading="lazy"'
# A browser takes the first source that fits its screen; of two themes the one for the day is told by having no rival.
ON_A_PHONE = re.compile(r'srcset="([^"]*\.svg\?[^"]*size=narrow[^"]*theme=light[^"]*)"')


@dataclass
class Visitor:
    """One browser, with the figures that it keeps by their tags."""

    door: Door
    tags: dict[str, str] = field(default_factory=dict)
    bytes: int = 0

    def look(self) -> float:
        """Seconds of everything, one after the other."""
        if not self.tags:
            self.tags = dict.fromkeys(self._addresses(), "")
        page = self.door.get(PATH)
        answers = {one: self.door.get(one, If_None_Match=tag) for one, tag in self.tags.items()}
        assert {page.status, *(answer.status for answer in answers.values())} <= {200, 304}
        self.tags = {address: answer.header("ETag") for address, answer in answers.items()}
        self.bytes = sum(len(answer.raw) for answer in (page, *answers.values()))
        return page.seconds + sum(answer.seconds for answer in answers.values())

    def _addresses(self) -> list[str]:
        page = self.door.get(PATH, encodings="identity").raw.decode()
        shown = (found for found in PICTURES.findall(page) if WAITS not in found)
        return [one.replace("&amp;", "&") for picture in shown for one in ON_A_PHONE.findall(picture)]
