"""An archive is looked into and never unpacked, and one that swells, lies or points outside is refused."""

import io
import json
import stat
import struct
import zipfile
from typing import Any

import pytest

from tests.exchange.formats.health_files import zipped
from tracker.exchange.formats import archive as archive_module
from tracker.exchange.formats import document
from tracker.exchange.formats.archive import Archive
from tracker.exchange.formats.observation import UnreadableFile
from tracker.exchange.formats.recognise import recognise


def opened(data: bytes) -> Archive:
    return Archive(io.BytesIO(data))


def test_members_are_read_whole_and_in_pieces() -> None:
    archive = opened(zipped({"a/": b"", "a/b.txt": b"x" * 200_000, "c": b""}))
    assert archive.names == ("a/b.txt", "c")
    assert archive.read("a/b.txt", 200_000) == b"".join(opened(zipped({"b": b"x" * 200_000})).pieces("b"))


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "C:/x", "a\\..\\x", "\\x"])
def test_a_name_that_leads_out_refuses_the_archive(name: str) -> None:
    with pytest.raises(UnreadableFile, match="points out"):
        opened(zipped({"fine": b"", name: b""}))


def test_a_link_refuses_the_archive() -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr(info, "/etc/passwd")
    with pytest.raises(UnreadableFile, match="points out"):
        opened(data.getvalue())


def test_bytes_are_counted_while_they_are_unpacked_over_all_members() -> None:
    archive = opened(zipped({"a": b"\0" * 900_000, "b": b"\0" * 900_000}))
    assert sum(map(len, archive.pieces("a", 1_000_000))) == 900_000
    with pytest.raises(UnreadableFile, match="Unpacked"):
        list(archive.pieces("b", 1_000_000))


def test_a_size_that_lies_is_not_believed() -> None:
    data = bytearray(zipped({"a": b"\0" * 900_000}))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 10)
    with pytest.raises(UnreadableFile):
        opened(bytes(data)).read("a", 1_000)


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "MOST_MEMBERS", 3)
    with pytest.raises(UnreadableFile, match="more than 3"):
        opened(zipped({str(n): b"" for n in range(4)}))


def test_a_list_of_members_beyond_measure_is_never_built(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({str(n): b"" for n in range(4)})
    monkeypatch.setattr(archive_module, "MOST_DIRECTORY", 100)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(UnreadableFile, match="holds more than"):
        opened(data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr("a", "1")
        made.writestr("a", "2")
    with pytest.raises(UnreadableFile, match="same name"):
        opened(data.getvalue())


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_ways_of_packing_are_refused(way: int) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", way) as made:
        made.writestr("a", "1" * 1000)
    with pytest.raises(UnreadableFile, match="damaged"):
        opened(data.getvalue()).read("a", 9999)


def test_a_locked_member_is_refused() -> None:
    data = bytearray(zipped({"a": b"x"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    with pytest.raises(UnreadableFile, match="password"):
        opened(bytes(data)).read("a", 9)


def test_an_archive_cut_anywhere_is_refused() -> None:
    data = zipped({"export.xml": b"<HealthData></HealthData>" * 50, "b": b"y" * 500})
    for length in range(4, len(data)):
        with pytest.raises(UnreadableFile):
            archive = opened(data[:length])
            [archive.read(name, 99_999) for name in archive.names]


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, zipped({"a.zip": zipped({"sleep-export.csv": "Id"})}), b"[1]",
             b"{}", b"\x00\x01\x02", b"<html></html>", b"PK\x05\x06"],
)  # fmt: skip
def test_what_no_reader_knows_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        recognise(data)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":1,"a":2}', "[NaN]", "[Infinity]", "[-Infinity]", "[1e400]", f"[{'9' * 5000}]", "",
     "[1",
             "{'a': 1}"],
)  # fmt: skip
def test_json_that_no_diary_needs_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFile):
        document.parse(text.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_is_read_in_its_encodings(encoding: str) -> None:
    value: Any = {"å": [1, 2.5, "x", None]}
    assert document.parse(json.dumps(value, ensure_ascii=False).encode(encoding)) == value
