"""Bytes of every sort become a table, or a refusal with a plain reason."""

import pytest

from tracker.exchange.formats.observation import Notice, UnreadableFile
from tracker.exchange.formats.recognise import recognise
from tracker.exchange.formats.tables import FIELD_LIMIT, Line, open_table

PLAIN = "full_date,mood,note\n2026-11-20,good,Kål & smør 😀\n"


def cells(data: bytes) -> list[dict[str, str]]:
    return [dict(line.cells) for line in open_table(data).lines() if isinstance(line, Line)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_marked_encoding_reads_alike(encoding: str) -> None:
    assert cells(PLAIN.encode(encoding)) == [{"full_date": "2026-11-20", "mood": "good", "note": "Kål & smør 😀"}]


def test_utf_16_in_the_other_byte_order_reads_too() -> None:
    assert cells(b"\xfe\xff" + PLAIN.encode("utf-16-be")) == cells(PLAIN.encode())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_of_spreadsheets(delimiter: str, line_end: str) -> None:
    text = PLAIN.replace(",", delimiter).replace("\n", line_end)
    assert cells(text.encode()) == cells(PLAIN.encode())


def test_a_separator_line_is_believed() -> None:
    table = open_table(("sep=|\r\n" + PLAIN.replace(",", "|")).encode())
    assert [line.number for line in table.lines()] == [3]
    assert table.header == ("full_date", "mood", "note")


def test_a_delimiter_inside_quotation_marks_does_not_decide() -> None:
    assert open_table(b'"a,b,c,d";e\n1;2\n').header == ("a,b,c,d", "e")


def test_column_names_may_come_in_any_order_case_and_width() -> None:
    assert cells(b" Mood ,FULL_DATE\ngood,2026-11-20\n") == [{"mood": "good", "full_date": "2026-11-20"}]


def test_a_quoted_line_break_stays_in_its_cell_and_lines_are_counted_as_in_an_editor() -> None:
    lines = list(open_table(b'a,b\n1,"x\ny"\n2,z\n').lines())
    assert [(line.number, dict(line.cells)["b"]) for line in lines if isinstance(line, Line)] == [(2, "x\ny"), (4, "z")]


def test_ragged_lines_are_filled_up_or_refused_with_their_number() -> None:
    short, long, extra_comma = open_table(b"a,b\n1\n1,2,3\n1,2,\n").lines()
    assert isinstance(short, Line) and short.cells == {"a": "1", "b": ""}
    assert isinstance(long, Notice) and long.line == 3
    assert isinstance(extra_comma, Line) and extra_comma.cells == {"a": "1", "b": "2"}


def test_blank_lines_are_passed_over() -> None:
    assert len(cells(b"a,b\n\n,\n1,2\n\n")) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \n\n ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"full_date,mood\n", "nothing under the first line"),
        (b"full_date,mood\n,\n", "nothing under the first line"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", "UTF-8"),
        (bytes(range(256)) * 20, "UTF-8"),
        ("full_date,mood\n2026-11-20,kjølig\n".encode("cp1252"), "UTF-8"),
        (b"full_date,mood\n2026-11-20," + b"kj\xc3\xb8lig, k\xe5l\n", "UTF-8"),
        (b"\xff\xfea", "UTF-8"),
        (b"a,b\n1,\x00\n", "not a text file"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"\n <html>\n<p>x</p>", "web page"),
        (b'a,b\n1,"never closed\n2,3\n', "quotation marks on line 2"),
        (b'a,b\n1,"x"y\n', "quotation marks on line 2"),
        (b'a,b\n1,"' + b"x" * (FIELD_LIMIT + 1) + b'"\n', "line 2 is longer"),
        (b",".join(b"c%d" % n for n in range(10_000)) + b"\n1\n", "columns"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        list(open_table(data).lines())


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.exchange.formats.tables.LINE_LIMIT", 3)
    with pytest.raises(UnreadableFile, match="more than 3 lines"):
        list(open_table(b"a\n1\n2\n3\n4\n").lines())


def test_a_needed_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="twice"):
        open_table(b"mood,full_date,mood\ngood,2026-11-20,bad\n").require("full_date", "mood")


def test_the_kind_is_known_by_what_is_inside() -> None:
    assert recognise(PLAIN.encode()).kind == "daylio"
    assert recognise(b"vagus diary 1,day,id,field,value\ncheck_in,2026-11-20,,mood,7\n").kind == "vagus"


def test_an_unknown_table_is_told_what_can_be_read() -> None:
    with pytest.raises(UnreadableFile, match=r"Vagus, .*Daylio"):
        recognise(b"Name,Calories\nrye,2000\n")


def test_a_newer_diary_says_so() -> None:
    with pytest.raises(UnreadableFile, match="newer version"):
        recognise(b"vagus diary 2,day\ncheck_in,2026-11-20\n")
