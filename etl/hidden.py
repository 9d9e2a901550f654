"""Sheets that are hidden: never read for figures, but looked through for lists of children."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from zipfile import BadZipFile, ZipFile

import python_calamine as calamine

from etl.grid import Grid

_MOST_ROWS = 20_000


def hidden_grids(content: bytes) -> Iterator[Grid]:
    """Hidden sheets of a workbook that was opened before, their first rows; none of other files."""
    if not _may_hide(content):
        return
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    except (calamine.CalamineError, ValueError, OSError):
        return
    for sheet in book.sheets_metadata:
        is_worksheet = sheet.typ == calamine.SheetTypeEnum.WorkSheet
        if is_worksheet and sheet.visible != calamine.SheetVisibleEnum.Visible:
            rows = islice(book.get_sheet_by_name(sheet.name).iter_rows(), _MOST_ROWS)
            yield Grid(sheet.name, list(rows), [])


def _may_hide(content: bytes) -> bool:
    """Whether a look into the list of sheets leaves it open; most workbooks hide nothing."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return b"idden" in archive.read("xl/workbook.xml")
    except (BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError):
        return True
