"""Tables as a workbook of Excel: real numbers, headings that stay, pages that print on A4.

Numbers carry formats such as ``#,##0.0``, which Excel shows with the separators of the reader's
Windows: 12.345,6 where it is Vietnamese (docs/decisions/0010-office-libraries.md). Text never
becomes a formula or a link, whatever it begins with.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from childrights.briefing.datatable import (
    NUMERIC,
    Cell,
    Column,
    DataTable,
    Kind,
    fitting_widths,
    say_cell,
)

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIXED_DAY = date(2026, 1, 1)
"""Day written into a file's properties when the content has none of its own."""

_A4 = 9
_LANDSCAPE_FROM = 95
_LINE_POINTS, _HIGHEST_POINTS = 15.75, 409
_LONGEST_NAME = 31
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}


class CellTooLong(ValueError):
    """A text is longer than a cell of Excel holds; the message names the cell."""


def workbook_bytes(
    tables: Sequence[DataTable], *, title: str, made_on: date = FIXED_DAY, frozen: int = 1
) -> bytes:
    """The tables as a workbook, one sheet each; the same tables give the same bytes.

    ``frozen`` columns stay in sight. Raises :class:`CellTooLong`, and :class:`ValueError` for
    no tables at all.
    """
    if not tables:
        raise ValueError("a workbook needs at least one table")
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "created": datetime(*made_on.timetuple()[:3])})  # noqa: DTZ001
        formats = _Formats(book)
        for name, table in zip(sheet_names(tables), tables, strict=True):
            _SheetWriter(book.add_worksheet(name), formats, table, frozen).write()
    return buffer.getvalue()


def sheet_names(tables: Sequence[DataTable]) -> list[str]:
    """Names of sheets as Excel allows them: at most 31 characters, all different."""
    names: list[str] = []
    for table in tables:
        wanted = _allowed(table.name or table.title)
        name, number = wanted, 1
        while name.casefold() in {taken.casefold() for taken in names}:
            number += 1
            ending = f" ({number})"
            name = wanted[: _LONGEST_NAME - len(ending)] + ending
        names.append(name)
    return names


def _allowed(text: str) -> str:
    """Excel forbids some signs, an apostrophe at either end, and the name “History”."""
    spaced = " ".join(_FORBIDDEN_IN_NAMES.sub(" ", text).split())
    name = spaced[:_LONGEST_NAME].strip(" '")
    return f"{name} 1" if name.casefold() == "history" else name or "Bảng"


class _Formats:
    """Cell formats, made once each."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**_FONT, **properties})
        return self._made[key]

    def cell(self, column: Column, *, is_text: bool, decimals: int | None = None) -> Any:
        boxed: dict[str, Any] = {"border": 1, "text_wrap": True}
        if column.kind in NUMERIC:
            boxed["align"] = "right"
        elif column.kind is Kind.DATE:
            boxed["align"] = "center"
        if is_text or column.kind is Kind.TEXT:
            return self.of(**boxed)
        return self.of(**boxed, num_format=number_format(column, decimals))


def number_format(column: Column, decimals: int | None = None) -> str:
    """The format of a column in Excel's own notation, which each Excel localises.

    ``decimals`` are those of the number itself, for a column of mixed numbers.
    """
    if column.kind is Kind.DATE:
        return "dd/mm/yyyy"
    places = column.places if decimals is None else decimals
    written = f".{'0' * places}" if places else ""
    return f"0{written}%" if column.kind is Kind.PERCENT else f"#,##0{written}"


def _own_decimals(column: Column, cell: int | Decimal) -> int | None:
    """Decimals that a number brings with it into a column of mixed numbers."""
    if column.kind is not Kind.MIXED:
        return None
    return max(0, -int(Decimal(cell).as_tuple().exponent))


class _SheetWriter:
    """Writes one table from top to bottom; ``at`` is the next free row."""

    def __init__(self, sheet: Worksheet, formats: _Formats, table: DataTable, frozen: int) -> None:
        self.sheet = sheet
        self.formats = formats
        self.table = table
        self.frozen = frozen
        self.widths = fitting_widths(table)
        self.last = len(table.columns) - 1
        self.at = 0

    def write(self) -> None:
        for at, width in enumerate(self.widths):
            self.sheet.set_column(at, at, width)
        self.line(self.table.title, bold=True, font_size=14)
        if self.table.subtitle:
            self.line(self.table.subtitle, italic=True)
        self.at += 1
        heading_row = self.headings()
        for row in self.table.rows:
            for at, (column, cell) in enumerate(zip(self.table.columns, row, strict=True)):
                self.cell(at, column, cell)
            self.fit([say_cell(c, cell) for c, cell in zip(self.table.columns, row, strict=True)])
            self.at += 1
        self.sheet.autofilter(heading_row, 0, max(heading_row, self.at - 1), self.last)
        self.notes()
        self.page(heading_row)

    def line(self, text: str, **style: Any) -> None:
        """A line that runs over the columns to its right, which are empty."""
        self.text(self.at, 0, text, self.formats.of(**style))
        self.at += 1

    def headings(self) -> int:
        shape = self.formats.of(
            bold=True, border=1, text_wrap=True, align="center", valign="vcenter",
            bg_color="#E6ECF4",
        )  # fmt: skip
        for at, column in enumerate(self.table.columns):
            self.text(self.at, at, column.heading, shape)
        self.fit([column.heading for column in self.table.columns])
        self.at += 1
        return self.at - 1

    def fit(self, texts: Sequence[str]) -> None:
        """Make the row as high as its wrapped text; only Excel itself would do so unasked."""
        lines = max(_lines(text, width) for text, width in zip(texts, self.widths, strict=True))
        self.sheet.set_row(self.at, min(_HIGHEST_POINTS, _LINE_POINTS * lines))

    def cell(self, at: int, column: Column, cell: Cell) -> None:
        if cell is None:
            self.sheet.write_blank(self.at, at, None, self.formats.cell(column, is_text=True))
        elif isinstance(cell, str):
            self.text(self.at, at, cell, self.formats.cell(column, is_text=True))
        elif isinstance(cell, date):
            shape = self.formats.cell(column, is_text=False)
            self.sheet.write_datetime(self.at, at, cell, shape)
        else:
            number = cell / Decimal(100) if column.kind is Kind.PERCENT else cell
            decimals = _own_decimals(column, cell)
            shape = self.formats.cell(column, is_text=False, decimals=decimals)
            self.sheet.write_number(self.at, at, float(number), shape)

    def text(self, row: int, column: int, text: str, shape: Any) -> None:
        if self.sheet.write_string(row, column, text, shape) == -2:
            where = xlsxwriter.utility.xl_rowcol_to_cell(row, column)
            raise CellTooLong(f"“{self.sheet.get_name()}” › {where}: {len(text)} ký tự là quá dài.")

    def notes(self) -> None:
        """Notes under the table, each across all columns and as high as it needs."""
        shape = self.formats.of(text_wrap=True, italic=True, font_size=11)
        across = max(sum(self.widths), 1)
        self.at += 1
        for note in self.table.notes:
            if self.last:
                self.sheet.merge_range(self.at, 0, self.at, self.last, "", shape)
            self.text(self.at, 0, note, shape)
            self.sheet.set_row(self.at, _LINE_POINTS * _lines(note, across))
            self.at += 1

    def page(self, heading_row: int) -> None:
        """Print set-up, and the headings that stay in sight."""
        self.sheet.set_paper(_A4)
        if sum(self.widths) > _LANDSCAPE_FROM:
            self.sheet.set_landscape()
        self.sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(heading_row)
        self.sheet.set_footer("&C&P/&N")
        self.sheet.freeze_panes(heading_row + 1, min(self.frozen, self.last))
        self.sheet.hide_gridlines(2)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a cell of a width counted in digits, which are wide."""
    letters = max(width * 11 // 10, 1)
    parts = (textwrap.wrap(line, letters) for line in text.splitlines())
    return max(1, sum(max(1, len(part)) for part in parts))


def facts_table(title: str, facts: Mapping[str, str], name: str = "") -> DataTable:
    """A sheet of two columns, what and its words: definitions, sources, when and for whom."""
    columns = (Column("Nội dung", width=26), Column("Diễn giải", width=90))
    return DataTable(title, columns, tuple(facts.items()), name=name)
