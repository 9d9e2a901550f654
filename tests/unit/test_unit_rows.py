"""Rows of a table of units: what is a unit, a section or a total, and what each must be told of.

No row on which anything is written may be passed over because its name lacks “Phường”.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from childrights.warehouse.records import Receipt, Severity, Verdict
from etl.unit_names import looks_like_unit, section_name, unit_label
from tests import handmade
from tests.unit.test_table_end import BLANK, DISTRICT, ROW, appended, names

Judge = Callable[[bytes], Receipt]
Units = list[tuple[str, list[Any]]]
DINH_CONG = ("Phường Định Công", ROW)


def table(units: Units, total: list[Any] | None = None) -> bytes:
    """A district's table; its first unit stands in row 13."""
    return handmade.bhyt_table(units, total, DISTRICT)


def times(count: int) -> list[int]:
    return [count * figure for figure in ROW]


def said(receipt: Receipt, rule: str) -> dict[str, str]:
    return {f.cell: f.message for f in receipt.all_findings() if f.rule == rule}


@pytest.mark.parametrize("name", ["Đại Kim", "2. Đại Kim", "II. Phường Đại Kim", "II. Đại Kim"])
@pytest.mark.parametrize(("mark", "value"), [("-", Decimal(0)), ("x", None), ("…", None)])
def test_a_unit_of_marks_is_read_whatever_its_name_begins_with(
    judge_file: Judge, name: str, mark: str, value: Decimal | None
) -> None:
    receipt = judge_file(table([DINH_CONG, (name, [mark] * 11), ("Giáp Bát", ROW)], times(2)))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert names(receipt) == ["Phường Định Công", "Phường Đại Kim", "Phường Giáp Bát"]
    assert {o.value for o in receipt.submissions[1].observations} == {value}


@pytest.mark.parametrize(
    "cells", [["chưa có"] * 11, ["chưa có số liệu", *[None] * 10], ["=1+1"] * 11]
)
def test_a_unit_of_words_or_formulas_is_asked_about_at_its_cells(
    judge_file: Judge, cells: list[Any]
) -> None:
    receipt = judge_file(table([DINH_CONG, ("Đại Kim", cells)]))
    assert names(receipt) == ["Phường Định Công", "Phường Đại Kim"]
    assert "C14" in said(receipt, "figure_readable")
    assert receipt.verdict is Verdict.REJECTED


@pytest.mark.parametrize("cells", [["-"] * 11, ["chưa có"] * 11, ["=1+1"] * 11])
def test_a_name_that_is_no_unit_is_asked_about_whatever_its_cells_say(
    judge_file: Judge, cells: list[Any]
) -> None:
    receipt = judge_file(table([DINH_CONG, ("Đại Kimm", cells)]))
    assert "Không có địa phương “Đại Kimm”" in said(receipt, "unit_known")["B14"]


def test_formulas_without_results_beside_no_name_are_asked_about(judge_file: Judge) -> None:
    receipt = judge_file(table([DINH_CONG, ("", ["=1+1"] * 11)]))
    assert "để trống nhưng cùng dòng có số liệu" in said(receipt, "unit_known")["B14"]


@pytest.mark.parametrize("name", ["Đại Kim", "2. Đại Kim", "II. Đại Kim", "II. Phường Đại Kim"])
def test_a_blank_unit_is_said_to_be_not_reported(judge_file: Judge, name: str) -> None:
    receipt = judge_file(table([DINH_CONG, (name, BLANK)], ROW))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert "Đại Kim” để trống cả dòng" in said(receipt, "unit_not_reported")["B14"]


@pytest.mark.parametrize(
    "name", ["Hoàng Mai", "Quận Hoàng Mai", "(*) Số liệu đến ngày chốt", "Nam"]
)
def test_a_blank_row_of_no_unit_is_left_in_peace(judge_file: Judge, name: str) -> None:
    receipt = judge_file(table([DINH_CONG, (name, BLANK)], ROW))
    assert receipt.verdict is Verdict.ACCEPTED
    assert receipt.all_findings() == ()


# ── Sections ──────────────────────────────────────────────────────────────────────────────


