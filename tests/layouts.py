"""Sheets typed cell by cell after the layouts that offices really send.

A sheet is a list of rows; ``None`` is an empty cell. ``merge`` takes ranges such as "A1:E1".
They share no code with the project's writer and none with its reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

Cells = Sequence[Sequence[Any]]

FRAME: Cells = (
    ("Kỳ báo cáo: 6 tháng đầu năm 2024",),
    ("Ngày chốt số liệu: 14/05/2024",),
    ("Tính chất số liệu: Chính thức",),
    ("Lãnh đạo đã ký duyệt: Có",),
)
YEAR_FRAME: Cells = (
    ("Kỳ báo cáo: Năm 2024",),
    ("Ngày chốt số liệu: 09/11/2024",),
    ("Tính chất số liệu: Chính thức",),
    ("Lãnh đạo đã ký duyệt: Có",),
)


def workbook(
    sheets: Mapping[str, Cells], merge: Mapping[str, Sequence[str]] | None = None
) -> bytes:
    """The sheets as an .xlsx file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    sheet.cell(at, column, value)
        for area in (merge or {}).get(name, ()):
            sheet.merge_cells(area)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def turned(rows: Cells) -> list[list[Any]]:
    """Rows as columns."""
    width = max(map(len, rows))
    filled = [[*row, *[None] * (width - len(row))] for row in rows]
    return [list(column) for column in zip(*filled, strict=True)]


ORGANISATION = (
    # number, label, unit, figure
    ("1", "Số người làm công tác bảo vệ trẻ em", "Người", 14),
    ("1.1", "- Người làm công tác bảo vệ trẻ em cấp xã", "Người", 2),
    ("1.2", "- Cộng tác viên ở thôn, tổ dân phố", "Người", 12),
    ("2", "Số người được tập huấn trong kỳ", "Người", 9),
    ("2.1", "- Người làm công tác bảo vệ trẻ em cấp xã", "Người", 1),
    ("2.2", "- Cộng tác viên ở thôn, tổ dân phố", "Người", 8),
    ("3", "Số lớp tập huấn đã tổ chức", "Lớp", 3),
    ("4", "Số lượt cha mẹ, người chăm sóc được tập huấn", "Lượt", 210),
    ("5", "Số nhân viên y tế thôn, bản và y tế trường học", "Người", 11),
    ("6", "Trong đó: biết sơ cấp cứu ban đầu", "Người", 7),
    ("7", "Đã kiện toàn Ban Chỉ đạo, ban bảo vệ trẻ em cấp xã (ghi 1 hoặc 0)", "Có/không", 1),
    ("8", "Đã ban hành kế hoạch công tác trẻ em của năm (ghi 1 hoặc 0)", "Có/không", 1),
    ("9", "Đã rà soát, cập nhật số liệu trẻ em trong kỳ (ghi 1 hoặc 0)", "Có/không", 1),
    ("10", "Đã báo cáo HĐND cùng cấp về thực hiện quyền trẻ em trong năm (ghi 1 hoặc 0)",
     "Có/không", 0),
    ("11", "Số trẻ em có thông tin cập nhật trong phần mềm quản lý thông tin trẻ em", "Trẻ em",
     812),
    ("12", "Số cuộc họp, giao ban phối hợp liên ngành", "Cuộc", 4),
    ("13", "Số cuộc kiểm tra, giám sát về công tác trẻ em", "Cuộc", 2),
    ("14", "Số vi phạm quyền trẻ em phát hiện qua kiểm tra, giám sát", "Vi phạm", 3),
    ("15", "Trong đó: vi phạm đã xử lý", "Vi phạm", 3),
    ("16", "Số tập thể, cá nhân được khen thưởng", "Tập thể, cá nhân", 5),
    ("17", "Số nhiệm vụ được giao", "Nhiệm vụ", 30),
    ("17.1", "- Chủ trì", "Nhiệm vụ", 18),
    ("17.2", "- Phối hợp", "Nhiệm vụ", 12),
    ("18", "Số nhiệm vụ hoàn thành đúng hạn", "Nhiệm vụ", 20),
    ("18.1", "- Chủ trì", "Nhiệm vụ", 12),
    ("18.2", "- Phối hợp", "Nhiệm vụ", 8),
    ("19", "Số nhiệm vụ hoàn thành nhưng quá hạn", "Nhiệm vụ", 4),
    ("19.1", "- Chủ trì", "Nhiệm vụ", 2),
    ("19.2", "- Phối hợp", "Nhiệm vụ", 2),
    ("20", "Số nhiệm vụ đang thực hiện, chưa đến hạn", "Nhiệm vụ", 6),
    ("20.1", "- Chủ trì", "Nhiệm vụ", 4),
    ("20.2", "- Phối hợp", "Nhiệm vụ", 2),
    ("21", "Số nhiệm vụ quá hạn, chưa hoàn thành", "Nhiệm vụ", 0),
    ("21.1", "- Chủ trì", "Nhiệm vụ", 0),
    ("21.2", "- Phối hợp", "Nhiệm vụ", 0),
    ("22", "Số văn bản chỉ đạo về trẻ em phải ban hành đến hạn", "Văn bản", 6),
    ("23", "Trong đó: ban hành đúng hạn", "Văn bản", 5),
)  # fmt: skip
"""Form “Nhân lực và tổ chức”: 37 rows with figures, copied from its paper by hand."""
