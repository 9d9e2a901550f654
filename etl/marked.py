"""A copy of the officer's own workbook with the cells that findings speak of marked.

What the officer wrote stays: values, formulas, styles, remarks. A marked cell gets a background
and a comment; the first sheet lists everything. Text never becomes a formula. A copy that comes
back marked is cleaned of the earlier marks before it is marked again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from childrights.warehouse.records import Finding, Receipt, Severity
from etl.grid import Grid, RawCell, read_workbook
from etl.result_sheet import (
    BACKGROUND_COLUMN,
    CELL_HEADING,
    COLOURS,
    RESULT_SHEET,
    SHEET_HEADING,
    FormNames,
    put_text,
    result_workbook,
    severity_words,
    write_result,
)

AUTHOR = "Phần mềm kiểm tra"
RETYPED = (
    "Tệp gửi đến không phải .xlsx: bản này chỉ chép lại nội dung các ô vào .xlsx, không giữ định "
    "dạng, công thức và trang ẩn. Sửa trên tệp gốc hoặc trên bản này đều được."
)
REPEATED = (
    "Không giữ được định dạng của tệp gửi đến: bản này chỉ chép lại nội dung các ô. "
    "Sửa trên tệp gốc rồi gửi lại."
)
MACROS_LEFT_OUT = "Bản này không giữ macro của tệp gửi đến."
SHEET_ALONE = "Không lập được bản sao của tệp gửi đến; sửa trên tệp gốc theo phiếu này."

_CELL = re.compile(r"^[A-Z]{1,3}[1-9]\d{0,6}$")
_FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_TITLE_LIMIT = 31
_RULE = "\n———\n"
_COMMENT_LIMIT = 2_000
_GRAVEST_FIRST = tuple(Severity)
Place = tuple[str, str]
"""Sheet and cell."""


def is_xlsx(content: bytes) -> bool:
    """Whether the content is a workbook that can be copied with its styles and formulas."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except BadZipFile:
        return False


def marked_copy(content: bytes, receipt: Receipt, names: FormNames) -> bytes:
    """The officer's own .xlsx or .xlsm, marked, as .xlsx.

    It may fail on content that openpyxl does not understand, in any way: call it where a failure
    does no harm (:mod:`etl.hand_back`).
    """
    book = openpyxl.load_workbook(BytesIO(content), rich_text=True)
    _clean(book)
    remark = MACROS_LEFT_OUT if receipt.name.lower().endswith(".xlsm") else ""
    return _marked(book, {title: title for title in book.sheetnames}, receipt, names, remark)


def retyped_copy(name: str, content: bytes, receipt: Receipt, names: FormNames) -> bytes:
    """The cells of any workbook that can be read, typed into a new .xlsx and marked.

    Raises :class:`~etl.refusals.UnreadableFile`.
    """
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    titles: dict[str, str] = {}
    for grid in read_workbook(name, content).grids:
        if grid.name != RESULT_SHEET:
            titles[grid.name] = _retype(book, grid)
    remark = REPEATED if is_xlsx(content) else RETYPED
    return _marked(book, titles, receipt, names, remark)


def result_alone(receipt: Receipt, names: FormNames) -> bytes:
    """The result sheet as a workbook by itself."""
    return _saved(result_workbook(receipt, names, SHEET_ALONE))


def _marked(
    book: Workbook, titles: Mapping[str, str], receipt: Receipt, names: FormNames, remark: str
) -> bytes:
    found: dict[Place, list[Finding]] = defaultdict(list)
    for finding in receipt.all_findings():
        if finding.sheet in titles and _CELL.match(finding.cell):
            found[finding.sheet, finding.cell].append(finding)
    backgrounds: dict[Place, str] = {}
    for (sheet, address), findings in found.items():
        cell = _anchor(book[titles[sheet]], address)
        backgrounds[sheet, address] = _background(cell)
        _mark(cell, findings)
    result = book.create_sheet(RESULT_SHEET, 0)
    write_result(result, receipt, names, titles=titles, backgrounds=backgrounds, remark=remark)
    _open_at_first(book)
    return _saved(book)