def test_units_numbered_like_sections_are_units(judge_file: Judge) -> None:
    units = [("I. Giáp Bát", ROW), ("II. Hoàng Liệt", times(2)), ("III. Đại Kim", BLANK)]
    receipt = judge_file(table(units, times(3)))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert names(receipt) == ["Phường Giáp Bát", "Phường Hoàng Liệt"]
    assert list(said(receipt, "unit_not_reported")) == ["B15"]


def test_a_unit_numbered_like_a_section_among_others_is_a_unit(judge_file: Judge) -> None:
    units = [("I. Giáp Bát", ROW), ("Phường Định Công", times(2)), ("II. Đại Kim", BLANK),
             ("Phường Hoàng Liệt", ROW)]  # fmt: skip
    receipt = judge_file(table(units, times(4)))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert names(receipt) == ["Phường Giáp Bát", "Phường Định Công", "Phường Hoàng Liệt"]
    assert list(said(receipt, "unit_not_reported")) == ["B15"]


def test_a_section_that_bears_the_name_of_a_unit_and_adds_up_is_a_section(
    judge_file: Judge,
) -> None:
    units = [("I. Giáp Bát", times(3)), DINH_CONG, ("Phường Hoàng Liệt", times(2))]
    receipt = judge_file(table(units, times(3)))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert names(receipt) == ["Phường Định Công", "Phường Hoàng Liệt"]


@pytest.mark.parametrize("cells", [BLANK, times(1)])
def test_a_district_over_its_units_is_a_section(judge_file: Judge, cells: list[Any]) -> None:
    frame = {"Đơn vị báo cáo": "Thành phố Hà Nội"}
    units = [("I. Quận Hoàng Mai", cells), DINH_CONG, ("II. Thanh Xuân", BLANK)]
    receipt = judge_file(handmade.bhyt_table(units, ROW, frame))
    assert names(receipt) == ["Phường Định Công"]
    assert list(said(receipt, "unit_not_reported")) == ["B15"]


def test_a_district_that_is_not_the_sum_of_its_units_is_asked_about(judge_file: Judge) -> None:
    frame = {"Đơn vị báo cáo": "Thành phố Hà Nội"}
    units = [("I. Hoàng Mai", times(2)), DINH_CONG]
    receipt = judge_file(handmade.bhyt_table(units, ROW, frame))
    assert "“I. Hoàng Mai”" in said(receipt, "total_row_agrees")["C13"]


def test_they_add_up_to_the_section_that_they_stand_in(judge_file: Judge) -> None:
    units = [("A. Khu vực ven sông", times(3)), ("I. Giáp Bát", ROW), ("II. Hoàng Liệt", times(2)),
             ("B. Khu vực khác", times(5)), ("III. Đại Kim", ROW)]  # fmt: skip
    receipt = judge_file(table(units, times(4)))
    assert names(receipt) == ["Phường Giáp Bát", "Phường Hoàng Liệt", "Phường Đại Kim"]
    wrong = said(receipt, "total_row_agrees")
    assert set(wrong) == {"C16", "D16", "E16", "F16", "G16", "H16", "I16", "L16"}
    assert "“B. Khu vực khác”" in wrong["C16"]


def test_sections_within_sections_are_no_units(judge_file: Judge) -> None:
    units = [("A. Khu vực nội thành", times(3)), ("I. Ven sông", times(1)), DINH_CONG,
             ("II. Trong đê", times(2)), ("Phường Giáp Bát", times(2))]  # fmt: skip
    receipt = judge_file(table(units, times(3)))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert names(receipt) == ["Phường Định Công", "Phường Giáp Bát"]


@pytest.mark.parametrize("cells", [ROW, ["20 em", *[None] * 10], ["=1+1"] * 11])
def test_a_section_without_units_is_asked_about(judge_file: Judge, cells: list[Any]) -> None:
    receipt = judge_file(table([DINH_CONG, ("II. Giáp Bat", cells)]))
    assert receipt.verdict is Verdict.REJECTED
    message = said(receipt, "unit_known")["B14"]
    assert "“Giáp Bat” không phải tên một đơn vị" in message


