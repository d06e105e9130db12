"""A room may import only what lies below it: the drawing of the house, held by the code."""

import ast
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "tracker"

# Top to bottom; rooms on one line never import each other.
LAYERS = [
    {"urls", "models", "management", "settings", "wsgi", "apps", "migrations", "locale", "__init__"},
    {"api"},
    {"exchange", "report", "backups", "offline"},
    {"trends", "insights", "experiments", "guidance", "reminders"},
    {"diary"},
    {"foods"},
    {"accounts"},
    {"web"},
    # Django stops here
    {"charts"},
    {"stats"},
    {"table"},
    {"metrics", "span"},
]
HEIGHT = {room: -depth for depth, layer in enumerate(LAYERS) for room in layer}
PURE = ("metrics", "span", "table", "stats", "charts", "exchange.formats")


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("tracker."))


def test_every_room_is_on_the_map() -> None:
    assert {room_of(path) for path in PACKAGE.rglob("*.py")} <= HEIGHT.keys()


def test_imports_go_down() -> None:
    upward = [
        (str(path.relative_to(PACKAGE)), room)
        for path in PACKAGE.rglob("*.py")
        for room in imported_rooms(path)
        if room != room_of(path) and HEIGHT[room] >= HEIGHT[room_of(path)]
    ]
    assert upward == []


def test_django_stops_at_the_door() -> None:
    modules = []
    for name in PURE:
        modules.append(f"tracker.{name}")
        folder = PACKAGE.joinpath(*name.split("."))
        if folder.is_dir():
            modules += [f"tracker.{name}.{module.name}" for module in pkgutil.iter_modules([str(folder)])]
    code = f"import sys, {', '.join(modules)}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PACKAGE.parent, check=False).returncode == 0
