"""The sheet “Giải trình” of a template: why a figure that looks wrong is right."""

from __future__ import annotations

from collections.abc import Sequence

import xlsxwriter

from etl.result_sheet import CELL_HEADING, EXPLANATION_HEADING, SHEET_HEADING
from etl.workbook_model import EXPLANATION_SHEET
from etl.workbook_styles import Styles

_LINES = 20
_HEADING_ROW = 3
_HELP = (
    "Mỗi dòng giải trình một ô số liệu tăng, giảm bất thường nhưng đúng thực tế: ghi tên trang "
    "tính, tên ô (ví dụ D14) và lý do. Số liệu sai thì sửa, không giải trình. Không ghi họ tên, "
    "thông tin riêng của trẻ em."
)


def write_explanation_sheet(
    workbook: xlsxwriter.Workbook, styles: Styles, sheet_names: Sequence[str]
) -> None:
    """Add the sheet; the name of the form's sheet stands there already where it has only one."""
    sheet = workbook.add_worksheet(EXPLANATION_SHEET)
    for column, width in enumerate((26, 10, 90)):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, 2, "", styles["text_bold"])
    sheet.write_string(0, 0, "GIẢI TRÌNH SỐ LIỆU", styles["text_bold"])
    sheet.merge_range(1, 0, 1, 2, "", styles["text"])
    sheet.write_string(1, 0, _HELP, styles["text"])
    sheet.set_row(1, 48)
    for column, heading in enumerate((SHEET_HEADING, CELL_HEADING, EXPLANATION_HEADING)):
        sheet.write_string(_HEADING_ROW, column, heading, styles["head"])
    given = sheet_names[0] if len(sheet_names) == 1 else ""
    for row in range(_HEADING_ROW + 1, _HEADING_ROW + 1 + _LINES):
        sheet.write_string(row, 0, given, styles["entry"])
        for column in (1, 2):
            sheet.write_blank(row, column, None, styles["entry"])
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADING_ROW)
    sheet.protect("", {"format_columns": True, "format_rows": True})