@pytest.mark.parametrize("cells", [BLANK, ["-"] * 11, ["x"] * 11, [0] * 11])
def test_a_section_without_units_that_says_nothing_is_left_in_peace(
    judge_file: Judge, cells: list[Any]
) -> None:
    receipt = judge_file(table([DINH_CONG, ("II. Khu vực miền núi", cells)], ROW))
    assert receipt.verdict is Verdict.ACCEPTED
    assert receipt.all_findings() == ()


def test_a_section_whose_units_are_blank_or_unknown_is_not_asked_about(judge_file: Judge) -> None:
    units = [("I. Ven sông", ROW), ("Phường Đại Kim", BLANK), ("II. Trong đê", ROW),
             ("Phường Giáp Bat", ROW)]  # fmt: skip
    assert set(said(judge_file(table(units)), "unit_known")) == {"B16"}


# ── Totals ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("20 em", "ghi “20 em” lẫn chữ với số"),
        ("=SUM(C13:C13)", "là công thức chưa có kết quả"),
    ],
)
def test_a_total_that_cannot_be_read_is_asked_about(
    judge_file: Judge, cell: str, words: str
) -> None:
    receipt = judge_file(table([DINH_CONG], [cell, *ROW[1:]]))
    assert receipt.verdict is Verdict.REJECTED
    ((at, message),) = said(receipt, "figure_readable").items()
    assert at == "C14"
    assert message.startswith("C14 (“TỔNG CỘNG”, cột “Tổng số trẻ em đủ điều kiện cấp thẻ › Tổng")
    assert words in message


@pytest.mark.parametrize("mark", [None, "x", "…"])
def test_a_total_that_says_nothing_is_left_in_peace(judge_file: Judge, mark: str | None) -> None:
    receipt = judge_file(table([DINH_CONG], [mark, *ROW[1:]]))
    assert receipt.verdict is Verdict.ACCEPTED
    assert receipt.all_findings() == ()


# ── What is no unit and must not be refused ───────────────────────────────────────────────


@pytest.mark.parametrize(
    "row",
    [
        [3, "……..", *["…"] * 11],
        [None, "...", *["-"] * 11],
        ["TT", "Tên xã, phường", "Cộng", "Nam", "Nữ", "Cộng", "Nam", "Nữ"],
        [None, None, None, None, None, None, None, None, "Hà Nội, ngày 15 tháng 5 năm 2024"],
        [None, "(*) kể cả trẻ em tạm trú"],
    ],
)
def test_filler_headings_and_footnotes_are_left_in_peace(judge_file: Judge, row: list[Any]) -> None:
    content = appended(handmade.bhyt_table([DINH_CONG], None, DISTRICT, signed=False), row)
    receipt = judge_file(content)
    assert receipt.verdict is Verdict.ACCEPTED
    assert receipt.all_findings() == ()


def test_a_word_beside_a_footnote_is_noted_and_refuses_nothing(judge_file: Judge) -> None:
    row = [None, "Ghi chú: tính theo sổ A0", "Hà Nội, ngày 15 tháng 5 năm 2024"]
    content = appended(handmade.bhyt_table([DINH_CONG], None, DISTRICT, signed=False), row)
    receipt = judge_file(content)
    assert receipt.verdict is Verdict.ACCEPTED
    (note,) = receipt.all_findings()
    assert note.severity is Severity.NOTE
    assert "không đọc dòng này" in note.message


def test_names_as_they_are_numbered() -> None:
    assert unit_label("2. Phường Đại Kim") == unit_label("II. Phường Đại Kim") == "Phường Đại Kim"
    assert unit_label("X. Bản Phiệt") == "X. Bản Phiệt"
    assert section_name("II. Hoàng Liệt") == section_name("B. Hoàng Liệt") == "Hoàng Liệt"
    assert not any(map(looks_like_unit, ["Tổng hợp", "Xã Đông, ngày 5 tháng 6 năm 2024", "Bảng"]))
    assert all(map(looks_like_unit, ["Tổ 1", "TDP1", "P.Đại Kim", "Thôn An Sơn", "II. Xã Đông"]))
