"""README.md tells of each setting that the code reads, and of no other.

`python -m tests.test_settings_table` writes the table there anew.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tracker.web.offered import SETTINGS, table

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
TABLE = re.compile(r"^\| setting \| default \| for \|\n(?:\|.*\n)+", re.MULTILINE)
READERS = {"env", "env_bool", "kept_secret", "name_header", "getenv"}
# Told by Python's and Django's own books, set by Vagus itself, and nothing an owner needs.
NOT_THE_OWNERS = {"DJANGO_SETTINGS_MODULE"}


def read_in(tree: ast.AST) -> Iterator[str]:
    """The names of variables that a module asks the environment for, however it asks."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and asks(node.func):
            yield from texts(node.args[:1])
        elif isinstance(node, ast.Subscript) and is_environment(node.value):
            yield from texts([node.slice])


def asks(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in READERS
    return isinstance(function, ast.Attribute) and (
        function.attr in READERS or (function.attr in {"get", "pop"} and is_environment(function.value))
    )


def is_environment(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "environ" and ast.unparse(node) == "os.environ"


def texts(nodes: list[ast.expr]) -> Iterator[str]:
    yield from (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def read_by_the_code() -> set[str]:
    modules = [*sorted((ROOT / "tracker").rglob("*.py")), ROOT / "manage.py"]
    found = {name for path in modules for name in read_in(ast.parse(path.read_text(encoding="utf-8")))}
    return found - NOT_THE_OWNERS


def test_readings_are_found_in_every_form() -> None:
    code = "env('A', ''); environment.env_bool('B'); os.environ.get('C'); os.environ['D']; os.getenv('E')"
    assert {*read_in(ast.parse(code + "; environ.get('HTTP_HOST'); form.get('mood')"))} == {*"ABCDE"}


def test_every_setting_the_code_reads_is_told_and_every_one_told_is_read() -> None:
    told = [name for setting in SETTINGS for name in setting.names]
    assert len(told) == len({*told})
    assert {*told} == read_by_the_code()


def test_the_table_in_the_readme_is_the_one_of_the_code() -> None:
    found = TABLE.search(README.read_text(encoding="utf-8"))
    assert found
    assert found[0] == table() + "\n", "python -m tests.test_settings_table writes it anew"


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    README.write_text(TABLE.sub(lambda _: table() + "\n", text), encoding="utf-8")
