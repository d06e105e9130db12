"""The page about ASVS names only tests that exist."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent


def names_there_are() -> set[str]:
    return {
        node.name
        for path in HERE.parent.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_test_that_the_page_names_exists() -> None:
    page = (HERE / "asvs.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    assert len(named) > 60
    assert sorted(named - names_there_are()) == []


def test_every_line_of_what_holds_names_a_test() -> None:
    page = (HERE / "asvs.md").read_text(encoding="utf-8")
    lines = [line for line in page.split("## Holds\n")[1].split("\n## ")[0].splitlines() if line.startswith("| V")]
    assert len(lines) > 20
    assert [line for line in lines if "`test_" not in line] == []
