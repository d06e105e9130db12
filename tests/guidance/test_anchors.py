"""Where Learn tells of a number is known without reading a word of it."""

from pathlib import Path

import pytest
from django.test import override_settings

from tests.guidance.seeds import FACTS, SEEDS, a_shelf, swapped
from tracker.guidance.anchors import TOP, passages, sections
from tracker.guidance.seedfile import SeedFile


def test_a_number_leads_to_the_section_that_names_it() -> None:
    assert passages()["fibre"] == ("gut-and-mood", "what-you-eat")
    assert TOP not in {anchor for _, anchor in passages().values()}, "each has a section of its own"


def test_nothing_below_the_first_list_is_read(tmp_path: Path) -> None:
    facts = swapped(FACTS, 'seen = "read"', "seen = read")
    file = SeedFile.at(a_shelf(tmp_path, facts=facts) / "oats" / "article.toml")
    assert sections(file) == {"fibre": "what-oats-do"}


@pytest.mark.parametrize("broken", ["icon = sprout", 'passages = "none"', "passages = { what-you-eat = 3 }", ""])
def test_an_article_out_of_order_takes_no_page_with_it(tmp_path: Path, broken: str) -> None:
    text = (SEEDS / "gut-and-mood" / "article.toml").read_text(encoding="utf-8")
    folder = tmp_path / "gut-and-mood"
    folder.mkdir()
    head = swapped(text, text.partition("\n[[")[0], broken)
    (folder / "article.toml").write_text(head, encoding="utf-8")
    with override_settings(SEEDS=tmp_path):
        assert passages().get("fibre") == (None if broken else ("gut-and-mood", TOP))
