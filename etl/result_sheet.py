"""“Phiếu kết quả kiểm tra”: what became of a file, on A4, as a sheet of a workbook.

It is the first sheet of the marked copy that an officer gets back, or a workbook by itself. Its
column “Giải trình” is read again when the officer sends the copy (:mod:`etl.explained`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from childrights.vietnamese.dates import format_date
from childrights.warehouse.records import Finding, Receipt, Severity, Verdict

RESULT_SHEET = "Phiếu kết quả kiểm tra"
SHEET_HEADING, CELL_HEADING, EXPLANATION_HEADING = "Trang tính", "Ô", "Giải trình"

VERDICT_WORDS = {
    Verdict.ACCEPTED: "Đã tiếp nhận",
    Verdict.REJECTED: "Trả lại để hoàn thiện",
    Verdict.DUPLICATE: "Đã nhận trước đây",
}
SEVERITY_WORDS = {
    Severity.ERROR: "Lỗi",
    Severity.NEEDS_EXPLANATION: "Cần giải trình",
    Severity.WARNING: "Cảnh báo",
    Severity.NOTE: "Ghi chú",
}
COLOURS = {
    Severity.ERROR: "F8CBAD",
    Severity.NEEDS_EXPLANATION: "FFD966",
    Severity.WARNING: "FFF2CC",
}
"""Background of a marked cell; a note has none."""

_WIDTHS = (5, 16, 18, 8, 74, 34, 4)
_FINDING_HEADINGS = (
    "TT", "Mức độ", SHEET_HEADING, CELL_HEADING, "Nội dung và cách xử lý", EXPLANATION_HEADING,
)  # fmt: skip
_SUBMISSION_HEADINGS = ("TT", "Kết quả", "Kỳ báo cáo", "Mã đơn vị", "Đơn vị báo cáo", "Biểu")
_LAST = len(_FINDING_HEADINGS)
BACKGROUND_COLUMN = _LAST + 1
"""Hidden: the background that each marked cell had before."""

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LINE_POINTS = 15.0
_FONT = "Times New Roman"
_TEXT_LIMIT = 32_000

FormNames = Mapping[str, str]
"""Name of each form by its identifier."""


def severity_words(finding: Finding) -> str:
    """How serious a finding is, in the officer's words."""
    if finding.severity is Severity.NEEDS_EXPLANATION and finding.explanation:
        return "Đã giải trình"
    return SEVERITY_WORDS[finding.severity]


def result_workbook(receipt: Receipt, names: FormNames, remark: str = "") -> Workbook:
    """The result as a workbook by itself, where no copy of the officer's own can be made."""
    book = Workbook()
    assert book.active is not None
    book.active.title = RESULT_SHEET
    write_result(book.active, receipt, names, remark=remark)
    return book


def write_result(
    sheet: Worksheet,
    receipt: Receipt,
    names: FormNames,
    *,
    titles: Mapping[str, str] | None = None,
    backgrounds: Mapping[tuple[str, str], str] | None = None,
    remark: str = "",
) -> None:
    """Fill a sheet with the result.

    ``titles`` gives the title of each of the file's sheets in this workbook, so that a finding
    leads to its cell; ``backgrounds`` the background that a marked cell had, by sheet and cell.
    """
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions["ABCDEFG"[column - 1]].width = width
    row = _heading(sheet, receipt, remark)
    row = _submissions(sheet, row, receipt, names)
    row = _findings_heading(sheet, row, receipt)
    for number, finding in enumerate(receipt.all_findings(), start=1):
        _finding(sheet, row, number, finding, titles or {}, backgrounds or {})
        row += 1
    _signatures(sheet, row + 1)
    _page(sheet)


