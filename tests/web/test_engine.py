"""What a page was given goes with it, not when garbage is looked for."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.shortcuts import render
from django.template import Context, Engine, TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.loader import get_template
from django.test import RequestFactory

from tracker.web.engine import INDENTATION, Libraries, Template, Templates


class Diary:
    """Something that a page shows."""


@pytest.fixture
def nobody_looks_for_garbage() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("nobody_looks_for_garbage")
@pytest.mark.parametrize("source", ["{{ diary }}", "{% with other=diary %}{{ other }}{% endwith %}"])
def test_what_a_page_was_given_goes_once_it_is_written(source: str) -> None:
    diary = Diary()
    left = weakref.ref(diary)
    written = engines["django"].from_string(source).render({"diary": diary}, RequestFactory().get("/"))
    assert "Diary object" in written
    del diary
    assert left() is None


def test_ours_travel_without_their_indentation_and_every_line_stays_the_line_it_was(tmp_path: Path) -> None:
    source = "<ul>\n  <li>\n\t {{ name }}\n\n    two  words\n  </li>{% if name %}\n{% endif %}\n</ul>\n"
    (tmp_path / "ours.html").write_text(source, encoding="utf-8")
    engine = Engine(dirs=[str(tmp_path)], loaders=["tracker.web.engine.Ours"])
    written = engine.get_template("ours.html").render(Context({"name": "a\n  b"}))
    assert written == "<ul>\n<li>\na\n  b\n\ntwo  words\n</li>\n\n</ul>\n"
    assert not INDENTATION.search(get_template("base.html").template.source)
    assert INDENTATION.search(get_template("account/email.html").template.source), (
        "its sentences are found as they stand"
    )


def test_a_template_that_includes_one_that_is_nowhere_says_so() -> None:
    template = engines["django"].from_string('{% include "nowhere.html" %}')
    with pytest.raises(TemplateDoesNotExist) as raised:
        template.render({}, RequestFactory().get("/"))
    assert raised.value.backend is engines["django"]


def test_every_page_is_written_this_way() -> None:
    assert isinstance(engines["django"], Templates)
    assert isinstance(get_template("_notices.html"), Template)
    with pytest.raises(TemplateDoesNotExist):
        render(RequestFactory().get("/"), "nowhere.html")


def test_tags_that_a_template_loads_by_name_are_read_with_the_first_that_does() -> None:
    libraries = Libraries()
    assert not libraries
    assert libraries["humanize"] is libraries["humanize"]
    assert list(libraries) == ["humanize"]
    engine = engines["django"]
    assert engine.from_string("{% load humanize %}{{ 3|ordinal }}").render() == "3rd"
    with pytest.raises(TemplateSyntaxError, match="nowhere"):
        engine.from_string("{% load nowhere %}")
