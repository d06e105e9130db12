"""The migrations of a Vagus that is yet to come: today's, and one that touches every row of the log."""

from pathlib import Path

from tracker import migrations

__path__ = [*__path__, *migrations.__path__]
NEWEST = max(path.stem for folder in migrations.__path__ for path in Path(folder).glob("[0-9]*.py"))