def put_text(cell: Cell, text: str) -> None:
    """Write a text that never becomes a formula, whatever it begins with."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", text)[:_TEXT_LIMIT]
    cell.data_type = "s"


def _heading(sheet: Worksheet, receipt: Receipt, remark: str) -> int:
    """Title, file, verdict; gives the next free row."""
    _across(sheet, 1, RESULT_SHEET.upper(), bold=True, size=14, centre=True)
    counts = [
        f"{SEVERITY_WORDS[severity].lower()}: {number}"
        for severity in Severity
        if (number := sum(item.severity is severity for item in receipt.all_findings()))
    ]
    received = receipt.received_at.astimezone()
    lines = (
        f"Tệp: {receipt.name}",
        f"Kiểm tra lúc {received:%H:%M} ngày {format_date(received.date())}. "
        f"Mã tệp (SHA-256): {receipt.sha256[:16]}…",
        f"Kết quả: {VERDICT_WORDS[receipt.verdict]}. "
        f"{'; '.join(counts).capitalize() or 'Không có phát hiện nào'}.",
        *([remark] if remark else []),
    )
    for offset, line in enumerate(lines):
        _across(sheet, 2 + offset, line, bold=line.startswith("Kết quả"))
    return 3 + len(lines)


def _submissions(sheet: Worksheet, row: int, receipt: Receipt, names: FormNames) -> int:
    if not receipt.submissions:
        return row
    _headings(sheet, row, _SUBMISSION_HEADINGS)
    for number, item in enumerate(receipt.submissions, start=1):
        texts = (
            str(number), VERDICT_WORDS[item.verdict], item.period.label, item.locality.code,
            item.name, names.get(item.form, item.form),
        )  # fmt: skip
        _line(sheet, row + number, texts)
    return row + len(receipt.submissions) + 2


def _findings_heading(sheet: Worksheet, row: int, receipt: Receipt) -> int:
    if not receipt.all_findings():
        return row
    said = (
        "“Lỗi”: sửa số liệu rồi gửi lại tệp. “Cần giải trình”: sửa, hoặc nếu số liệu đúng thì ghi "
        "lý do vào cột “Giải trình” dưới đây rồi gửi lại tệp này. “Cảnh báo”: kiểm tra lại; số "
        "liệu vẫn được nhận. Không ghi họ tên, thông tin riêng của trẻ em vào phần giải trình."
    )
    _across(sheet, row, said, italic=True)
    _headings(sheet, row + 1, _FINDING_HEADINGS)
    sheet.print_title_rows = f"{row + 1}:{row + 1}"
    return row + 2


def _finding(
    sheet: Worksheet,
    row: int,
    number: int,
    finding: Finding,
    titles: Mapping[str, str],
    backgrounds: Mapping[tuple[str, str], str],
) -> None:
    texts = (
        str(number), severity_words(finding), finding.sheet, finding.cell, finding.message,
        finding.explanation,
    )  # fmt: skip
    _line(sheet, row, texts, COLOURS.get(finding.severity))
    sheet.cell(row, _LAST).protection = Protection(locked=False)
    put_text(sheet.cell(row, BACKGROUND_COLUMN), backgrounds.get((finding.sheet, finding.cell), ""))
    title = titles.get(finding.sheet)
    if title is not None and finding.cell:
        cell = sheet.cell(row, 4)
        quoted = title.replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{finding.cell}")


def _headings(sheet: Worksheet, row: int, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row, column)
        put_text(cell, text)
        _dress(cell, bold=True, centre=True)
        cell.border = _BOX


def _line(sheet: Worksheet, row: int, texts: Sequence[str], colour: str | None = None) -> None:
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row, column)
        put_text(cell, text)
        _dress(cell)
        cell.border = _BOX
        if colour is not None and column == 2:
            cell.fill = PatternFill("solid", fgColor=colour)
    needed = max(
        _lines(text, width) for text, width in zip(texts, _WIDTHS[: len(texts)], strict=True)
    )
    sheet.row_dimensions[row].height = _LINE_POINTS * needed + 3


def _across(
    sheet: Worksheet,
    row: int,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    centre: bool = False,
    size: int = 11,
) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=_LAST)
    cell = sheet.cell(row, 1)
    put_text(cell, text)
    _dress(cell, bold=bold, italic=italic, centre=centre, size=size)
    needed = _lines(text, sum(_WIDTHS[:_LAST]))
    sheet.row_dimensions[row].height = (_LINE_POINTS + size - 11) * needed + 3


def _dress(
    cell: Any, *, bold: bool = False, italic: bool = False, centre: bool = False, size: int = 11
) -> None:
    cell.font = Font(name=_FONT, size=size, bold=bold, italic=italic)
    cell.alignment = Alignment(
        wrap_text=True, vertical="top", horizontal="center" if centre else "left"
    )


def _lines(text: str, width: float) -> int:
    return sum(math.ceil(max(len(line), 1) / (width * 1.1)) for line in text.split("\n"))


def _signatures(sheet: Worksheet, row: int) -> None:
    for column, text in ((1, "ĐƠN VỊ BÁO CÁO"), (5, "NGƯỜI KIỂM TRA")):
        end = 4 if column == 1 else _LAST
        sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=end)
        put_text(sheet.cell(row, column), text)
        _dress(sheet.cell(row, column), bold=True, centre=True)


def _page(sheet: Worksheet) -> None:
    sheet.column_dimensions["G"].hidden = True
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P/&N"
    sheet.sheet_view.showGridLines = False
