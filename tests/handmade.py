"""Workbooks typed by hand with openpyxl, after how officers lay them out.

They share no code with the project's own writer: heading rows, totals and frame stand where
people put them, so that reading does not merely undo writing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

BHYT_ROWS = (
    "TỔNG SỐ TRẺ EM DƯỚI 6 TUỔI",
    "Dưới 1 tuổi",
    "Từ 1 đến dưới 2 tuổi",
    "Từ 2 đến dưới 3 tuổi",
    "Từ 3 đến dưới 4 tuổi",
    "Từ 4 đến dưới 5 tuổi",
    "Từ 5 đến dưới 6 tuổi",
)

FRAME = {
    "Đơn vị báo cáo": "Phường Định Công, Quận Hoàng Mai, Thành phố Hà Nội",
    "Kỳ báo cáo": "6 tháng đầu năm 2024",
    "Ngày chốt số liệu": "14/05/2024",
    "Tính chất số liệu": "Chính thức",
    "Số, ký hiệu văn bản": "45/BC-UBND",
    "Ngày văn bản": "15/05/2024",
    "Lãnh đạo đã ký duyệt": "Có",
}


def save(book: Workbook) -> bytes:
    """The workbook as an officer would send it."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def frame_lines(sheet: Worksheet, first_row: int, lines: Mapping[str, str | None]) -> int:
    """Frame lines “label: value”, each in one cell; returns the next free row."""
    row = first_row
    for label, text in lines.items():
        if text is not None:
            sheet.cell(row, 1, f"{label}: {text}")
            row += 1
    return row


def bhyt_heading(sheet: Worksheet, row: int, first_column: int) -> None:
    """Three rows of headings, the upper ones merged as on paper."""
    groups = (
        ("Tổng số trẻ em đủ điều kiện cấp thẻ", ("Tổng số", "Nam", "Nữ")),
        ("Đã có thẻ BHYT còn giá trị", ("Tổng số", "Nam", "Nữ")),
    )
    column = first_column
    for title, parts in groups:
        sheet.cell(row, column, title)
        sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + 2)
        for offset, part in enumerate(parts):
            sheet.cell(row + 1, column + offset, part)
            sheet.merge_cells(
                start_row=row + 1, end_row=row + 2,
                start_column=column + offset, end_column=column + offset,
            )  # fmt: skip
        column += 3
    sheet.cell(row, column, "Chưa có thẻ BHYT")
    sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + 4)
    sheet.cell(row + 1, column, "Tổng số")
    sheet.merge_cells(start_row=row + 1, end_row=row + 2, start_column=column, end_column=column)
    sheet.cell(row + 1, column + 1, "Chia theo lý do")
    sheet.merge_cells(
        start_row=row + 1, end_row=row + 1, start_column=column + 1, end_column=column + 4
    )
    for offset, reason in enumerate(
        ("Chưa đăng ký khai sinh", "Tạm trú", "Đang làm thủ tục", "Lý do khác")
    ):
        sheet.cell(row + 2, column + 1 + offset, reason)


def bhyt_row(boys: int, girls: int, boys_card: int, girls_card: int) -> list[int]:
    """The eleven figures of a row that adds up; those without a card are “in progress”."""
    total, cards = boys + girls, boys_card + girls_card
    lacking = total - cards
    return [total, boys, girls, cards, boys_card, girls_card, lacking, 0, 0, lacking, 0]


def bhyt_rows(children: Sequence[tuple[int, int, int, int]]) -> list[list[int]]:
    """Six age rows with their total first."""
    ages = [bhyt_row(*row) for row in children]
    return [[sum(column) for column in zip(*ages, strict=True)], *ages]


