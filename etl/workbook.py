"""Writes a form as a workbook that looks like, and is filled in like, an official one.

Templates and demonstration submissions are the same sheets, so whatever a template can hold,
the loader has met. All that is written here is text or number, never a formula, whatever a name
begins with; only the sheet “Kiểm tra” is made of formulas.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from childrights.catalogue.forms import FormRow, Layout
from childrights.catalogue.loader import Catalogue
from etl.frame import Frame
from etl.workbook_check import write_check_sheet, write_guide_sheet
from etl.workbook_explanations import write_explanation_sheet
from etl.workbook_model import (
    CHECK_SHEET,
    GUIDE_SHEET,
    TOTAL_LABEL,
    CellValue,
    Grid,
    HeaderValue,
    SheetContent,
    UnitRow,
)
from etl.workbook_rules import Cell, apply_date, apply_list, apply_rules, rule_table
from etl.workbook_styles import Styles

__all__ = [
    "CHECK_SHEET",
    "GUIDE_SHEET",
    "TOTAL_LABEL",
    "CellValue",
    "Grid",
    "HeaderValue",
    "SheetContent",
    "UnitRow",
    "write_workbook",
]

_GIVEN_FIELDS = ("locality", "locality_code", "period")
_DATE_FIELDS = ("cut_off", "letter_date")
_ROWS_STUB = ("TT", "Mã đơn vị")
_LINE_HEIGHT = 15.0
_HEADING_ROWS = 4
_LANDSCAPE_FROM = 115
_VALUE_WIDTH = 36
_NUMBER_WIDTHS = ((1, 27.0), (4, 13.0), (11, 10.5), (99, 8.0))


def write_workbook(
    path: Path,
    sheets: Sequence[SheetContent],
    frame: Frame,
    *,
    guide: bool,
    catalogue: Catalogue,
) -> tuple[Grid, ...]:
    """Write the sheets to ``path``; the same content gives the same bytes.

    ``guide`` adds the sheets “Kiểm tra”, “Giải trình” and “Hướng dẫn”. Returns where each sheet
    holds what.
    """
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as workbook:
        styles = Styles(workbook)
        _set_properties(workbook, sheets[0], frame)
        grids = tuple(
            _SheetWriter(workbook, styles, content, frame, catalogue).write() for content in sheets
        )
        if guide:
            write_check_sheet(workbook, styles, grids, frame, catalogue)
            write_explanation_sheet(workbook, styles, [item.sheet_name for item in sheets])
            write_guide_sheet(workbook, styles, sheets[0].version, frame)
    return grids


def _set_properties(workbook: xlsxwriter.Workbook, content: SheetContent, frame: Frame) -> None:
    mark = frame.mark.demonstration if content.demonstration else ""
    workbook.set_properties(
        {
            "title": content.version.name,
            "subject": content.period.label,
            "comments": mark,
            # A fixed day, so that the same content gives the same bytes.
            "created": datetime(content.period.year, 1, 1),  # noqa: DTZ001
        }
    )
    if content.demonstration:
        workbook.set_custom_property("DuLieuMinhHoa", True)


class _SheetWriter:
    """Writes one sheet from top to bottom; ``at`` is the next free row."""

    def __init__(
        self,
        workbook: xlsxwriter.Workbook,
        styles: Styles,
        content: SheetContent,
        frame: Frame,
        catalogue: Catalogue,
    ) -> None:
        self.sheet: Worksheet = workbook.add_worksheet(content.sheet_name)
        self.styles = styles
        self.content = content
        self.version = content.version
        self.frame = frame
        self.rules = rule_table(content.version, content.layout, catalogue)
        self.widths = _widths(content)
        self.stub_count = len(self.widths) - len(self.version.columns)
        self.label_column = _label_column(content)
        self.last_column = len(self.widths) - 1
        self.frame_cells: dict[str, Cell] = {}
        self.at = 0

    def write(self) -> Grid:
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        self.mark()
        self.letterhead()
        self.title()
        self.frame_lines()
        header_row = self.header()
        index_row = self.index()
        self.body()
        self.notes()
        self.signatures()
        self.page(header_row, index_row)
        return Grid(self.content, self.frame_cells, index_row, self.stub_count)

    def mark(self) -> None:
        if self.content.demonstration:
            self.across(self.at, 0, self.last_column, self.frame.mark.demonstration, "mark")
            self.sheet.set_row(self.at, 20)
            self.at += 1

    def letterhead(self) -> None:
        """Who reports, on which form, on the left; who receives, on the right."""
        name = str(self.content.header.get("locality") or "").split(",")[0]
        basis = "Ban hành kèm theo" if self.version.confirmed else "Căn cứ"
        left = (
            ("ỦY BAN NHÂN DÂN", "centre"),
            (name.upper(), "centre_bold"),
            (self.version.symbol, "centre_bold"),
            (f"({basis}: {self.version.legal_basis})", "centre_italic"),
        )
        right = (
            ("Đơn vị nhận báo cáo:", "centre"),
            (self.version.receiver, "centre_bold"),
        )
        split = self.split()
        for offset, (text, style) in enumerate(left):
            self.across(self.at + offset, 0, self.label_column, text, style)
        for offset, (text, style) in enumerate(right):
            self.across(self.at + offset, split, self.last_column, text, style)
        self.fit(self.at + 1, [(name, self.label_column + 1), (right[1][0], -1)])
        self.fit(self.at + 3, [(left[3][0], self.label_column + 1)])
        self.at += _HEADING_ROWS + 1

    def split(self) -> int:
        """First column of the right half, at least as wide as a receiver's name."""
        column = self.last_column
        while column > self.label_column + 1 and sum(self.widths[column:]) < _VALUE_WIDTH:
            column -= 1
        return column

    def title(self) -> None:
        for line in (*self.version.title, self.content.period.label.upper()):
            self.across(self.at, 0, self.last_column, line, "title")
            self.sheet.set_row(self.at, 20)
            self.at += 1
        self.at += 1

    def frame_lines(self) -> None:
        """Write each label in one cell and its value in the cell to the right."""
        first = self.label_column + 1
        last = first
        while last < self.last_column and sum(self.widths[first : last + 1]) < _VALUE_WIDTH:
            last += 1
        for name, line in self.frame.fields.items():
            self.sheet.write_string(
                self.at, self.label_column, f"{line.label}:", self.styles["label"]
            )
            value = self.content.header.get(name)
            self.frame_value(name, value, first, last)
            width = int(sum(self.widths[first : last + 1]))
            self.sheet.set_row(self.at, _height(str(value or ""), width, minimum=16.5))
            self.at += 1
        self.at += 1

    def frame_value(self, name: str, value: HeaderValue, first: int, last: int) -> None:
        cell = self.frame_cells[name] = (self.at, first)
        hint = self.frame.fields[name].hint
        style = "given" if name in _GIVEN_FIELDS and value else "entry"
        if name in _DATE_FIELDS:
            style = "entry_date"
            apply_date(self.sheet, cell, hint)
        elif name == "nature":
            apply_list(self.sheet, cell, list(self.frame.nature.values()), hint)
        elif name == "signed_off":
            apply_list(self.sheet, cell, list(self.frame.signed_off.values()), hint)
        self.across(self.at, first, last, value, style)

    def header(self) -> int:
        unit = f"Đơn vị tính: {self.version.unit_of_measure}"
        self.across(self.at, 0, self.last_column, unit, "unit_line")
        top = self.at + 1
        levels = max(len(column.header) for column in self.version.columns)
        for column, text in enumerate(self.stub_headers()):
            self.box((top, column), (top + levels - 1, column), text, "head")
        for level in range(levels):
            lines = [
                self.header_group(top, level, levels, first, last)
                for first, last in self.header_groups(level)
            ]
            self.sheet.set_row(top + level, _LINE_HEIGHT * max(lines, default=1) + 3)
        self.at = top + levels
        return top

    def stub_headers(self) -> tuple[str, ...]:
        if self.content.layout is Layout.UNIT:
            return tuple(stub.header for stub in self.version.stub)
        return (*_ROWS_STUB, self.version.unit_header)

    def header_groups(self, level: int) -> Iterator[tuple[int, int]]:
        """Find runs of columns that share their heading down to this level."""
        headers = [column.header for column in self.version.columns]
        indexed = [(i, h) for i, h in enumerate(headers) if len(h) > level]
        for _, run in groupby(indexed, key=lambda item: item[1][: level + 1]):
            columns = [index for index, _ in run]
            yield columns[0], columns[-1]

    def header_group(self, top: int, level: int, levels: int, first: int, last: int) -> int:
        """Write one heading; give the lines of text it needs in its own row."""
        header = self.version.columns[first].header
        bottom = top + (levels - 1 if len(header) == level + 1 else level)
        left, right = first + self.stub_count, last + self.stub_count
        self.box((top + level, left), (bottom, right), header[level], "head")
        height = bottom - top - level + 1
        return math.ceil(_lines(header[level], sum(self.widths[left : right + 1])) / height)

    def index(self) -> int:
        for column in range(self.stub_count):
            self.sheet.write_string(self.at, column, "ABCDEFGH"[column], self.styles["index"])
        for number in range(1, len(self.version.columns) + 1):
            self.sheet.write_number(
                self.at, self.stub_count + number - 1, number, self.styles["index"]
            )
        self.at += 1
        return self.at - 1

    def body(self) -> None:
        top = self.at
        if self.content.layout is Layout.UNIT:
            for index, row in enumerate(self.version.rows):
                self.form_row(index, row)
        else:
            self.unit_rows()
        apply_rules(self.sheet, self.rules, (top, self.stub_count), self.at - top)

    def unit_rows(self) -> None:
        total = self.content.total_position
        if total == "first":
            self.total_line()
        for number, unit in enumerate(self.content.rows, start=1):
            self.stub(((str(number), "stub_centre"), (unit.locality.code, "stub_centre")))
            self.stub(((unit.name, "stub"),), start=2)
            self.figures(0, unit.values, "")
        if total == "last":
            self.total_line()

    def total_line(self) -> None:
        self.stub((("", "stub_centre_bold"), ("", "stub_centre_bold"), (TOTAL_LABEL, "stub_bold")))
        self.figures(0, self.content.totals, "_bold")

    def form_row(self, index: int, row: FormRow) -> None:
        bold = "_bold" if row.section or (row.label.isupper() and "." not in row.code) else ""
        texts = {
            "number": (row.code, f"stub_centre{bold}"),
            "label": (row.label, f"stub{bold}"),
            "unit": (row.unit, "stub_centre"),
            "maximum": ("" if row.maximum is None else str(row.maximum), "stub_centre"),
            "note": ("", "stub"),
        }
        self.stub(tuple(texts[stub.role] for stub in self.version.stub))
        values = {
            column: self.content.values.get((index, column))
            for column in range(len(self.version.columns))
        }
        height = _height(row.label, int(self.widths[self.label_column]), minimum=16.5)
        self.sheet.set_row(self.at, height)
        self.figures(index, values, bold)

    def stub(self, cells: tuple[tuple[str, str], ...], start: int = 0) -> None:
        for column, (text, style) in enumerate(cells, start=start):
            self.put(self.at, column, text, style)

    def figures(self, row: int, values: Mapping[int, CellValue], bold: str) -> None:
        for column, rule in enumerate(self.rules.rows[row], start=self.stub_count):
            style = "none" if rule is None else rule.style
            self.put(self.at, column, values.get(column - self.stub_count), f"{style}{bold}")
        self.at += 1

    def notes(self) -> None:
        self.at += 1
        lines = [f"- {note}" for note in self.version.notes]
        width = int(sum(self.widths))
        for line in ("Ghi chú:", *lines) if lines else ():
            self.across(self.at, 0, self.last_column, line, "note")
            self.sheet.set_row(self.at, _height(line, width, minimum=_LINE_HEIGHT))
            self.at += 1
        self.at += 1

    def signatures(self) -> None:
        split = self.split()
        day = self.content.header.get("letter_date")
        right = (
            (_place_and_day(self.content.place, day), "sign_date"),
            (self.content.signatory, "sign"),
            ("(Ký tên, đóng dấu)", "sign_hint"),
        )
        left = (("", "centre"), ("NGƯỜI LẬP BIỂU", "sign"), ("(Ký, ghi rõ họ tên)", "sign_hint"))
        for (left_text, left_style), (right_text, right_style) in zip(left, right, strict=True):
            self.across(self.at, 0, self.label_column, left_text, left_style)
            self.across(self.at, split, self.last_column, right_text, right_style)
            self.at += 1
        self.at += 3
        self.across(self.at, 0, self.label_column, None, "sign_name")
        self.across(self.at, split, self.last_column, None, "sign_name")

    def page(self, header_row: int, index_row: int) -> None:
        """Print set-up, panes and protection."""
        self.sheet.set_paper(9)
        if sum(self.widths) > _LANDSCAPE_FROM:
            self.sheet.set_landscape()
        self.sheet.set_margins(left=0.6, right=0.4, top=0.5, bottom=0.6)
        self.sheet.center_horizontally()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(header_row, index_row)
        self.sheet.set_footer("&C&P/&N")
        self.sheet.hide_gridlines(2)
        # Only columns: freezing the rows too would leave a small screen no room for the table.
        self.sheet.freeze_panes(0, self.label_column + 1)
        start = self.first_entry(index_row)
        self.sheet.set_selection(*start, *start)
        self.sheet.protect("", {"format_columns": True, "format_rows": True})

    def first_entry(self, index_row: int) -> Cell:
        """Where an officer starts: the first line of the frame that is still empty."""
        for name, cell in self.frame_cells.items():
            if not self.content.header.get(name):
                return cell
        return index_row + 1, self.stub_count

    def fit(self, row: int, texts: Sequence[tuple[str, int]]) -> None:
        """Make a row high enough for texts given with their right edge (-1: the right half)."""
        right_width = sum(self.widths[self.split() :])
        needed = [
            _lines(text, right_width if edge < 0 else sum(self.widths[:edge]))
            for text, edge in texts
        ]
        self.sheet.set_row(row, _LINE_HEIGHT * max(needed) + 1)

    def across(self, row: int, first: int, last: int, value: HeaderValue, style: str) -> None:
        self.box((row, first), (row, last), value, style)

    def box(self, start: Cell, end: Cell, value: HeaderValue, style: str) -> None:
        # Merged empty and then filled, because merge_range turns “=…” into a formula.
        if start != end:
            self.sheet.merge_range(*start, *end, "", self.styles[style])
        self.put(*start, value, style)

    def put(self, row: int, column: int, value: CellValue | date, style: str) -> None:
        look = self.styles[style]
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, look)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value, look)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, look)
        else:
            self.sheet.write_number(row, column, value, look)


