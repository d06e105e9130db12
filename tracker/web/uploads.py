"""Where files that people send lie while they are dealt with: in a folder of the owner alone, never served."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler


def folder() -> Path:
    """The folder, on the disk of the diary: a system's own for such files may be memory. Made where it is missing."""
    path = Path(settings.DATA_DIR) / "uploads"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def forget(owner: int) -> None:
    """Delete what a person sent."""
    for path in folder().glob(f"{owner}-*"):
        path.unlink(missing_ok=True)


class Arriving(TemporaryUploadedFile):
    """A file on its way in, which whoever keeps it may rename."""

    def __init__(self, name: str, content_type: str, size: int, charset: str | None, extra: Any = None) -> None:
        file = NamedTemporaryFile(suffix=".upload", dir=folder())  # noqa: SIM115 (closed with the request)
        UploadedFile.__init__(self, file, name, content_type, size, charset, extra)


class ToFolder(TemporaryFileUploadHandler):
    """Writes a large file there while it arrives, piece by piece."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = Arriving(
            self.file_name or "", self.content_type or "", 0, self.charset, self.content_type_extra
        )  # fmt: skip
