"""A table as CSV that an Excel set to Vietnamese opens right by a double click.

Cells are parted by semicolons, because the comma is the decimal mark; an Excel of another
language then shows one wide column instead of reading 98,5 as 985
(docs/decisions/0010-office-libraries.md). For an English reader: commas, a point before decimals,
and days that no Excel takes for months (2026-11-15). Programs are better served by
``python -m childrights values --csv``.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

from childrights.briefing.datatable import Cell, Column, DataTable, Kind
from childrights.language import is_english

_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DECIMAL_COMMA = str.maketrans(".", ",")


def csv_bytes(table: DataTable) -> bytes:
    """The table in UTF-8 with a byte order mark: one line of headings, one a row.

    Text that a spreadsheet would take for a formula has an apostrophe before it (OWASP, “CSV
    injection”). Numbers keep every digit and have no thousands separator.
    """
    buffer = StringIO()
    parted = "," if is_english() else ";"
    writer = csv.writer(buffer, delimiter=parted, lineterminator="\r\n")
    writer.writerow([inert_text(column.heading) for column in table.columns])
    for row in table.rows:
        writer.writerow(
            [_written(column, cell) for column, cell in zip(table.columns, row, strict=True)]
        )
    return buffer.getvalue().encode("utf-8-sig")


def _written(column: Column, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return inert_text(cell)
    if isinstance(cell, int | Decimal):
        number = f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
        number = number if is_english() else number.translate(_DECIMAL_COMMA)
        return f"{number}%" if column.kind is Kind.PERCENT else number
    return cell.isoformat() if is_english() else f"{cell:%d/%m/%Y}"


def inert_text(text: str) -> str:
    """Text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_LIVE) else text