def bhyt_unit(
    figures: Sequence[Sequence[Any]],
    frame: Mapping[str, str | None] | None = None,
    title_row: int = 3,
    sheet_name: str = "Biểu 2",
) -> bytes:
    """One ward's BHYT form; ``figures`` are seven rows of eleven cells."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = sheet_name
    sheet["A1"] = "UBND PHƯỜNG"
    sheet["H1"] = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    sheet.cell(title_row, 1, "BÁO CÁO SỐ LIỆU BẢO HIỂM Y TẾ TRẺ EM DƯỚI 6 TUỔI")
    row = frame_lines(sheet, title_row + 2, {**FRAME, **(frame or {})}) + 1
    sheet.cell(row, 1, "TT")
    sheet.cell(row, 2, "Nhóm tuổi")
    for column in (1, 2):
        sheet.merge_cells(start_row=row, end_row=row + 2, start_column=column, end_column=column)
    bhyt_heading(sheet, row, 3)
    for column, text in enumerate(["A", "B", *range(1, 12)], start=1):
        sheet.cell(row + 3, column, text)
    for offset, (label, cells) in enumerate(zip(BHYT_ROWS, figures, strict=True)):
        sheet.cell(row + 4 + offset, 2, label)
        for column, cell in enumerate(cells, start=3):
            sheet.cell(row + 4 + offset, column, cell)
    sheet.cell(row + 13, 2, "NGƯỜI LẬP BIỂU")
    sheet.cell(row + 13, 9, "TM. ỦY BAN NHÂN DÂN")
    return save(book)


def bhyt_table(
    units: Sequence[tuple[str, Sequence[Any]]],
    total: Sequence[Any] | None,
    frame: Mapping[str, str | None],
    *,
    signed: bool = True,
    codes: Sequence[str | int] = (),
) -> bytes:
    """Many units as rows, the total last; ``codes`` fill a column of their own at the end."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "BÁO CÁO SỐ LIỆU BẢO HIỂM Y TẾ TRẺ EM DƯỚI 6 TUỔI"
    row = frame_lines(sheet, 2, {**FRAME, **frame}) + 1
    sheet.cell(row, 1, "TT")
    sheet.cell(row, 2, "Đơn vị")
    bhyt_heading(sheet, row, 3)
    if codes:
        sheet.cell(row, 14, "Mã đơn vị")
    for offset, code in enumerate(codes):
        sheet.cell(row + 3 + offset, 14, code)
    row += 3
    for number, (name, cells) in enumerate(units, start=1):
        sheet.cell(row, 1, number)
        sheet.cell(row, 2, name)
        for column, cell in enumerate(cells, start=3):
            sheet.cell(row, column, cell)
        row += 1
    if total is not None:
        sheet.cell(row, 2, "TỔNG CỘNG")
        for column, cell in enumerate(total, start=3):
            sheet.cell(row, column, cell)
    if signed:
        sheet.cell(row + 2, 2, "Người lập biểu")
    return save(book)


ASSIGNED_FRAME = {
    "Đơn vị giao": "Quận Hoàng Mai, Thành phố Hà Nội",
    "Năm giao": "2024",
    "Số, ký hiệu văn bản": "12/KH-UBND",
    "Ngày văn bản": "15/01/2024",
}


def assigned_sheet(
    sheet: Worksheet,
    rows: Sequence[Sequence[Any]],
    frame: Mapping[str, str | None] | None = None,
    units: Sequence[tuple[str, str]] = (),
    headings: Sequence[str] = ("TT", "Mã", "Chỉ tiêu", "ĐVT", "So sánh", "Ghi chú"),
    title: str = "BẢNG GIAO CHỈ TIÊU NĂM 2024",
) -> None:
    """A table of targets: code, name, unit, sign, note, then one target or one a unit."""
    sheet["A1"] = "ỦY BAN NHÂN DÂN"
    sheet["A3"] = title
    row = frame_lines(sheet, 5, {**ASSIGNED_FRAME, **(frame or {})}) + 1
    for column, text in enumerate([*headings, "Chỉ tiêu giao"], start=1):
        sheet.cell(row, column, text)
    first = len(headings) + 1
    for offset, (code, name) in enumerate(units):
        sheet.cell(row + 1, first + offset, name)
        sheet.cell(row + 2, first + offset, code or None)
    if len(units) > 1:
        sheet.merge_cells(
            start_row=row, end_row=row, start_column=first, end_column=first + len(units) - 1
        )
    has_codes = any(code for code, _ in units)
    row += 3 if has_codes else 2 if units else 1
    sheet.cell(row, 3, "I. Sức khỏe")
    for number, cells in enumerate(rows, start=1):
        sheet.cell(row + number, 1, number)
        for column, cell in enumerate(cells, start=2):
            sheet.cell(row + number, column, cell)
    below = row + len(rows) + 2
    sheet.cell(below, first, "TM. ỦY BAN NHÂN DÂN")
    sheet.cell(below + 1, first, "(Ký tên, đóng dấu)")


def assigned(rows: Sequence[Sequence[Any]], **more: Any) -> bytes:
    """One “Bảng giao chỉ tiêu” in a workbook of its own."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Giao"
    assigned_sheet(sheet, rows, **more)
    return save(book)
