"""Reads a workbook into plain grids, whatever its format, or says in words why it cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import PurePath

import python_calamine as calamine

from etl.delimited import read_delimited
from etl.formats import (
    READABLE_SUFFIXES,
    Kind,
    identify,
    refuse_by_name,
    refuse_other_archives,
    suffix_of,
)
from etl.refusals import Refusal, Remark, UnreadableFile
from etl.sheet_xml import ArchiveLook, SheetLook, look_into
from etl.weigh import MEGABYTE, WORKBOOK, open_weighed, unpacked_parts

__all__ = [
    "MAX_CELLS", "MAX_FILE_BYTES", "READABLE_SUFFIXES", "Grid", "RawCell", "UnreadableFile",
    "Workbook", "address", "read_grids", "read_workbook",
]  # fmt: skip

RawCell = str | float | int | bool | date | datetime | time | timedelta

MAX_FILE_BYTES = 20 * MEGABYTE
"""A form takes 10 to 200 kB; scanned pictures pasted into one, up to some megabytes."""
MAX_CELLS = 1_000_000
"""Of the rectangles that hold the filled cells of all visible sheets. The reader allocates them
whole, at about 100 bytes a cell; the widest provincial table has 200,000."""

_NOTHING_SEEN = SheetLook()
_ROOT_PARTS = {
    "xl/workbook.xml": Kind.XLSX,
    "xl/workbook.bin": Kind.XLSB,
    "content.xml": Kind.ODS,
}


@dataclass(frozen=True)
class Grid:
    """One sheet from A1 on. ``merged`` holds ((row, column), (row, column)), counted from 0.

    ``uncalculated`` are cells with a formula but no stored result; they read as blank. Only
    .xlsx and .xlsm tell, as of hidden rows and columns. A cell with an Excel error holds its
    text, such as ``#REF!``.
    """

    name: str
    rows: Sequence[Sequence[RawCell]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def at(self, row: int, column: int) -> RawCell:
        """Content of a cell, ``""`` beyond the used area."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return ""


@dataclass(frozen=True)
class Workbook:
    """Every visible sheet in order, and Vietnamese remarks about the file as a whole."""

    grids: tuple[Grid, ...]
    remarks: tuple[str, ...] = ()


def read_grids(name: str, content: bytes) -> list[Grid]:
    """Every visible sheet of a workbook, in order; raise :class:`UnreadableFile`."""
    return list(read_workbook(name, content).grids)


