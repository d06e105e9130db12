"""Every text of the app is in every catalogue, and translated."""

import pytest

from tests.test_catalogues import EACH, PO
from tests.test_translations import extracted


@EACH
def test_nothing_is_missing_or_doubtful(language: str) -> None:
    missing = [entry.msgid for entry in PO[language] if not entry.obsolete and not entry.translated()]
    assert missing == []
    assert [entry.msgid for entry in PO[language] if entry.fuzzy] == []


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str | None, str]]:
    return {(entry.msgctxt, entry.msgid) for entry in extracted(tmp_path_factory.mktemp("tree"))}


@EACH
def test_the_catalogue_holds_what_the_app_says(texts: set[tuple[str | None, str]], language: str) -> None:
    """No more and no less: after a change of words, `make messages` gathers them anew."""
    held = {(entry.msgctxt, entry.msgid) for entry in PO[language]}
    assert (texts - held, held - texts) == (set(), set())
