"""Static files are given as WhiteNoise gives them, though none is worded before somebody asks for it."""

import gzip
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings
from whitenoise.middleware import WhiteNoiseMiddleware

from tracker.web.shelf import Shelf, Waiting

pytestmark = pytest.mark.django_db  # an answer that is closed lets connections go
ASKED: tuple[dict[str, str], ...] = (
    {}, {"accept-encoding": "gzip"}, {"accept-encoding": "br, gzip"}, {"range": "bytes=2-5"},
    {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"},
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    (tmp_path / "css").mkdir()
    text = b"body { color: plum }\n" * 40
    (tmp_path / "css" / "all.css").write_bytes(text)
    (tmp_path / "css" / "all.css.gz").write_bytes(gzip.compress(text))
    (tmp_path / "icon.svg").write_text("<svg/>", encoding="ascii")
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH = tmp_path, False
    return tmp_path


def given(
    door: WhiteNoiseMiddleware, path: str, method: str, asked: dict[str, str]
) -> tuple[int, dict[str, str], bytes]:
    answer = door(RequestFactory(headers=asked).generic(method, path))
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return answer.status_code, dict(answer.items()), said


def elsewhere(request: object) -> HttpResponse:
    return HttpResponse("a page")


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_each_file_is_given_as_the_library_gives_it(folder: Path, method: str, asked: dict[str, str]) -> None:
    ours, theirs = Shelf(elsewhere), WhiteNoiseMiddleware(elsewhere)
    assert set(ours.files) == set(theirs.files) == {"/static/css/all.css", "/static/icon.svg"}
    for path in (*theirs.files, "/static/css/all.css.gz", "/static/none.css", "/today/"):
        for _ in ("the first time", "and again"):
            assert given(ours, path, method, asked) == given(theirs, path, method, asked)


def test_no_file_is_worded_before_somebody_asks_for_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worded: list[str] = []
    monkeypatch.setattr(Shelf, "add_mime_headers", lambda self, headers, path, url: worded.append(url))
    door = Shelf(elsewhere)
    assert all(isinstance(one, Waiting) for one in door.files.values())
    assert worded == []
    given(door, "/static/icon.svg", "GET", {})
    given(door, "/static/icon.svg", "GET", {})
    assert worded == ["/static/icon.svg"]
