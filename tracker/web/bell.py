"""Rings for the process that works beside the pages; a mark in the data folder, so that it is heard after a crash."""

from pathlib import Path

from django.conf import settings


def _mark() -> Path:
    return Path(settings.DATA_DIR) / "bell"


def ring() -> None:
    """Say that there is something to do."""
    _mark().touch(mode=0o600)


def was_rung() -> bool:
    """Whether somebody rang since this was last asked."""
    try:
        _mark().unlink()
    except FileNotFoundError:
        return False
    return True
