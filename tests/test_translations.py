"""Every text a person reads can be translated: found by the extractor, and never bare in a template."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tests.running import ROOT
from tracker.metrics import METRICS

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Names and units that are the same in every language, and the names of characters.
SAME_EVERYWHERE = {
    "Vagus", "Daylio", "SVG", "PNG", "CSV", "PDF", "doi", "https", "html", "doctype", "g", "mg", "h", "min", "kB", "MB",
    "px", "A", "B", "nbsp", "middot", "quot", "amp", "shy", "lt", "gt",
}  # fmt: skip
SPOKEN = re.compile(r'\b(?:aria-label|aria-description|alt|title|placeholder)="([^"]*)"')
CODE = re.compile(
    r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}"
    # A block of class names or attributes is no text; what is marked as code, keys or names stays as it is.
    r"|{%\s*block (?:app_class|body_attributes|body_class)\s*%}.*?{%\s*endblock[^%]*%}"
    r"|{%.*?%}|{{.*?}}|<!--.*?-->|<(script|style|svg|code|kbd)\b.*?</\1>|<(\w+)[^>]*\btranslate=\"no\".*?</\2>",
    re.DOTALL,
)
TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.DOTALL)
WORD = re.compile(r"[^\W\d_]+")


def bare_words(template: str) -> list[str]:
    """Words a reader would see or hear that no translation tag surrounds."""
    without_code = CODE.sub(" ", template)
    seen = [TAG.sub(" ", without_code), *SPOKEN.findall(without_code)]
    return [word for text in seen for word in WORD.findall(text) if word not in SAME_EVERYWHERE]


@pytest.mark.parametrize("path", TEMPLATES, ids=[str(path.relative_to(ROOT)) for path in TEMPLATES])
def test_no_template_says_anything_untranslated(path: Path) -> None:
    assert bare_words(path.read_text(encoding="utf-8")) == []


def test_the_scanner_sees_bare_words() -> None:
    assert bare_words('<p class="x">Hello {{ name }}</p>') == ["Hello"]
    assert bare_words('<a title="Go on" href="/today">{% translate "Today" %}</a>') == ["Go", "on"]
    assert bare_words("{% blocktranslate %}Fine{% endblocktranslate %}{# and this #} 7 · Vagus") == []


def extracted(tree: Path) -> list[polib.POEntry]:
    """What makemessages finds, in a copy of the house made in `tree`."""
    if not shutil.which("xgettext"):
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("the gettext tools are not installed (Debian: apt install gettext)")
    for folder in ("tracker", "templates"):
        leave = shutil.ignore_patterns("__pycache__", "migrations", "locale")
        shutil.copytree(ROOT / folder, tree / folder, ignore=leave)
    (tree / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "xx", "--no-obsolete"]
    settings = {"DJANGO_SETTINGS_MODULE": ""}
    done = subprocess.run(command, cwd=tree, env={**os.environ, **settings}, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    return list(polib.pofile(str(tree / "locale" / "xx" / "LC_MESSAGES" / "django.po")))


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> list[polib.POEntry]:
    return extracted(tmp_path_factory.mktemp("tree"))


def test_the_extractor_finds_the_words_of_every_number(catalogue: list[polib.POEntry]) -> None:
    known = {entry.msgid for entry in catalogue}
    words = {word for metric in METRICS for word in (metric.label, metric.help, *(metric.ends or ())) if word}
    assert words - known == set()


def test_what_is_extracted_can_be_translated(catalogue: list[polib.POEntry]) -> None:
    assert len(catalogue) > 300
    unfit = [
        entry.msgid
        for entry in catalogue
        # An f-string or a name in braces arrives filled in, so no catalogue would ever match it; in a template it is
        # for a script, which fills it in.
        if (
            re.search(r"(?<!%)\{(?!n\})[a-z_.]+\}", entry.msgid)
            and not all(path.endswith(".html") for path, _line in entry.occurrences)
        )
        or (entry.msgid != entry.msgid.strip() and not (entry.msgctxt or "").startswith("between the"))
    ]
    assert unfit == []