def read_workbook(name: str, content: bytes) -> Workbook:
    """Read a file as an officer sent it; raise :class:`UnreadableFile`.

    The name tells what the officer thinks the file is, the content what it is. Content that no
    limit foresaw may still cost memory and time, or stop the process: read what strangers sent
    through :mod:`etl.readers`.
    """
    refuse_by_name(name)
    if not content:
        raise UnreadableFile(Refusal.EMPTY)
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableFile(Refusal.TOO_LARGE, limit=MAX_FILE_BYTES // MEGABYTE)
    kind = identify(name, content)
    if kind is Kind.TEXT:
        return _text_table(name, content)
    kind, look = _weighed(content) if kind is Kind.XLSX else (kind, ArchiveLook())
    book = _with_calamine(content, look)
    return Workbook(book.grids, (*_remarks(name, kind, look), *book.remarks))


def _text_table(name: str, content: bytes) -> Workbook:
    table = read_delimited(content)
    if sum(map(len, table.rows)) > MAX_CELLS:
        raise _too_many_cells()
    return Workbook((Grid(PurePath(name).stem, table.rows, ()),), table.remarks)


def _weighed(content: bytes) -> tuple[Kind, ArchiveLook]:
    """What a zip archive is, after every part was weighed and looked at."""
    with open_weighed(BytesIO(content), WORKBOOK) as archive:
        names = {name.lower().lstrip("/") for name in archive.namelist()}
        kinds = [kind for part, kind in _ROOT_PARTS.items() if part in names]
        if not kinds:
            refuse_other_archives(names)
            raise UnreadableFile(Refusal.PART_MISSING, part="xl/workbook.xml")
        return kinds[0], look_into(unpacked_parts(archive))


def _remarks(name: str, kind: Kind, look: ArchiveLook) -> list[str]:
    told: list[str] = []
    suffix = suffix_of(name)
    fitting = (Kind.XLSX.value, ".xlsm") if kind is Kind.XLSX else (kind.value,)
    if suffix not in fitting:
        told.append(Remark.OTHER_SUFFIX.format(suffix=suffix, right=kind.value))
    if look.has_macros:
        told.append(Remark.MACROS.value)
    if look.has_external_links:
        told.append(Remark.EXTERNAL_LINKS.value)
    return told


def _with_calamine(content: bytes, look: ArchiveLook) -> Workbook:
    try:
        with calamine.CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            sheets = _visible(book.sheets_metadata, look)
            _refuse_far_cells(sheets, look)
            return Workbook(tuple(_grids(book, sheets, look)), _hidden(book.sheets_metadata))
    except calamine.PasswordError as error:
        raise UnreadableFile(Refusal.PASSWORD) from error
    except (calamine.CalamineError, ValueError, OverflowError, OSError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(Refusal.BROKEN) from error


def _visible(sheets: Sequence[calamine.SheetMetadata], look: ArchiveLook) -> list[str]:
    """Names of the sheets to read; raise :class:`UnreadableFile` when there is none."""
    worksheets = [item for item in sheets if item.typ == calamine.SheetTypeEnum.WorkSheet]
    if not sheets:
        raise UnreadableFile(Refusal.STRICT if look.is_strict else Refusal.NO_SHEET)
    if not worksheets:
        raise UnreadableFile(Refusal.ONLY_CHARTS)
    visible = [item.name for item in worksheets if _is_visible(item)]
    if not visible:
        raise UnreadableFile(Refusal.ONLY_HIDDEN)
    return visible


def _hidden(sheets: Sequence[calamine.SheetMetadata]) -> tuple[str, ...]:
    return tuple(
        Remark.HIDDEN_SHEET.format(sheet=item.name)
        for item in sheets
        if item.typ == calamine.SheetTypeEnum.WorkSheet and not _is_visible(item)
    )


def _is_visible(sheet: calamine.SheetMetadata) -> bool:
    return bool(sheet.visible == calamine.SheetVisibleEnum.Visible)


def _refuse_far_cells(sheets: Sequence[str], look: ArchiveLook) -> None:
    """Before the reader allocates anything; only .xlsx tells so early."""
    for name in sheets:
        seen = look.sheets.get(name, _NOTHING_SEEN)
        _refuse_large(name, seen.rows, seen.columns)


def _refuse_large(name: str, rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        raise UnreadableFile(Refusal.SHEET_TOO_LARGE, sheet=name, row=rows, column=columns)


def _too_many_cells() -> UnreadableFile:
    return UnreadableFile(Refusal.TOO_MANY_CELLS, limit=f"{MAX_CELLS:,}".replace(",", "."))


def _grids(book: calamine.CalamineWorkbook, names: Sequence[str], look: ArchiveLook) -> list[Grid]:
    grids: list[Grid] = []
    cells = 0
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.end is not None:
            _refuse_large(name, sheet.end[0] + 1, sheet.end[1] + 1)
            cells += (sheet.end[0] + 1) * (sheet.end[1] + 1)
        if cells > MAX_CELLS:
            raise _too_many_cells()
        seen = look.sheets.get(name, _NOTHING_SEEN)
        rows: list[list[RawCell]] = sheet.to_python(skip_empty_area=False)
        _show_errors(rows, seen.errors)
        merged = sheet.merged_cell_ranges or []
        hidden = seen.hidden_rows, seen.hidden_columns
        grids.append(Grid(name, rows, merged, seen.uncalculated, *hidden))
    return grids


def _show_errors(rows: list[list[RawCell]], errors: Mapping[tuple[int, int], str]) -> None:
    """Put back what the reader leaves blank, so that an error is not taken for a missing figure."""
    for (row, column), text in errors.items():
        if row < len(rows) and column < len(rows[row]) and rows[row][column] == "":
            rows[row][column] = text


def address(row: int, column: int) -> str:
    """Cell name as Excel shows it: (0, 0) is A1."""
    return f"{_column_letters(column)}{row + 1}"


@lru_cache(maxsize=1_024)
def _column_letters(column: int) -> str:
    letters = ""
    number = column + 1
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters
