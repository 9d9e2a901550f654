"""Where a table ends: a note signs nothing, and a table under the signatures is never passed over.

Each sheet here was accepted once with half of its figures left out and not a word said.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from childrights.warehouse.records import Receipt, Severity, Verdict
from tests import handmade

Judge = Callable[[bytes], Receipt]
DISTRICT = {"Đơn vị báo cáo": "Quận Hoàng Mai, Thành phố Hà Nội"}
GIAP_BAT = {"Đơn vị báo cáo": "Phường Giáp Bát, Quận Hoàng Mai, Thành phố Hà Nội"}
ROW = handmade.bhyt_row(10, 10, 8, 8)
WARD = handmade.bhyt_rows([(10, 10, 10, 10)] * 6)
BLANK: list[Any] = [None] * 11


def edited(content: bytes, edit: Callable[[Worksheet], None]) -> bytes:
    book = load_workbook(BytesIO(content))
    edit(book.worksheets[0])
    return handmade.save(book)


def appended(content: bytes, *rows: list[Any]) -> bytes:
    """Rows typed under the last one of a sheet."""

    def add(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)

    return edited(content, add)


def stacked(above: bytes, below: bytes, right: int = 0) -> bytes:
    """The second sheet copied under the first, some columns further right."""

    def copy(sheet: Worksheet) -> None:
        start = sheet.max_row + 2
        for row in load_workbook(BytesIO(below)).worksheets[0].iter_rows():
            for cell in row:
                if cell.value is not None:
                    sheet.cell(start + cell.row, cell.column + right, cell.value)

    return edited(above, copy)


def beside(name: str, text: str, heading: str = "Ghi chú", column: int = 14) -> Any:
    """An edit: a column more, with a text beside one unit."""

    def edit(sheet: Worksheet) -> None:
        for (cell,) in sheet.iter_rows(min_col=2, max_col=2):
            if cell.value in ("Đơn vị", "Nhóm tuổi"):
                sheet.cell(cell.row, column, heading)
            elif cell.value == name:
                sheet.cell(cell.row, column, text)

    return edit


def names(receipt: Receipt) -> list[str]:
    return [item.name for item in receipt.submissions]


def said(receipt: Receipt, rule: str = "one_table_a_sheet") -> list[tuple[Severity, str]]:
    return [(f.severity, f.message) for f in receipt.all_findings() if f.rule == rule]


@pytest.mark.parametrize("heading", ["Ghi chú", "Người theo dõi"])
@pytest.mark.parametrize("name", ["Đại Kim", "Phường Đại Kim"])
@pytest.mark.parametrize("words", ["Kế toán nghỉ, chưa có số liệu", "Phụ trách: bà Hoa"])
def test_a_note_beside_a_unit_without_figures_ends_nothing(
    judge_file: Judge, heading: str, name: str, words: str
) -> None:
    units = [("Phường Định Công", ROW), (name, BLANK), ("Giáp Bát", ROW), ("Hoàng Liệt", ROW)]
    content = handmade.bhyt_table(units, [3 * figure for figure in ROW], DISTRICT)
    receipt = judge_file(edited(content, beside(name, words, heading)))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert names(receipt) == ["Phường Định Công", "Phường Giáp Bát", "Phường Hoàng Liệt"]


def test_a_note_in_its_column_ends_nothing_beside_a_row_of_no_unit(judge_file: Judge) -> None:
    units = [("Phường Định Công", ROW), ("Các phường còn lại", BLANK), ("Giáp Bát", ROW)]
    content = handmade.bhyt_table(units, None, DISTRICT)
    receipt = judge_file(edited(content, beside("Các phường còn lại", "Kế toán nghỉ")))
    assert names(receipt) == ["Phường Định Công", "Phường Giáp Bát"]


def test_a_note_in_a_form_of_one_unit_ends_nothing(judge_file: Judge) -> None:
    content = handmade.bhyt_unit(WARD)

    def edit(sheet: Worksheet) -> None:
        sheet["N13"] = "Ghi chú"
        sheet.insert_rows(19)
        sheet["N19"] = "Kế toán đã đối chiếu"

    receipt = judge_file(edited(content, edit))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert len(receipt.submissions[0].observations) == 77


@pytest.mark.parametrize("right", [0, 3])
def test_two_forms_in_one_sheet_are_asked_about(judge_file: Judge, right: int) -> None:
    content = stacked(handmade.bhyt_unit(WARD), handmade.bhyt_unit(WARD, GIAP_BAT), right)
    receipt = judge_file(content)
    assert receipt.verdict is Verdict.REJECTED
    ((severity, message),) = said(receipt)
    assert severity is Severity.ERROR
    assert message == "Dưới phần ký còn bảng số liệu từ ô B41; tách mỗi biểu một trang tính."
    assert receipt.submissions[0].observations == ()


def test_two_tables_of_units_in_one_sheet_are_asked_about(judge_file: Judge) -> None:
    first = handmade.bhyt_table([("Phường Định Công", ROW)], None, DISTRICT)
    second = handmade.bhyt_table([("Phường Giáp Bát", ROW)], None, DISTRICT)
    receipt = judge_file(stacked(first, second))
    assert receipt.verdict is Verdict.REJECTED
    assert [severity for severity, _ in said(receipt)] == [Severity.ERROR]


@pytest.mark.parametrize("name", ["Giáp Bát", "2. Phường Giáp Bát"])
@pytest.mark.parametrize("figures", [ROW, ["-"] * 11])
def test_a_unit_under_the_signatures_is_asked_about(
    judge_file: Judge, name: str, figures: list[Any]
) -> None:
    content = handmade.bhyt_table([("Phường Định Công", ROW)], None, DISTRICT)
    receipt = judge_file(appended(content, [None, "Nguyễn Thị Hoa"], [2, name, *figures]))
    assert [message for _, message in said(receipt)] == [
        "Dưới phần ký còn bảng số liệu từ ô B18; tách mỗi biểu một trang tính."
    ]


def test_a_row_of_the_form_under_the_signatures_is_asked_about(judge_file: Judge) -> None:
    content = handmade.bhyt_unit(WARD)
    receipt = judge_file(appended(content, [None, "Dưới 1 tuổi", 5, 3, 2]))
    assert [severity for severity, _ in said(receipt)] == [Severity.ERROR]


def test_figures_of_something_else_under_the_signatures_are_noted(judge_file: Judge) -> None:
    content = handmade.bhyt_unit(WARD)
    receipt = judge_file(appended(content, [], [None, "Số trường học", 5, 3, 2]))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    ((severity, message),) = said(receipt)
    assert severity is Severity.NOTE
    assert "ô B28" in message


UNDER_THE_SIGNATURES: list[list[Any]] = [
    [None, "(Ký, ghi rõ họ tên)", None, None, None, None, None, None, "(Ký tên, đóng dấu)"],
    [None, "Phường Giáp Bát, ngày 15 tháng 5 năm 2024", "15/05/2024"],
    [None, "Nguyễn Thị Hoa", "0912345678", "0243.8641.234", 912345678],
    [None, "Tổ dân phố 1", "0912 345 678"],
    [None, "Tổ trưởng", None, None, "Trưởng thôn"],
    [None, "Giáp Bát", None, "………………", "x"],
    [None, "(1) Số liệu đến ngày 14/05/2024; (2) kể cả 12 trẻ em tạm trú"],
    [None, "Tổng hợp: 14/14 phường đã báo cáo, 0 phường chưa báo cáo"],
    [None, "Trang", 2],
    ["Ghi chú", "Dưới 1 tuổi: tính theo tháng tuổi", "xem hướng dẫn"],
]


@pytest.mark.parametrize("content", [
    handmade.bhyt_unit(WARD),
    handmade.bhyt_table([("Phường Định Công", ROW)], None, DISTRICT),
], ids=["one unit", "units"])  # fmt: skip
def test_signatures_dates_telephones_and_footnotes_are_left_in_peace(
    judge_file: Judge, content: bytes
) -> None:
    receipt = judge_file(appended(content, *UNDER_THE_SIGNATURES))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert said(receipt) == []


@pytest.mark.parametrize(
    ("label", "right"),
    [
        ("Tổ trưởng", "Trưởng thôn"),
        ("Phường Giáp Bát, ngày 15 tháng 5 năm 2024", "CHỦ TỊCH"),
        ("TM. UBND phường Giáp Bát", "Kế toán"),
    ],
)
def test_a_signature_beside_something_like_a_unit_still_ends_the_table(
    judge_file: Judge, label: str, right: str
) -> None:
    units = [("Phường Định Công", ROW)]

    def edit(sheet: Worksheet) -> None:
        row = sheet.max_row
        sheet.cell(row, 2, label)
        sheet.cell(row, 9, right)
        sheet.cell(row + 2, 2, "Nguyễn Thị Hoa")
        sheet.cell(row + 2, 9, "0912345678")

    receipt = judge_file(edited(handmade.bhyt_table(units, None, DISTRICT), edit))
    assert receipt.verdict is Verdict.ACCEPTED, receipt.all_findings()
    assert [f for f in receipt.all_findings() if f.rule == "unit_not_reported"] == []
