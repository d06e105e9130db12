"""Static files as they are served: style sheets as one, the scripts of a day as one, hashed and compressed.

In development each file is asked for by itself.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLES = {
    "css/vagus.css": ("css/tokens.css", "css/base.css", "css/layout.css", "css/parts.css"),
    "js/saving.js": ("js/save.js", "js/keys.js"),
}
_QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_SPACE = re.compile(r"\s+")
_NEEDLESS = re.compile(r" ?([{};,>]) ?")
_SAID = re.compile(r"(?<=[{;])([\w-]+): ")  # a property; in a selector no space follows a colon


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it carries no types
    """Puts the bundles together before names are hashed."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            folder = Path(self.location)
            for name, parts in BUNDLES.items():
                text = "\n".join((folder / part).read_text(encoding="utf-8") for part in parts)
                (folder / name).write_text(smaller(text) if name.endswith(".css") else text, encoding="utf-8")
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def files(name: str) -> tuple[str, ...]:
    """The addresses to ask for, in their order."""
    whole = isinstance(staticfiles_storage, Storage) and not settings.DEBUG
    return _whole(name) if whole else tuple(static(part) for part in BUNDLES[name])


@lru_cache(maxsize=len(BUNDLES))  # their names hold a hash of what they say, so a process knows one of each
def _whole(name: str) -> tuple[str, ...]:
    return (static(name),)


def smaller(css: str) -> str:
    """The same rules without comments and without space that says nothing; what stands in quotes stays."""
    parts = _QUOTED.split(_COMMENT.sub("", css))
    parts[::2] = [_SAID.sub(r"\1:", _NEEDLESS.sub(r"\1", _SPACE.sub(" ", part))) for part in parts[::2]]
    return "".join(parts).replace(";}", "}").strip()
