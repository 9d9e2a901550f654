"""Reads a workbook into plain grids, whatever its format, or says in words why it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import python_calamine as calamine

RawCell = str | float | int | bool | date | datetime | time | timedelta

READABLE_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_CELLS = 2_000_000


class UnreadableFile(ValueError):
    """The file cannot be read; the message tells the officer what to do."""


@dataclass(frozen=True)
class Grid:
    """One sheet from A1 on. ``merged`` holds ((row, column), (row, column)), counted from 0."""

    name: str
    rows: Sequence[Sequence[RawCell]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]

    def at(self, row: int, column: int) -> RawCell:
        """Content of a cell, ``""`` beyond the used area."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return ""


def read_grids(name: str, content: bytes) -> list[Grid]:
    """Every visible sheet of a workbook, in order; raise :class:`UnreadableFile`."""
    _weigh(name, content)
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        return [_grid(book, sheet.name) for sheet in book.sheets_metadata if _is_visible(sheet)]
    except calamine.PasswordError as error:
        raise UnreadableFile(
            "Tệp có mật khẩu. Mở tệp, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ), lưu và gửi lại."
        ) from error
    except (calamine.CalamineError, ValueError, OSError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(
            "Không mở được tệp: tệp hỏng hoặc không phải bảng tính. "
            "Mở bằng Excel, chọn “Lưu thành” .xlsx rồi gửi lại."
        ) from error


def _weigh(name: str, content: bytes) -> None:
    if Path(name).suffix.lower() not in READABLE_SUFFIXES:
        raise UnreadableFile(
            f"Loại tệp “{Path(name).suffix or name}” không nhận. "
            f"Gửi bảng tính {', '.join(READABLE_SUFFIXES)}."
        )
    if not content:
        raise UnreadableFile("Tệp rỗng (0 byte). Kiểm tra lại bản đã lưu rồi gửi lại.")
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableFile(
            f"Tệp lớn {len(content) // 1024 // 1024} MB, quá mức 20 MB của một biểu. "
            "Xóa ảnh và các trang tính không liên quan rồi gửi lại."
        )


def _is_visible(sheet: calamine.SheetMetadata) -> bool:
    is_worksheet = sheet.typ == calamine.SheetTypeEnum.WorkSheet
    return is_worksheet and sheet.visible == calamine.SheetVisibleEnum.Visible


def _grid(book: calamine.CalamineWorkbook, name: str) -> Grid:
    sheet = book.get_sheet_by_name(name)
    if sheet.end is not None and (sheet.end[0] + 1) * (sheet.end[1] + 1) > MAX_CELLS:
        raise UnreadableFile(
            f"Trang tính “{name}” kéo dài tới dòng {sheet.end[0] + 1}, cột {sheet.end[1] + 1}. "
            "Xóa các dòng, cột thừa bên ngoài bảng rồi gửi lại."
        )
    return Grid(name, sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or [])


def address(row: int, column: int) -> str:
    """Cell name as Excel shows it: (0, 0) is A1."""
    letters = ""
    number = column + 1
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return f"{letters}{row + 1}"
