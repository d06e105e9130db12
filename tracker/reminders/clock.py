"""When to look again, kept in a small file: a machine on which nobody is reminded starts no process for it."""

import secrets
import time
from datetime import datetime
from pathlib import Path

# Somebody may travel or bring settings in meanwhile; no reminder may be missed by more than this.
SOON = 10 * 60
PATIENCE = 2 * 60  # a look that came to nothing is tried again then


def _file(folder: Path | None = None) -> Path:
    if folder is None:  # whoever looks at this clock has no Django, and says which folder
        from django.conf import settings

        folder = Path(settings.DATA_DIR)
    return folder / "reminders_due"


def look_now() -> None:
    """Something was changed that may bring a reminder nearer."""
    _write("0")


def begin(now: datetime) -> str:
    """Say that somebody looks now; the mark that `end` asks for."""
    mark = str(int(now.timestamp()) + PATIENCE)
    _write(mark)
    return mark


def end(mark: str, moment: datetime | None, now: datetime) -> None:
    """Nothing is to be done before `moment`, or ever if it is None; unless something was changed meanwhile."""
    if _read() != mark:
        return
    if moment is None:
        _file().unlink(missing_ok=True)
    else:
        _write(str(int(min(moment.timestamp(), now.timestamp() + SOON))))


def is_due(folder: Path | None = None) -> bool:
    """Whether it is time to look; reads one small file."""
    found = _read(folder)
    return bool(found) and not (found.isdigit() and int(found) > time.time())


def _read(folder: Path | None = None) -> str:
    """Empty if there is nothing to wait for."""
    try:
        return _file(folder).read_text(encoding="ascii") or "0"
    except FileNotFoundError:
        return ""
    except (OSError, ValueError):
        return "0"


def _write(text: str) -> None:
    # A name of its own: two may write at once, and the later one holds.
    draft = _file().with_suffix(f".{secrets.token_hex(4)}.new")
    draft.write_text(text, encoding="ascii")
    draft.replace(_file())
