"""CSV as officers' programs write it: encodings, delimiters, quotes."""

from __future__ import annotations

import unicodedata

import pytest

from etl.delimited import decode_text, find_delimiter, read_delimited
from etl.grid import read_workbook
from etl.refusals import Refusal, Remark, UnreadableFile

ROWS = [
    ["BÁO CÁO SỐ LIỆU, NĂM 2024", "", "", ""],
    ["Đơn vị", "Tổng số", "Tỷ lệ", "Ghi chú"],
    ["Phường Định Công", "1.234", "98,5", 'ghi "chính thức"; đã ký'],
    ["Phường Đại Kim", "2.345", "97,25", "hai\ndòng"],
]


def written(delimiter: str, encoding: str, newline: str = "\r\n") -> bytes:
    """As Excel quotes it: only where it must."""

    def field(text: str) -> str:
        must = any(mark in text for mark in (delimiter, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if must else text

    lines = (delimiter.join(map(field, row)) for row in ROWS)
    return (newline.join(lines) + newline).encode(encoding)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_rows_come_back_as_written(delimiter: str, encoding: str, newline: str) -> None:
    table = read_delimited(written(delimiter, encoding, newline))
    assert table.rows == ROWS
    assert table.remarks == ()


def test_windows_1258_is_read_and_remarked_upon() -> None:
    """cp1258 writes tones as marks after the letter: decomposed, but not as NFD is."""
    text = "Phường Định Công;Số trẻ dưới 6 tuổi;Tỷ lệ đã có thẻ bảo hiểm y tế\r\n1;2;3\r\n"
    content = "".join(_as_1258(char) for char in text).encode("cp1258")
    table = read_delimited(content)
    assert table.rows[0] == text.split("\r\n", maxsplit=1)[0].split(";")
    assert table.remarks == (Remark.LEGACY_TEXT.format(encoding="Windows-1258"),)


def _as_1258(char: str) -> str:
    """Base letter with circumflex, breve or horn, then the tone by itself."""
    marks = unicodedata.normalize("NFD", char)
    tones = "".join(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
    bare = "".join(mark for mark in marks if mark not in tones)
    return unicodedata.normalize("NFC", bare) + tones


def test_tcvn3_is_left_as_written_for_the_one_who_decodes_it() -> None:
    """“Phường Đại Kim” and “Tỷ lệ trẻ em” in the codes of TCVN 5712:1993."""
    content = b"Ph\xad\xeang \xa7\xb9i Kim;Tr\xce em d\xad\xedi 6 tu\xe6i\n1;2\n"
    text, remarks = decode_text(content)
    assert text.startswith("Ph\u00adêng §¹i Kim")
    assert remarks == (Remark.LEGACY_TEXT.format(encoding="TCVN3"),)


def test_a_decimal_comma_is_no_delimiter() -> None:
    assert find_delimiter("a;1,5;2,5\nb;3,5;4,5\nc;5,5;6,5\n") == ";"


def test_the_delimiter_that_excel_was_told_is_obeyed_and_its_line_kept_as_blank() -> None:
    table = read_delimited(b"sep=|\na;b|c;d\n")
    assert table.rows == [[], ["a;b", "c;d"]]


def test_a_csv_is_one_sheet_called_after_the_file() -> None:
    (grid,) = read_workbook("Phường A.csv", "Đơn vị;Số\nA;1\n".encode()).grids
    assert (grid.name, grid.rows) == ("Phường A", [["Đơn vị", "Số"], ["A", "1"]])


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b'a;b\n"c;d\n', Refusal.TEXT_BROKEN),
        (b"a;b\n" + b"x" * 40_000 + b";1\n", Refusal.TEXT_BROKEN),
        (b"\xff\xfea", Refusal.TEXT_UNDECODABLE),
        (b"\xe9\xff\x80\x81 \xc0\xc1;\xf5\xf6\n", Refusal.TEXT_UNDECODABLE),
    ],
)
def test_what_cannot_be_split_or_decoded_is_refused(content: bytes, refusal: Refusal) -> None:
    with pytest.raises(UnreadableFile) as told:
        read_delimited(content)
    assert told.value.refusal is refusal