def _mark(cell: Cell, findings: list[Finding]) -> None:
    gravest = min((item.severity for item in findings), key=_GRAVEST_FIRST.index)
    if gravest in COLOURS:
        cell.fill = PatternFill("solid", fgColor=COLOURS[gravest])
    text = "\n".join(f"{severity_words(item)}: {item.message}" for item in findings)
    before = f"{cell.comment.text}{_RULE}" if cell.comment else ""
    text = ILLEGAL_CHARACTERS_RE.sub(" ", before + text)[: len(before) + _COMMENT_LIMIT]
    comment = Comment(text, AUTHOR)
    comment.width, comment.height = 360, min(400, 40 + 18 * (len(text) // 48 + text.count("\n")))
    cell.comment = comment


def _anchor(sheet: Worksheet, address: str) -> Cell:
    """The cell itself; of merged cells, the one that holds their content."""
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if address in area)
        return sheet.cell(area.min_row, area.min_col)
    assert isinstance(cell, Cell)
    return cell


def _open_at_first(book: Workbook) -> None:
    """Two sheets selected at once would both take what the officer types into one."""
    book.active = 0
    for index, sheet in enumerate(book.worksheets):
        sheet.sheet_view.tabSelected = index == 0


def _saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# ── Earlier marks ─────────────────────────────────────────────────────────────────────────


def _clean(book: Workbook) -> None:
    """Take away what an earlier check left: its sheet, its comments, its backgrounds."""
    if RESULT_SHEET in book.sheetnames:
        for (title, address), background in _earlier(book[RESULT_SHEET]).items():
            if title in book.sheetnames:
                _restore(_anchor(book[title], address), background)
        book.remove(book[RESULT_SHEET])


def _earlier(sheet: Worksheet) -> dict[Place, str]:
    """Cells that the earlier check marked, with the background that each had before."""
    rows = list(sheet.iter_rows(values_only=True, max_col=BACKGROUND_COLUMN))
    heads = [n for n, row in enumerate(rows) if row[2:4] == (SHEET_HEADING, CELL_HEADING)]
    return {
        (str(row[2]), str(row[3])): str(row[BACKGROUND_COLUMN - 1] or "")
        for row in (rows[heads[0] + 1 :] if heads else ())
        if row[2] and _CELL.match(str(row[3]))
    }


def _restore(cell: Cell, background: str) -> None:
    comment = cell.comment
    if comment is None or comment.author != AUTHOR:
        return
    own, rule, _ = comment.text.partition(_RULE)
    cell.comment = Comment(own, "") if rule else None
    kind, space, value, tint = (background.split("|") + [""] * 4)[:4]
    if kind == "":
        cell.fill = PatternFill()
    else:
        given = int(value) if space in ("theme", "indexed") else value
        colour = Color(**{space: given}, tint=float(tint))
        cell.fill = PatternFill(kind, fgColor=colour)


def _background(cell: Cell) -> str:
    """The background of a cell as text; empty for none, and for one that runs between colours."""
    fill = cell.fill
    if fill.tagname != PatternFill.tagname or fill.fill_type is None:
        return ""
    colour = fill.fgColor
    return f"{fill.fill_type}|{colour.type}|{colour.value}|{colour.tint}"


# ── Other formats ─────────────────────────────────────────────────────────────────────────


def _retype(book: Workbook, grid: Grid) -> str:
    """Type a grid's cells into a new sheet; gives its title."""
    title = _FORBIDDEN_IN_TITLES.sub(" ", grid.name).strip("' ")[:_TITLE_LIMIT] or "Trang tính"
    sheet = book.create_sheet(title)
    for row, cells in enumerate(grid.rows, start=1):
        for column, raw in enumerate(cells, start=1):
            if raw != "":
                _type(sheet.cell(row, column), raw)
    for (top, left), (bottom, right) in grid.merged:
        sheet.merge_cells(
            start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
        )
    return str(sheet.title)


def _type(cell: Cell, raw: RawCell) -> None:
    if isinstance(raw, str):
        put_text(cell, raw)
    else:
        cell.value = raw
