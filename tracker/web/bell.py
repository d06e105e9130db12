"""Rings for the process that works beside the pages; a mark in the data folder, so that it is heard after a crash."""

from pathlib import Path

NAME = "bell"


def _mark(folder: Path | None) -> Path:
    if folder is None:  # whoever listens has no Django, and says which folder
        from django.conf import settings

        folder = Path(settings.DATA_DIR)
    return folder / NAME


def ring(folder: Path | None = None) -> None:
    """Say that there is something to do."""
    _mark(folder).touch(mode=0o600)


def was_rung(folder: Path | None = None) -> bool:
    """Whether somebody rang since this was last asked."""
    try:
        _mark(folder).unlink()
    except FileNotFoundError:
        return False
    return True
