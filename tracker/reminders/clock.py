"""When to look again, kept in a small file: a machine on which nobody is reminded starts no process for it."""

import time
from datetime import datetime
from pathlib import Path

from django.conf import settings

# Somebody may travel or bring settings in meanwhile; no reminder may be missed by more than this.
SOON = 10 * 60


def _file() -> Path:
    return Path(settings.DATA_DIR) / "reminders_due"


def look_now() -> None:
    """Something was changed that may bring a reminder nearer."""
    _write("0")


def look_at(moment: datetime | None, now: datetime) -> None:
    """There is nothing to do before `moment`; None: as long as nobody changes anything."""
    if moment is None:
        _file().unlink(missing_ok=True)
    else:
        _write(str(int(min(moment.timestamp(), now.timestamp() + SOON))))


def is_due() -> bool:
    """Whether it is time to look; reads one small file."""
    try:
        return int(_file().read_text(encoding="ascii")) <= time.time()
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True


def _write(text: str) -> None:
    draft = _file().with_suffix(".new")
    draft.write_text(text, encoding="ascii")
    draft.replace(_file())