def _label_column(content: SheetContent) -> int:
    if content.layout is Layout.ROWS:
        return len(_ROWS_STUB)
    roles = [stub.role for stub in content.version.stub]
    return roles.index("label")


def _widths(content: SheetContent) -> list[float]:
    """Column widths in characters."""
    version = content.version
    count = len(version.columns)
    figures = [next(width for limit, width in _NUMBER_WIDTHS if count <= limit)] * count
    if content.layout is Layout.ROWS:
        return [5.0, 10.0, 34.0, *figures]
    longest = max(len(row.label) for row in version.rows)
    label = float(min(50, max(30, longest)))
    by_role = {"number": 6.0, "label": label, "unit": 11.0, "maximum": 9.0, "note": 18.0}
    return [*(by_role[stub.role] for stub in version.stub), *figures]


def _lines(text: str, width: float) -> int:
    """Lines that a text takes in a column, whose width counts the wider digits of Calibri."""
    return sum(max(1, math.ceil(len(line) / (width * 1.1))) for line in text.split("\n"))


def _height(text: str, width: int, minimum: float) -> float:
    return max(minimum, _LINE_HEIGHT * _lines(text, width))


def _place_and_day(place: str, day: HeaderValue) -> str:
    start = place or "…………"
    if not isinstance(day, date):
        return f"{start}, ngày …… tháng …… năm ………"
    return f"{start}, ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
