"""Compiles the message catalogues: `python -m tests.catalogues` writes each .mo anew from its .po."""

from pathlib import Path

import polib

from tests.running import ROOT

LOCALE = ROOT / "tracker" / "locale"
CATALOGUES: tuple[Path, ...] = tuple(sorted(LOCALE.glob("*/LC_MESSAGES/django.po")))


def compiled(po: polib.POFile) -> bytes:
    """What the running app reads; the same bytes for the same texts, on every machine."""
    return po.to_binary()


if __name__ == "__main__":
    for path in CATALOGUES:
        path.with_suffix(".mo").write_bytes(compiled(polib.pofile(str(path), wrapwidth=0)))
