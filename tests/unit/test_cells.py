"""What one cell says, and what a column says about its cells."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from childrights.sdmx import ObservationStatus
from childrights.vietnamese.numbers import format_number
from etl.cells import read_figure, read_packed
from etl.number_style import NumberStyle, judge_style
from etl.scale import scale_of
from etl.thousandfold import is_thousandfold, slipped_parts

VIETNAMESE, ENGLISH = NumberStyle.VIETNAMESE, NumberStyle.ENGLISH


@pytest.mark.parametrize(
    ("written", "value", "status"),
    [
        ("-", 0, "A"),
        ("—", 0, "A"),
        ("x", None, "M"),
        ("X", None, "M"),
        ("", None, "O"),
        ("…", None, "O"),
        ("..", None, "O"),
        ("……..", None, "O"),
        ("0", 0, "A"),
    ],
)
def test_none_not_applicable_blank_and_not_available_are_kept_apart(
    written: str, value: int | None, status: str
) -> None:
    reading = read_figure(written, integer=True)
    assert (reading.value, reading.status) == (value, ObservationStatus(status))
    assert reading.text == written
    assert reading.is_blank == (written == "")
    assert reading.problem == ""


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.234.567", "1234567"),
        ("1 234", "1234"),
        ("273\u00a0343", "273343"),
        ("2\u202f376,90", "2376.90"),
        ("05", "5"),
        ("１２３", "123"),
        ("12 (*)", "12"),
        (" 95 ", "95"),
        (16.799999999999997, "16.8"),
        (3, "3"),
    ],
)
def test_ways_of_writing_one_number(written: Any, value: str) -> None:
    reading = read_figure(written, integer=False)
    assert reading.value == Decimal(value), reading.problem


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("hơn 360", "số ước chừng"),
        ("khoảng 20", "số ước chừng"),
        ("gần 100", "số ước chừng"),
        ("5,8%", "tỷ lệ phần trăm"),
        ("06/29", "là hai số trong một ô"),
        ("“", "dấu “như trên”"),
        ("nt", "dấu “như trên”"),
        ("NT*, 2", "nhiều mã ghi chung"),
        ("con thứ 3, nặng 2300 gram", "lẫn chữ với số"),
        ("2.000 gram", "lẫn chữ với số"),
        ("không xác định", "chưa có số thì ghi dấu …"),
        ("-3", "số âm"),
        ("−3", "số âm"),
        ("(3)", "số âm"),
        (-3, "số âm"),
        ("9" * 30, "quá lớn"),
        (1e300, "quá lớn"),
        ("12 34", "dấu cách giữa các chữ số"),
        ("#REF!", "lỗi của công thức"),
        (float("inf"), "lỗi của công thức"),
        (True, "đúng/sai"),
        (12.5, "số lẻ"),
        (3.059, "Nếu định ghi 3.059 thì gõ 3059"),
        (datetime(2024, 1, 5), "đã bị Excel đổi thành ngày"),  # noqa: DTZ001
        (date(1900, 1, 5), "có thể là số 5"),
    ],
)
def test_what_is_no_count_is_said_in_its_own_words(written: Any, words: str) -> None:
    reading = read_figure(written, integer=True)
    assert reading.value is None
    assert words in reading.problem


def test_a_date_in_a_packed_cell_names_both_pairs_that_it_may_have_been() -> None:
    readings = read_packed(date(2024, 1, 5), 2)
    assert {reading.value for reading in readings} == {None}
    assert "5/1 hoặc 1/5" in readings[0].problem
    assert [r.value for r in read_packed("5/1", 2)] == [5, 1]


@pytest.mark.parametrize(
    ("written", "values"),
    [("5/", [5, None]), ("5/ ", [5, None]), ("/1", [None, 1]), ("/", [None, None])],
)
def test_half_of_a_packed_cell_is_asked_about(written: str, values: list[int | None]) -> None:
    readings = read_packed(written, 2)
    assert [reading.value for reading in readings] == values
    for reading in readings:
        lacks = reading.value is None
        assert ("cần ghi số mắc/số tử vong" in reading.problem) is lacks


def test_a_packed_cell_may_be_blank_or_say_none() -> None:
    assert [(r.value, r.is_blank) for r in read_packed("", 2)] == [(None, True)] * 2
    assert [(r.value, r.problem) for r in read_packed("-", 2)] == [(0, "")] * 2
    assert [(r.value, r.problem) for r in read_packed("5/-", 2)] == [(5, ""), (0, "")]
    assert [(r.value, r.problem) for r in read_packed("…/…", 2)] == [(None, "")] * 2


def test_a_tick_where_one_or_zero_is_asked_is_asked_about() -> None:
    assert "ghi 1 hoặc 0" in read_figure("x", integer=True, yes_no=True).problem
    assert read_figure("x", integer=True).status is ObservationStatus.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("texts", "integer", "style"),
    [
        (["1.234", "12,5"], False, VIETNAMESE),
        (["1.234", "1.234.567"], False, VIETNAMESE),
        (["1,234", "12.5"], False, ENGLISH),
        (["1,234", "1,234,567"], True, ENGLISH),
        (["1.234", "95"], True, VIETNAMESE),
        (["1,234", "95"], True, ENGLISH),
        (["1.234", "95"], False, NumberStyle.UNDECIDED),
        (["1,234"], False, NumberStyle.UNDECIDED),
        (["14,560", "114.300"], False, NumberStyle.MIXED),
        (["12,5", "12.5"], False, NumberStyle.MIXED),
        (["0,123"], False, VIETNAMESE),
        (["95", "7"], False, VIETNAMESE),
        ([], False, VIETNAMESE),
    ],
)
def test_the_style_is_told_by_the_column(
    texts: list[str], integer: bool, style: NumberStyle
) -> None:
    assert judge_style(texts, integer=integer).style is style


@pytest.mark.parametrize(
    ("style", "expected"), [(VIETNAMESE, "1234"), (ENGLISH, "1.234"), (NumberStyle.UNDECIDED, None)]
)
def test_one_text_means_what_its_column_means(style: NumberStyle, expected: str | None) -> None:
    reading = read_figure("1.234", integer=False, style=style)
    assert reading.value == (Decimal(expected) if expected else None)
    if expected is None:
        assert "1234 hoặc 1,234" in reading.problem


@given(st.decimals(0, 10**9, places=2), st.decimals(0, 10**9, places=2))
def test_a_column_in_either_style_reads_back(one: Decimal, other: Decimal) -> None:
    """Every number that the style can be told from, printed and read, is itself."""
    for swap, style in (("", VIETNAMESE), (".,", ENGLISH)):
        texts = [format_number(number) for number in (one, other, Decimal("0.5"))]
        if swap:
            texts = [text.translate(str.maketrans(",.", ".,")) for text in texts]
        assert judge_style(texts, integer=False).style is style
        read = [read_figure(text, integer=False, style=style).value for text in texts]
        assert read == [one, other, Decimal("0.5")]


@pytest.mark.parametrize(
    ("whole", "parts", "slipped"),
    [
        # Published faults: GSO, ethnic-minority pupils 2011 (remainder 1826, 1324, 3907) and
        # teachers 2009 in Quảng Ninh (5314 and 4813 the year before).
        (1826 + 500 + 300, [500, 300, 2], [2]),
        (1324 + 700, [700, 1], [1]),
        (3907 + 2500, [4, 2500], [0]),
        (12515, [6, 5, 2255], [0, 1]),
        (100, [40, 59], []),
        (2255, [1000, 1255], []),
        (10000, [4000, 5000], []),
    ],
)
def test_thousandfold_slips_are_found_in_what_was_published(
    whole: int, parts: list[int], slipped: list[int]
) -> None:
    assert slipped_parts(Decimal(whole), [Decimal(part) for part in parts]) == slipped


def test_a_total_a_thousand_times_its_parts() -> None:
    assert is_thousandfold(Decimal(141_906_000), Decimal(141_906))
    assert not is_thousandfold(Decimal(500), Decimal(1))
    assert not is_thousandfold(Decimal(0), Decimal(0))


@pytest.mark.parametrize(
    ("unit", "scale"),
    [("Trẻ em", "1"), ("Nghìn người", "1000"), ("1.000 người", "1000"), ("Triệu đồng", "1000000"),
     ("đồng", "1"), ("tỷ đồng", "1000000000"), ("%", "0.01"), ("“", "1")],
)  # fmt: skip
def test_units_of_measure_that_change_the_size(unit: str, scale: str) -> None:
    assert scale_of(unit) == Decimal(scale)
