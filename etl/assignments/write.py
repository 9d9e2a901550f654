"""Writes a blank “Bảng giao chỉ tiêu”: one jurisdiction's, or with a column for each unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from childrights.catalogue.loader import Catalogue
from childrights.catalogue.model import Comparator, Direction, Indicator, Kind
from childrights.periods import Period, Span
from childrights.places.areas import Selections, resolve_area
from childrights.places.calendars import as_of
from childrights.places.model import Level, Locality
from childrights.places.registry import Registry
from etl.assignments.layout import AssignmentLayout, load_layout
from etl.template import TemplateError
from etl.workbook_rules import apply_date, apply_list
from etl.workbook_styles import Styles

SHEET_NAME = "Giao chỉ tiêu"
_BEFORE = ("number", "code", "name", "unit")
_WIDTHS = {
    "number": 5.0,
    "code": 30.0,
    "name": 52.0,
    "unit": 12.0,
    "comparator": 14.0,
    "note": 30.0,
}
_VALUE_WIDTH = 14.0
_LINE_HEIGHT = 15.0
_SIGN = {Direction.UP: Comparator.AT_LEAST, Direction.DOWN: Comparator.AT_MOST}


def write_assignment(
    locality_token: str,
    period: Period,
    out: Path,
    catalogue: Catalogue,
    registry: Registry,
    selections: Selections,
    *,
    by_unit: bool,
) -> None:
    """Write the blank table of one jurisdiction and year to ``out``.

    ``by_unit`` gives each commune of the jurisdiction a column of its own. Raises
    :class:`~etl.template.TemplateError` or :class:`~childrights.places.model.UnknownPlace`.
    """
    if period.span is not Span.M12:
        raise TemplateError(f"Chỉ tiêu được giao cho cả năm: ghi kỳ {period.year}-12M.")
    area = resolve_area(registry, locality_token, as_of(period), selections)
    if area.locality is None or area.level is Level.HAMLET:
        raise TemplateError(f"{area.label} không phải đơn vị giao chỉ tiêu. Chọn xã, phường, tỉnh.")
    if by_unit and area.level is Level.COMMUNE:
        raise TemplateError(f"{area.label} không có đơn vị trực thuộc để giao riêng.")
    units = area.units if by_unit else ()
    level = Level.COMMUNE if by_unit else area.level
    rows = [
        (name, item)
        for name, item in catalogue.indicators.items()
        if level in item.levels and item.in_force(period) and item.kind is not Kind.COMPOSITE
    ]
    with xlsxwriter.Workbook(str(out), {"in_memory": True}) as workbook:
        # A fixed day, so that the same content gives the same bytes.
        workbook.set_properties({"created": datetime(period.year, 1, 1)})  # noqa: DTZ001
        sheet = workbook.add_worksheet(SHEET_NAME)
        writer = _Writer(sheet, Styles(workbook), units)
        writer.head(area.locality, registry.full_name(area.locality), period.year)
        writer.table(rows, catalogue.themes)


class _Writer:
    """Writes the sheet from top to bottom; ``at`` is the next free row."""

    def __init__(self, sheet: Worksheet, styles: Styles, units: Sequence[Locality]) -> None:
        self.sheet = sheet
        self.styles = styles
        self.units = units
        self.layout: AssignmentLayout = load_layout()
        self.values = max(1, len(units))
        # Beside many columns the sign stands before them, so that it is seen.
        after = ["note"] if units else ["comparator", "note"]
        before = [*_BEFORE, "comparator"] if units else [*_BEFORE]
        self.first_value = len(before)
        self.columns = {name: index for index, name in enumerate(before)}
        self.columns |= {n: self.first_value + self.values + i for i, n in enumerate(after)}
        self.last = max(self.columns.values())
        self.at = 0
        for name, column in self.columns.items():
            sheet.set_column(column, column, _WIDTHS[name])
        sheet.set_column(self.first_value, self.first_value + self.values - 1, _VALUE_WIDTH)

    def head(self, locality: Locality, full_name: str, year: int) -> None:
        """Letterhead, title and frame."""
        left = ("ỦY BAN NHÂN DÂN", locality.name.upper())
        right = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
        for row, (one, other) in enumerate(zip(left, right, strict=True)):
            self.across(row, 0, 1, one, "centre_bold")
            self.across(row, 2, self.last, other, "centre_bold")
        self.across(3, 0, self.last, f"{self.layout.title} {year}", "title")
        self.sheet.set_row(3, 22)
        self.at = 5
        known = {"assigner": full_name, "assigner_code": locality.code, "year": str(year)}
        for name, line in self.layout.fields.items():
            self.sheet.write_string(self.at, 1, f"{line.label}:", self.styles["label"])
            style = "given" if name in known else "entry"
            if name == "document_date":
                style = "entry_date"
                apply_date(self.sheet, (self.at, 2), line.hint)
            self.put(self.at, 2, known.get(name, ""), style)
            self.at += 1
        self.at += 1

    def table(self, rows: Sequence[tuple[str, Indicator]], themes: Mapping[str, str]) -> None:
        """Headings, one row an indicator under its theme, notes."""
        header = self.at
        self.headings()
        ordered = sorted(rows, key=lambda pair: list(themes).index(pair[1].theme))
        number = 0
        for theme, members in groupby(ordered, key=lambda pair: pair[1].theme):
            self.section(themes[theme])
            for name, item in members:
                number += 1
                self.row(number, name, item)
        self.at += 1
        for note in self.layout.notes:
            self.across(self.at, 0, self.last, f"- {note}", "note")
            self.at += 1
        self.signature()
        self.sheet.set_paper(9)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(header, header + self.depth - 1)
        self.sheet.freeze_panes(0, self.columns["name"] + 1)
        self.sheet.hide_gridlines(2)

    def signature(self) -> None:
        split = self.columns["unit"]
        for offset, (text, style) in enumerate(
            (("TM. ỦY BAN NHÂN DÂN", "sign"), ("(Ký tên, đóng dấu)", "sign_hint"))
        ):
            self.across(self.at + 1 + offset, split, self.last, text, style)

    @property
    def depth(self) -> int:
        """Rows that the headings take: units stand under “Chỉ tiêu giao”, name and code."""
        return 3 if self.units else 1

    def headings(self) -> None:
        bottom = self.at + self.depth - 1
        for name, column in self.columns.items():
            text = self.layout.headings[name][0]
            self.box((self.at, column), (bottom, column), text, "head")
        value = self.layout.headings["value"][0]
        last = self.first_value + self.values - 1
        self.box((self.at, self.first_value), (self.at, last), value, "head")
        for offset, unit in enumerate(self.units):
            self.put(self.at + 1, self.first_value + offset, unit.name, "head")
            self.put(self.at + 2, self.first_value + offset, unit.code, "stub_centre")
        self.at = bottom + 1

    def section(self, text: str) -> None:
        for column in range(self.last + 1):
            self.put(self.at, column, "", "stub_bold")
        self.put(self.at, self.columns["name"], text, "stub_bold")
        self.at += 1

    def row(self, number: int, name: str, item: Indicator) -> None:
        sign = _SIGN.get(item.direction)
        texts = {
            "number": (str(number), "stub_centre"), "code": (name, "stub"),
            "name": (item.name, "stub"), "unit": (item.unit, "stub_centre"),
            "comparator": (self.layout.sign(sign) if sign else "", "stub_centre"),
            "note": ("", "stub"),
        }  # fmt: skip
        for key, (text, style) in texts.items():
            self.put(self.at, self.columns[key], text, style)
        for column in range(self.first_value, self.first_value + self.values):
            self.put(self.at, column, "", "decimal")
        signs = [self.layout.sign(each) for each in self.layout.comparators]
        if len(item.name) > _WIDTHS["name"]:
            self.sheet.set_row(self.at, 2 * _LINE_HEIGHT)
        hint = "Mức thực hiện so với chỉ tiêu giao."
        apply_list(self.sheet, (self.at, self.columns["comparator"]), signs, hint)
        self.at += 1

    def across(self, row: int, first: int, last: int, text: str, style: str) -> None:
        self.box((row, first), (row, last), text, style)

    def box(self, start: tuple[int, int], end: tuple[int, int], text: str, style: str) -> None:
        # Merged empty and then filled, because merge_range turns “=…” into a formula.
        if start != end:
            self.sheet.merge_range(*start, *end, "", self.styles[style])
        self.put(*start, text, style)

    def put(self, row: int, column: int, text: str, style: str) -> None:
        if text:
            self.sheet.write_string(row, column, text, self.styles[style])
        else:
            self.sheet.write_blank(row, column, None, self.styles[style])
