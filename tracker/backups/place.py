"""What belongs together when copies are made: the database, the folder of its copies, and what seals them."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from tracker.backups.copies import UNFINISHED, copies
from tracker.backups.sources import Postgres, Source, Sqlite

WORKSHOP = "unpacked-"
HOUR = 60 * 60


@dataclass(frozen=True)
class Place:
    """One diary's database, where its copies lie, and a folder for files that nobody else may see."""

    source: Source
    folder: Path
    data: Path
    passphrase: str = field(default="", repr=False)

    def copies(self) -> list[Path]:
        """Those of this kind of database, newest first."""
        return [path for path in copies(self.folder) if self.source.ending in path.suffixes]

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        """A folder that is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix=WORKSHOP, dir=self.data) as folder:
            yield Path(folder)

    def sweep(self) -> None:
        """What a crash left behind goes; a folder that somebody may be at just now stays."""
        for left in self.folder.glob(f"vagus-*{UNFINISHED}*"):
            left.unlink()
        for folder in self.data.glob(f"{WORKSHOP}*"):
            if time.time() - folder.stat().st_mtime > HOUR:
                shutil.rmtree(folder, ignore_errors=True)


def here() -> Place:
    """What the settings say."""
    facts = connection.settings_dict
    source: Source = Sqlite(Path(facts["NAME"])) if connection.vendor == "sqlite" else Postgres(facts)
    return Place(source, settings.BACKUP_DIR, settings.DATA_DIR, settings.BACKUP_PASSPHRASE)
