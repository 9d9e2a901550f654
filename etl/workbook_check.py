"""The sheets “Kiểm tra” and “Hướng dẫn” of a template.

“Kiểm tra” holds no macro and only functions that Excel 2010 and WPS know. Its lines come from
:func:`childrights.catalogue.relations.relations`, which the loader reads too: what it calls
KHỚP, the loader finds consistent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from childrights.catalogue.forms import FormField, FormVersion, Layout
from childrights.catalogue.loader import Catalogue
from childrights.catalogue.relations import RelationKind, relations
from etl.frame import Frame
from etl.workbook_model import CHECK_SHEET, GUIDE_SHEET, TOTAL_LABEL, Grid
from etl.workbook_rules import Cell, boxes_of, unpack_formula
from etl.workbook_styles import Styles

MATCH = "Khớp"
OPEN = "Chưa điền"
BROKEN = "Lệch"

_HEADERS = ("TT", "Biểu", "Điều phải đúng", "Ô", "So với ô", "Số ở ô", "Số so", "Chênh", "Kết quả")
_WIDTHS = (6, 18, 70, 9, 20, 11, 11, 9, 16)
_FIRST_LINE = 5
_RESULT_COLUMN = "I"


@dataclass(frozen=True)
class CheckLine:
    """One line of “Kiểm tra”: what must hold, between which cells, and the formulas."""

    sheet: str
    reason: str
    whole: str
    parts: str
    whole_formula: str
    parts_formula: str
    exact: bool


def write_check_sheet(
    workbook: xlsxwriter.Workbook,
    styles: Styles,
    grids: Sequence[Grid],
    frame: Frame,
    catalogue: Catalogue,
) -> None:
    """Add the sheet “Kiểm tra”: a verdict, then one line for everything that must hold."""
    sheet = workbook.add_worksheet(CHECK_SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    lines = [line for grid in grids for line in _lines_of(grid, frame, catalogue)]
    last = _FIRST_LINE + len(lines) - 1
    _write_verdict(sheet, styles, last)
    for column, text in enumerate(_HEADERS):
        sheet.write_string(_FIRST_LINE - 1, column, text, styles["head"])
    for offset, line in enumerate(lines):
        _write_line(sheet, styles, _FIRST_LINE + offset, offset + 1, line)
    _colour(sheet, styles, last)
    sheet.autofilter(_FIRST_LINE - 1, 0, last, len(_HEADERS) - 1)
    sheet.freeze_panes(_FIRST_LINE, 0)
    sheet.repeat_rows(_FIRST_LINE - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"autofilter": True, "format_columns": True})


def _write_verdict(sheet: Worksheet, styles: Styles, last: int) -> None:
    results = f"${_RESULT_COLUMN}${_FIRST_LINE + 1}:${_RESULT_COLUMN}${last + 1}"
    reasons = results.replace(_RESULT_COLUMN, "C")
    broken, unfilled = f'COUNTIF({results},"{BROKEN}*")', f'COUNTIF({results},"{OPEN}*")'
    sheet.merge_range(0, 0, 0, len(_HEADERS) - 1, "", styles["verdict"])
    verdict = f'=IF({broken}>0,"CÓ LỖI: "&{broken},IF({unfilled}>0,"CHƯA ĐỦ","KHỚP"))'
    sheet.write_formula(0, 0, verdict, styles["verdict"], "CHƯA ĐỦ")
    sheet.set_row(0, 26)
    first = f'INDEX({reasons},MATCH("{BROKEN}*",{results},0))'
    waiting = f'INDEX({reasons},MATCH("{OPEN}*",{results},0))'
    text = (
        f'=IF({broken}>0,"Sửa trước tiên: "&{first},'
        f'IF({unfilled}>0,"Còn thiếu: "&{waiting},"Gửi biểu được."))'
    )
    sheet.merge_range(1, 0, 1, len(_HEADERS) - 1, "", styles["text_bold"])
    sheet.write_formula(1, 0, text, styles["text_bold"], "")
    sheet.set_row(1, 32)
    hint = (
        "Không sửa sheet này. Lọc cột “Kết quả” để xem các dòng bắt đầu bằng “Lệch” hoặc "
        "“Chưa điền”, rồi sửa ở biểu."
    )
    sheet.merge_range(2, 0, 2, len(_HEADERS) - 1, "", styles["text"])
    sheet.write_string(2, 0, hint, styles["text"])


def _write_line(sheet: Worksheet, styles: Styles, row: int, number: int, line: CheckLine) -> None:
    excel_row = row + 1
    sheet.write_number(row, 0, number, styles["index"])
    for column, text in enumerate((line.sheet, line.reason, line.whole, line.parts), start=1):
        sheet.write_string(row, column, text, styles["stub"])
    sheet.write_formula(row, 5, f"={line.whole_formula}", styles["figure"], "")
    sheet.write_formula(row, 6, f"={line.parts_formula}", styles["figure"], "")
    # Rounded, so that 0,1 + 0,2 is 0,3 as on paper.
    gap = f'=IF(COUNT(F{excel_row},G{excel_row})=2,ROUND(F{excel_row}-G{excel_row},6),"")'
    sheet.write_formula(row, 7, gap, styles["figure"], "")
    holds = f"H{excel_row}=0" if line.exact else f"H{excel_row}>=0"
    result = f'=IF(H{excel_row}="","{OPEN}",IF({holds},"{MATCH}","{BROKEN} "&H{excel_row}))'
    sheet.write_formula(row, 8, result, styles["result"], OPEN)
    sheet.set_row(row, 15.0 * max(1, -(-len(line.reason) // 72), -(-len(line.parts) // 20)))


def _colour(sheet: Worksheet, styles: Styles, last: int) -> None:
    for word, style in ((BROKEN, "bad"), ("CÓ LỖI", "bad"), (OPEN, "open"), ("CHƯA ĐỦ", "open")):
        _colour_word(sheet, styles, last, word, style)
    for word in (MATCH, "KHỚP"):
        _colour_word(sheet, styles, last, word, "good")


def _colour_word(sheet: Worksheet, styles: Styles, last: int, word: str, style: str) -> None:
    options = {
        "type": "text",
        "criteria": "begins with",
        "value": word,
        "format": styles[style],
    }
    if word.isupper():
        sheet.conditional_format(0, 0, 0, 0, options)
    else:
        sheet.conditional_format(_FIRST_LINE, 8, last, 8, options)


def _lines_of(grid: Grid, frame: Frame, catalogue: Catalogue) -> Iterator[CheckLine]:
    yield _frame_line(grid, frame)
    fields = grid.content.version.fields(grid.content.layout)
    units = range(len(grid.content.rows)) if grid.content.layout is Layout.ROWS else range(1)
    for unit in units:
        yield _filled_line(grid, fields, unit)
    for unit in units:
        for relation in relations(grid.content.version, grid.content.layout, catalogue):
            parts = [(grid.cell_of(part, unit), part) for part in relation.parts]
            whole = (grid.cell_of(relation.whole, unit), relation.whole)
            exact = relation.kind is RelationKind.SUM
            yield _relation_line(grid, _prefix(grid, unit) + relation.reason, whole, parts, exact)
    yield from _total_lines(grid, fields)


def _prefix(grid: Grid, unit: int) -> str:
    if grid.content.layout is Layout.UNIT:
        return ""
    return f"{grid.content.rows[unit].name} - "


def _frame_line(grid: Grid, frame: Frame) -> CheckLine:
    required = [name for name, line in frame.fields.items() if line.required]
    cells = [grid.frame_cells[name] for name in required]
    labels = ", ".join(frame.fields[name].label for name in required)
    filled = "+".join(f'IF({_ref(grid, cell)}="",0,1)' for cell in cells)
    reason = f"Phần đầu biểu đã ghi đủ: {labels}."
    return _count_line(grid, reason, len(cells), _ranges(cells), filled)


def _filled_line(grid: Grid, fields: Sequence[FormField], unit: int) -> CheckLine:
    packed = any(item.pack_position is not None for item in fields)
    cells = sorted({grid.cell_of(item, unit) for item in fields})
    boxes = [xl_range(*box) for box in boxes_of(cells)]
    if packed:
        filled = "+".join(f'COUNTIF({_quoted(grid)}{box},"*/*")' for box in boxes)
    else:
        filled = f"COUNT({_joined(grid, boxes)})"
    reason = f"{_prefix(grid, unit)}Mọi ô số liệu đã điền (không phát sinh thì ghi 0)."
    return _count_line(grid, reason, len(cells), boxes, filled)


def _count_line(
    grid: Grid, reason: str, count: int, ranges: Iterable[str], filled: str
) -> CheckLine:
    """Make a line that is open, not broken, until the count of filled cells is complete."""
    return CheckLine(
        sheet=grid.content.sheet_name,
        reason=reason,
        whole=f"{count} ô",
        parts=", ".join(ranges),
        whole_formula=str(count),
        parts_formula=f'IF({filled}={count},{count},"")',
        exact=True,
    )


def _total_lines(grid: Grid, fields: Sequence[FormField]) -> Iterator[CheckLine]:
    if grid.total_row is None:
        return
    for item in fields:
        whole = ((grid.total_row, grid.first_column + item.column), item)
        parts = [(grid.cell_of(item, unit), item) for unit in range(len(grid.content.rows))]
        header = " - ".join(grid.content.version.columns[item.column].header)
        reason = f"Dòng {TOTAL_LABEL}, cột “{header}”: phải bằng tổng các đơn vị."
        yield _relation_line(grid, reason, whole, parts, exact=True)


def _relation_line(
    grid: Grid,
    reason: str,
    whole: tuple[Cell, FormField],
    parts: Sequence[tuple[Cell, FormField]],
    exact: bool,
) -> CheckLine:
    return CheckLine(
        sheet=grid.content.sheet_name,
        reason=reason,
        whole=_say_cells([whole]),
        parts=_say_cells(parts),
        whole_formula=_sum_formula(grid, [whole]),
        parts_formula=_sum_formula(grid, parts),
        exact=exact,
    )


def _say_cells(items: Iterable[tuple[Cell, FormField]]) -> str:
    return ", ".join(_ranges([cell for cell, _ in items]))


def _sum_formula(grid: Grid, items: Sequence[tuple[Cell, FormField]]) -> str:
    """Sum of the cells, or empty text until every one holds a number."""
    if any(item.pack_position is not None for _, item in items):
        terms = "+".join(
            unpack_formula(_ref(grid, cell), item.pack_position or 0) for cell, item in items
        )
        return f'IFERROR({terms},"")'
    joined = _joined(grid, list(_ranges([cell for cell, _ in items])))
    return f'IF(COUNT({joined})={len(items)},SUM({joined}),"")'


def _joined(grid: Grid, ranges: Sequence[str]) -> str:
    return ",".join(f"{_quoted(grid)}{box}" for box in ranges)


def _quoted(grid: Grid) -> str:
    return "'{}'!".format(grid.content.sheet_name.replace("'", "''"))


def _ref(grid: Grid, cell: Cell) -> str:
    return f"{_quoted(grid)}{xl_rowcol_to_cell(*cell)}"


def _ranges(cells: Sequence[Cell]) -> Iterator[str]:
    """Cells as Excel writes them, runs down a column or along a row as one range."""
    rest = list(cells)
    while rest:
        run = 1
        steps = {(1, 0), (0, 1)}
        while run < len(rest):
            step = (rest[run][0] - rest[run - 1][0], rest[run][1] - rest[run - 1][1])
            if step not in steps:
                break
            steps = {step}
            run += 1
        yield xl_range(*rest[0], *rest[run - 1])
        rest = rest[run:]


def write_guide_sheet(
    workbook: xlsxwriter.Workbook, styles: Styles, version: FormVersion, frame: Frame
) -> None:
    """Add the sheet “Hướng dẫn”: how to fill in the frame and the table."""
    sheet = workbook.add_worksheet(GUIDE_SHEET)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 78)
    lines: list[tuple[str, str, str]] = [("Mục", "Bắt buộc", "Cách ghi")]
    for line in frame.fields.values():
        lines.append((line.label, "Có" if line.required else "Không", line.hint))
    lines += [("Bảng số liệu", "", note) for note in _table_notes(version)]
    lines += [("Về mẫu biểu", "", note) for note in _form_notes(version)]
    sheet.merge_range(0, 0, 0, 2, "", styles["text_bold"])
    sheet.write_string(0, 0, f"HƯỚNG DẪN ĐIỀN {version.symbol.upper()}", styles["text_bold"])
    for row, texts in enumerate(lines, start=2):
        style = styles["head" if row == 2 else "stub"]
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, style)
        sheet.set_row(row, 15.0 * max(1, -(-len(texts[2]) // 80)) + 3)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect("")


def _table_notes(version: FormVersion) -> tuple[str, ...]:
    return (
        "Chỉ ghi vào các ô nền vàng. Không thêm, xóa, đổi chỗ dòng và cột.",
        f"Sau khi điền, mở sheet “{CHECK_SHEET}”: dòng đầu phải là KHỚP trước khi gửi.",
        "Số liệu dán từ tệp khác: dùng Dán đặc biệt - Giá trị (Paste Special - Values).",
        *version.notes,
    )


def _form_notes(version: FormVersion) -> tuple[str, ...]:
    whose = f"Đơn vị lập biểu: {version.provider}. Nơi nhận: {version.receiver}."
    basis = f"Căn cứ: {version.legal_basis}."
    return (whose, basis, *(() if version.confirmed else (version.confirmation_note,)))
