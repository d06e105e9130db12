"""One style sheet and one script for a day, with every rule of the files they are made of."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tracker.web.bundle import BUNDLES, smaller

STATIC = Path(settings.ROOT / "static")


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("a  { color : red ; }\n\n/* why */ b,\n c > d { margin: 0 auto; }", "a{color : red}b,c>d{margin:0 auto}"),
        ('.x::before { content: "a ;  {b}"; }', '.x::before{content:"a ;  {b}"}'),
        ("@media (width >= 40rem) { .a .b { inset: 0 } }", "@media (width>= 40rem){.a .b{inset:0}}"),
        ("@media print { a :is(b), i:not(u) { top: 0 } }", "@media print{a :is(b),i:not(u){top:0}}"),
        (".a :is(b, i) + u { top: calc(1px + 2px) }", ".a :is(b,i) + u{top:calc(1px + 2px)}"),
    ],
)
def test_nothing_but_needless_space_goes(css: str, left: str) -> None:
    assert smaller(css) == left


def test_every_rule_is_there() -> None:
    whole = "".join((STATIC / part).read_text(encoding="utf-8") for part in BUNDLES["css/vagus.css"])
    bare = re.sub(r"/\*.*?\*/", "", whole, flags=re.S)
    assert [smaller(bare).count(sign) for sign in "{}:()"] == [bare.count(sign) for sign in "{}:()"]


def test_pages_ask_for_each_once(as_served: Path, door: Client) -> None:
    page = door.get("/today/").content.decode()
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page)
    assert [re.sub(r"\.\w{12}", "", name) for name in sheets] == ["css/vagus.css"]
    assert "fonts/fraunces." in (as_served / sheets[0]).read_text(encoding="utf-8")
    assert (as_served / f"{sheets[0]}.br").exists()
    assert re.findall(r'src="/static/js/(saving|save|keys)\.\w+\.js"', page) == ["saving"]


def test_without_the_bundle_each_file_is_asked_for(door: Client) -> None:
    page = door.get("/today/").content.decode()
    names = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page)
    assert names == list(BUNDLES["css/vagus.css"])


def test_no_bundle_takes_the_place_of_a_file_of_its_name() -> None:
    """A page that asked for that file alone would get the bundle, on a real server only."""
    assert [name for name in BUNDLES if (settings.ROOT / "static" / name).exists()] == []
