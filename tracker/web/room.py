"""How much room the disk has left for the diary: little of it is said while there still is some."""

import shutil
from collections.abc import Iterable
from pathlib import Path

LITTLE = 200 * 1024 * 1024
TIMES = 2  # of the database: room for one more copy, and for the diary to grow


def free(folders: Iterable[Path]) -> int:
    """Bytes free where the folders are, or will be; of several disks the fullest."""
    return min(shutil.disk_usage(_nearest(folder)).free for folder in folders)


def is_little(free: int, database: int) -> bool:
    """Whether so many bytes are too few for a database of that size."""
    return free < max(LITTLE, TIMES * database)


def takes(file: int, folder: Path) -> bool:
    """Whether a file of so many bytes may come in: it lies there, its rows are written beside it, and some is left."""
    return free([folder]) >= LITTLE + TIMES * file


def size(database: Path) -> int:
    """Bytes of a database and the log beside it."""
    return sum(path.stat().st_size for path in (database, Path(f"{database}-wal")) if path.exists())


def _nearest(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
